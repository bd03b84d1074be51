/* How many threads this process may really use, and how the threads of compiled code wait for each other. */
#ifndef DLC_SUPPORT_THREADS_H
#define DLC_SUPPORT_THREADS_H

#include "dlc/program.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Cores of the calling thread's affinity mask; at least 1. */
int32_t dlc_support_affinity_threads(void);
/* The tightest CPU quota, in cores, of the process's control group and those above it, version 1 and 2. 0:
 * unlimited or unreadable. `root` stands before /proc and /sys: "" is the running system. */
double dlc_support_quota(const char *root);
/* `cores` capped by a quota (0: there is none), rounded up; at least 1. */
int32_t dlc_support_threads_for(int32_t cores, double quota);
/* Threads worth starting: containers often show all cores of the machine but grant few. Reads the system on
 * each call. */
int32_t dlc_support_available_threads(void);

/* The functions of LLVM's OpenMP run time that are called; all NULL where there is none. */
typedef struct dlc_openmp {
  void (*set_threads)(int count); /* of the regions that the calling thread starts */
  int (*max_threads)(void);
  void (*set_blocktime)(int milliseconds); /* that threads spin before they sleep; NULL in other run times */
  int (*blocktime)(void);
} dlc_openmp;

/* While other programs want the cores, half of the threads may be faster, since fewer wait for each other:
 * calls of one entry point with as many as were asked for and with half of them are compared, and half of
 * that is tried as long as it pays. Results have the same bits for any number of threads. */
typedef struct dlc_threads_trial {
  const dlc_entry_info *entry; /* whose calls are compared */
  int32_t asked;               /* for how many calls have asked; 0: no trial yet */
  int32_t threads;             /* the best number so far */
  int32_t is_over;             /* 1: half of `threads` is slower, or there is no half */
  int64_t time[2];             /* nanoseconds of calls with `threads`, and with half of them */
  int64_t calls[2];
} dlc_threads_trial;

/* The threads of one instance. */
typedef struct dlc_threads {
  dlc_openmp openmp;
  int32_t count;          /* of calls from here on; 0: as many as usual */
  int32_t usual;          /* 0: as OpenMP says */
  int32_t is_fixed;       /* 1: the environment says how threads wait */
  int64_t patient_until;  /* nanoseconds of the monotonic clock: until then threads sleep at once */
  int64_t patience;       /* nanoseconds for which they did so the last time */
  int64_t spun;           /* nanoseconds of calls that have spun since, in windows without a loss */
  int64_t watched;        /* nanoseconds of calls in the present window */
  int64_t lost;           /* of these, when the calling thread was kept from running */
  dlc_threads_trial busy; /* of the time in which other programs want the cores */
} dlc_threads;

/* Before the first call of OpenMP: removes what a killed process of the same number has left of it
 * (Registration.c), which would end this one. Where there is nothing of the kind, it costs one system call.
 */
void dlc_support_remove_abandoned_registration(void);
/* Reads the environment: OMP_NUM_THREADS, else what is available, is the usual number; OMP_WAIT_POLICY,
 * KMP_BLOCKTIME and KMP_LIBRARY, where one is set, say how threads wait. */
void dlc_support_set_up_threads(dlc_threads *threads, const dlc_openmp *openmp);
/* How many threads the next call uses, if its code is parallel; at least 1. While other programs want the
 * cores it may use fewer. */
int32_t dlc_support_thread_count(const dlc_threads *threads);
/* Runs the code of an entry point. What OpenMP keeps for the calling thread is afterwards as it was. */
void dlc_support_run(dlc_threads *threads, const dlc_entry_info *entry, const int64_t *sizes,
                     void *const *table);

#ifdef __cplusplus
}
#endif
#endif
