/* What a compiled library knows of its model beside the Program: the names of classes, and a model file whose
 * index the compiler has made. */
#include "Support.h"
#include "Text.h"

const char *dlc_support_class_name(const dlc_face *face, int64_t label) {
  return label >= 0 && label < face->program->class_count ? face->program->class_names[label] : NULL;
}

size_t dlc_support_describe(const dlc_instance *instance, dlm_bytes *segments, void *index,
                            uint32_t *version) {
  const dlc_program *program = instance->program;
  const dlc_face *face = instance->face;
  int32_t count = program->variable_count, constants = program->constant_count;
  memcpy(index, face->index, face->index_size);
  for (int32_t i = 0; i < count; ++i) {
    uint64_t checksum = dlm_checksum(instance->variables[i], instance->bytes[i]);
    memcpy((unsigned char *)index + face->checksum_places[i], &checksum, sizeof(checksum));
    segments[i] = (dlm_bytes){instance->variables[i], instance->bytes[i]};
  }
  for (int32_t i = 0; i < constants; ++i) {
    const dlc_constant_info *constant = &program->constants[i];
    segments[count + i] = (dlm_bytes){constant->data, dlc_support_tensor_bytes(&constant->tensor, NULL)};
  }
  *version = constants ? DLM_VERSION_WITH_CONSTANTS : DLM_VERSION_WITHOUT_CONSTANTS;
  return (size_t)count + (size_t)constants;
}

int32_t dlc_support_ready_to_save(dlc_instance *instance, const char *where) {
  int32_t status = dlc_support_complete(instance);
  if (status)
    return status;
  const dlc_program *program = instance->program;
  for (int32_t i = 0; i < program->variable_count; ++i)
    if (!instance->variables[i])
      return dlc_support_fail(instance, DLC_ERROR_STATE,
                              "%s: cannot save: variable '%s' has no value yet: init or load first", where,
                              program->variables[i].tensor.name);
  return DLC_OK;
}
