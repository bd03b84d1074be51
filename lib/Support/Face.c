/* What a compiled library adds: its instance is of the Program that it holds, on a CPU that can run it, and
 * writes files whose index the compiler has made. */
#include "Cpu.h"
#include "Format.h"
#include "Support.h"

#include <stdlib.h>
#include <string.h>

int32_t dlc_support_create(const dlc_face *face, dlc_instance **result) {
  if (!result)
    return DLC_ERROR_ARGUMENT;
  dlc_openmp openmp = {0};
  if (face->program->parallel)
    openmp = dlc_support_linked_openmp();
  int32_t status = dlc_support_open(face->program, &openmp, result);
  if (status)
    return status;
  dlc_instance *instance = *result;
  instance->face = face;
  size_t length = 0;
  const char *missing = dlc_support_missing_feature(face->program->cpu_features, &length);
  if (missing)
    instance->broken =
        dlc_support_fail(instance, DLC_ERROR_CPU, "the library was compiled for %s; this CPU lacks %.*s",
                         face->program->cpu, (int)length, missing);
  return instance->broken;
}

const char *dlc_support_class_name(const dlc_face *face, int64_t label) {
  return label >= 0 && label < face->program->class_count ? face->program->class_names[label] : NULL;
}

/* Fills in the checksums. */
static void seal(const dlc_instance *instance, unsigned char *index) {
  for (int32_t i = 0; i < instance->program->variable_count; ++i) {
    uint64_t checksum = dlm_checksum(instance->variables[i], instance->bytes[i]);
    memcpy(index + instance->face->checksum_places[i], &checksum, sizeof(checksum));
  }
}

static int32_t write_model(dlc_instance *instance, const char *path, dlm_bytes *segments,
                           unsigned char *index) {
  const dlc_program *program = instance->program;
  int32_t count = program->variable_count, constants = program->constant_count;
  memcpy(index, instance->face->index, instance->face->index_size);
  seal(instance, index);
  for (int32_t i = 0; i < count; ++i)
    segments[i] = (dlm_bytes){instance->variables[i], instance->bytes[i]};
  for (int32_t i = 0; i < constants; ++i) {
    const dlc_constant_info *constant = &program->constants[i];
    segments[count + i] = (dlm_bytes){constant->data, dlc_support_tensor_bytes(&constant->tensor, 0)};
  }
  uint32_t version = constants ? DLM_VERSION_WITH_CONSTANTS : DLM_VERSION_WITHOUT_CONSTANTS;
  dlc_file file;
  int done =
      dlc_file_open(&file, path) &&
      dlm_write(&file, version, segments, (size_t)(count + constants), index, instance->face->index_size) &&
      dlc_file_commit(&file);
  if (!done) {
    char reason[256];
    dlc_file_describe(&file, reason, sizeof(reason));
    dlc_support_fail(instance, DLC_ERROR_SYSTEM, "%s: %s", path, reason);
  }
  dlc_file_close(&file);
  return done ? DLC_OK : DLC_ERROR_SYSTEM;
}

int32_t dlc_support_save(dlc_instance *instance, const char *path) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  if (!path)
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "save: the path is NULL");
  status = dlc_support_complete(instance);
  if (status)
    return status;
  const dlc_program *program = instance->program;
  for (int32_t i = 0; i < program->variable_count; ++i)
    if (!instance->variables[i])
      return dlc_support_fail(instance, DLC_ERROR_STATE,
                              "%s: cannot save: variable '%s' has no value yet: init or load first", path,
                              program->variables[i].tensor.name);
  dlm_bytes *segments =
      calloc((size_t)program->variable_count + (size_t)program->constant_count + 1, sizeof(*segments));
  unsigned char *index = malloc(instance->face->index_size + 1);
  if (segments && index)
    status = write_model(instance, path, segments, index);
  else
    status = dlc_support_fail(instance, DLC_ERROR_MEMORY, "%s: no memory to save it", path);
  free(segments);
  free(index);
  return status;
}
