/* Reads the affinity mask, and the CPU bandwidth limits of control groups version 2 (cpu.max) and version 1
 * (cpu.cfs_quota_us and cpu.cfs_period_us). Formats: the kernel's admin-guide, cgroup-v1 and -v2. */
#include "Threads.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Paths that do not fit are not looked at. */
typedef char path[PATH_MAX];

/* 0 stands for no limit in every function here. */
static double tighter(double a, double b) { return a > 0 && (b <= 0 || a < b) ? a : b; }

/* Reads as many numbers from the start of a file as `first` and `second` ask for. */
static int read_numbers(const char *folder, const char *name, double *first, double *second) {
  path file;
  if (snprintf(file, sizeof(file), "%s/%s", folder, name) >= (int)sizeof(file))
    return 0;
  FILE *stream = fopen(file, "re");
  if (!stream)
    return 0;
  int got = second ? fscanf(stream, "%lf %lf", first, second) == 2 : fscanf(stream, "%lf", first) == 1;
  fclose(stream);
  return got;
}

/* cpu.max holds "max PERIOD" or "QUOTA PERIOD". */
static double quota_of_version_2(const char *folder) {
  double quota, period;
  return read_numbers(folder, "cpu.max", &quota, &period) && quota > 0 && period > 0 ? quota / period : 0;
}

/* A quota of -1 stands for no limit. */
static double quota_of_version_1(const char *folder) {
  double quota, period;
  return read_numbers(folder, "cpu.cfs_quota_us", &quota, NULL) &&
                 read_numbers(folder, "cpu.cfs_period_us", &period, NULL) && quota > 0 && period > 0
             ? quota / period
             : 0;
}

/* The group and all above it: a limit holds for everything below. In a container the group's own path may lie
 * outside of what is mounted; its limit is then found at the mount itself, where the walk ends. */
static double quota_upwards(const char *root, const char *mount, const char *group,
                            double (*read)(const char *)) {
  path folder;
  int base = snprintf(folder, sizeof(folder), "%s/sys/fs/cgroup%s", root, mount);
  if (base < 0 || (size_t)base + strlen(group) >= sizeof(folder))
    return 0;
  strcpy(folder + base, group);
  double quota = 0;
  for (;;) {
    quota = tighter(quota, read(folder));
    char *slash = strrchr(folder + base, '/');
    if (!slash)
      return quota;
    *slash = '\0';
  }
}

static int lists(const char *controllers, const char *wanted) {
  size_t length = strlen(wanted);
  for (const char *next = controllers; next; next = strchr(next, ',')) {
    next += *next == ',';
    if (strncmp(next, wanted, length) == 0 && (next[length] == ',' || next[length] == '\0'))
      return 1;
  }
  return 0;
}

double dlc_support_quota(const char *root) {
  path line, mount;
  snprintf(line, sizeof(line), "%s/proc/self/cgroup", root);
  FILE *stream = fopen(line, "re");
  double quota = 0;
  /* Each line: HIERARCHY:CONTROLLERS:PATH; version 2 is hierarchy 0 without controllers. */
  while (stream && fgets(line, sizeof(line), stream)) {
    line[strcspn(line, "\n")] = '\0';
    char *controllers = strchr(line, ':'), *group = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!group)
      continue;
    *group++ = '\0';
    ++controllers;
    if (!*controllers) {
      /* "unified" is where systemd mounts version 2 beside version 1. */
      quota = tighter(quota, quota_upwards(root, "", group, quota_of_version_2));
      quota = tighter(quota, quota_upwards(root, "/unified", group, quota_of_version_2));
    } else if (lists(controllers, "cpu")) {
      snprintf(mount, sizeof(mount), "/%s", controllers);
      quota = tighter(quota, quota_upwards(root, mount, group, quota_of_version_1));
      quota = tighter(quota, quota_upwards(root, "/cpu", group, quota_of_version_1));
    }
  }
  if (stream)
    fclose(stream);
  return quota;
}

int32_t dlc_support_affinity_threads(void) {
  /* The kernel refuses a mask smaller than its own, so grow it; 2^16 cores is beyond what Linux supports. */
  for (int cores = 1024; cores <= 65536; cores *= 2) {
    cpu_set_t *mask = CPU_ALLOC(cores);
    if (!mask)
      break;
    size_t bytes = CPU_ALLOC_SIZE(cores);
    int found = sched_getaffinity(0, bytes, mask) == 0 ? CPU_COUNT_S(bytes, mask) : -1;
    CPU_FREE(mask);
    if (found >= 0)
      return found > 0 ? found : 1;
  }
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int32_t)online : 1;
}

int32_t dlc_support_threads_for(int32_t cores, double quota) {
  int32_t most = cores > 1 ? cores : 1;
  if (quota <= 0 || quota >= most)
    return most;
  int32_t whole = (int32_t)quota;
  return whole < quota || whole < 1 ? whole + 1 : whole;
}

int32_t dlc_support_available_threads(void) {
  return dlc_support_threads_for(dlc_support_affinity_threads(), dlc_support_quota(""));
}
