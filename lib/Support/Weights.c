/* Writes the weights of a library for other programs, in the format safetensors. The compiler has made the
 * header of the file; behind it are the bytes of the variables that it lists. */
#include "File.h"
#include "Support.h"

static int write_weights(dlc_instance *instance, dlc_file *file, const char *path) {
  const dlc_face *face = instance->face;
  int done =
      dlc_file_open(file, path) && dlc_file_write(file, face->weights_header, face->weights_header_size);
  for (int32_t i = 0; done && i < face->weight_count; ++i)
    done = dlc_file_write(file, instance->variables[face->weights[i]], instance->bytes[face->weights[i]]);
  return done && dlc_file_commit(file);
}

int32_t dlc_support_export_weights(dlc_instance *instance, const char *path) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  if (!path)
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "export_weights: the path is NULL");
  if (!instance->face->weights_header)
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT,
                            "%s: cannot export: the format safetensors does not have the name of a variable",
                            path);
  for (int32_t i = 0; i < instance->face->weight_count; ++i) {
    const int32_t variable = instance->face->weights[i];
    if (!instance->variables[variable])
      return dlc_support_fail(instance, DLC_ERROR_STATE,
                              "%s: cannot export: variable '%s' has no value yet: init or load first", path,
                              instance->program->variables[variable].tensor.name);
  }
  dlc_file file;
  if (!write_weights(instance, &file, path)) {
    char reason[256];
    dlc_file_describe(&file, reason, sizeof(reason));
    status = dlc_support_fail(instance, DLC_ERROR_SYSTEM, "%s: %s", path, reason);
  }
  dlc_file_close(&file);
  return status;
}
