/* What a compiled library adds where there is a system: an instance on a CPU that can run it, and files. */
#include "Cpu.h"
#include "File.h"
#include "Support.h"

#include <stdlib.h>

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

static int append(void *file, const void *bytes, uint64_t count) {
  return dlc_file_write(file, bytes, count);
}

static int32_t write_model(dlc_instance *instance, const char *path, dlm_bytes *segments, void *index) {
  uint32_t version;
  const size_t count = dlc_support_describe(instance, segments, index, &version);
  dlc_file file;
  int done = dlc_file_open(&file, path) &&
             dlm_write(append, &file, version, segments, count, index, instance->face->index_size) &&
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
  status = dlc_support_ready_to_save(instance, path);
  if (status)
    return status;
  const dlc_program *program = instance->program;
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
