/* What a compiled library adds where there is a system: an instance on a CPU that can run it, and files. */
#include "Cpu.h"
#include "File.h"
#include "Support.h"
#include "Text.h"

#include <stdlib.h>

/* Of a library with code for several CPUs: what its user wants to try. */
static const char *wanted_cpu(const dlc_face *face) {
  const char *cpu = face->program->fallback ? getenv("DLC_CPU") : NULL;
  return cpu && *cpu ? cpu : NULL;
}

/* The program for the CPU of that name, or NULL if there is none. Without a name, the first that this CPU can
 * run, or else the last, which needs the least. */
static const dlc_program *choose(const dlc_face *face, const char *cpu) {
  const dlc_program *program = face->program;
  size_t length;
  if (cpu) {
    while (program && !dlc_text_equal(program->cpu, cpu))
      program = program->fallback;
    return program;
  }
  while (program->fallback && dlc_support_missing_feature(program->cpu_features, &length))
    program = program->fallback;
  return program;
}

const dlc_program *dlc_support_program(const dlc_face *face) {
  const dlc_program *program = choose(face, wanted_cpu(face));
  return program ? program : choose(face, NULL);
}

/* "x86-64-v4, x86-64-v3" */
static const char *list_cpus(const dlc_face *face, char *text, size_t space) {
  size_t used = 0;
  text[0] = '\0';
  for (const dlc_program *program = face->program; program; program = program->fallback)
    used += dlc_text_format(text + used, space - used, "%s%s", used ? ", " : "", program->cpu);
  return text;
}

int32_t dlc_support_create(const dlc_face *face, dlc_instance **result) {
  return dlc_support_create_for(face, wanted_cpu(face), result);
}

int32_t dlc_support_create_for(const dlc_face *face, const char *cpu, dlc_instance **result) {
  if (!result)
    return DLC_ERROR_ARGUMENT;
  const dlc_program *found = choose(face, cpu), *program = found ? found : face->program;
  dlc_openmp openmp = {0};
  if (program->parallel)
    openmp = dlc_support_linked_openmp();
  int32_t status = dlc_support_open(program, &openmp, result);
  if (status)
    return status;
  dlc_instance *instance = *result;
  instance->face = face;
  size_t length = 0;
  const char *missing = dlc_support_missing_feature(program->cpu_features, &length);
  char cpus[256];
  if (!found)
    instance->broken =
        dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "the library has no code for '%s': it has some for %s",
                         cpu, list_cpus(face, cpus, sizeof(cpus)));
  else if (missing)
    instance->broken =
        dlc_support_fail(instance, DLC_ERROR_CPU, "the library was compiled for %s; this CPU lacks %.*s",
                         program->cpu, (int)length, missing);
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
