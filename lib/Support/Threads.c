/* How the threads of compiled code wait for each other between two loops. Those of LLVM's OpenMP run time
 * spin, which is fastest where every thread has a core of its own: waking a sleeping thread takes longer than
 * many loops do. Where other programs want the cores, spinning is a disaster: a thread that spins away its
 * share of time makes the one that it waits for run later, and a step takes a hundred times as long. So the
 * calling thread watches how much of its calls it was kept from running. When that is much of a window of
 * time, and not of one call, which may have met with a hiccup of the system, threads sleep at once for a
 * while, and spinning is tried again later. Sleeping threads are woken once a kernel, which many small
 * kernels cannot afford: fewer threads are tried meanwhile. */
#include "Threads.h"

#include <stdlib.h>
#include <time.h>

enum {
  SPIN_MILLISECONDS = 1, /* the least that the run time can be given, and longer than gaps between loops */
  WORTH_SHARE = 4        /* a loss is at least this part of the window, 1 / 4 */
};
static const int64_t window = 20000000; /* nanoseconds of calls, longer than a scheduler's turn */
/* How long threads sleep before they try to spin again. It doubles with each try that fails, so that a hiccup
   costs little more than itself, and a machine that stays busy a window in some seconds. */
static const int64_t first_patience = 20000000;  /* nanoseconds */
static const int64_t most_patience = 5000000000; /* nanoseconds */
static const int64_t start_patience =
    2000000;                           /* nanoseconds: a new instance knows nothing of the machine yet */
static const int64_t trial = 10000000; /* nanoseconds of calls, or one call, with each number of threads */

static int64_t nanoseconds(clockid_t clock) {
  struct timespec now;
  return clock_gettime(clock, &now) == 0 ? (int64_t)now.tv_sec * 1000000000 + now.tv_nsec : 0;
}

static int is_set(const char *name) {
  const char *value = getenv(name);
  return value && *value;
}

void dlc_support_set_up_threads(dlc_threads *threads, const dlc_openmp *openmp) {
  if (openmp->set_threads)
    dlc_support_remove_abandoned_registration();
  *threads = (dlc_threads){.openmp = *openmp};
  threads->is_fixed = is_set("OMP_WAIT_POLICY") || is_set("KMP_BLOCKTIME") || is_set("KMP_LIBRARY") ||
                      !openmp->set_blocktime || !openmp->blocktime;
  if (!is_set("OMP_NUM_THREADS"))
    threads->usual = dlc_support_available_threads();
}

int32_t dlc_support_thread_count(const dlc_threads *threads) {
  if (!threads->openmp.set_threads || !threads->openmp.max_threads)
    return 1;
  int32_t most = threads->openmp.max_threads();
  if (threads->count)
    return threads->count;
  /* A caller that has asked OpenMP for fewer is heard. */
  return threads->usual && threads->usual < most ? threads->usual : most;
}

/* How many of `count` threads a call has on a busy machine. */
static int32_t threads_while_busy(dlc_threads_trial *busy, const dlc_entry_info *entry, int32_t count) {
  if (busy->asked != count)
    *busy = (dlc_threads_trial){.entry = entry, .asked = count, .threads = count, .is_over = count == 1};
  int is_tried = entry == busy->entry && !busy->is_over && busy->time[0] >= trial;
  return is_tried ? busy->threads / 2 : busy->threads;
}

static void compare_while_busy(dlc_threads_trial *busy, const dlc_entry_info *entry, int32_t count,
                               int64_t time) {
  if (entry != busy->entry || busy->is_over)
    return;
  int side = count != busy->threads;
  busy->time[side] += time;
  ++busy->calls[side];
  if (busy->time[1] < trial)
    return;
  if ((double)busy->time[1] * (double)busy->calls[0] < (double)busy->time[0] * (double)busy->calls[1])
    *busy = (dlc_threads_trial){.entry = entry,
                                .asked = busy->asked,
                                .threads = count,
                                .is_over = count == 1,
                                .time = {busy->time[1]},
                                .calls = {busy->calls[1]}};
  else
    busy->is_over = 1;
}

static void run_watched(dlc_threads *t, const dlc_entry_info *entry, const int64_t *sizes, void *const *table,
                        int32_t count) {
  int64_t start = nanoseconds(CLOCK_MONOTONIC), ran = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  if (!t->patient_until)
    t->patient_until = start + start_patience;
  int spins = start >= t->patient_until;
  /* An instance that has not lost anything yet only starts. */
  int is_busy = !spins && t->patience;
  if (is_busy)
    t->openmp.set_threads(count = threads_while_busy(&t->busy, entry, count));
  int before = t->openmp.blocktime();
  t->openmp.set_blocktime(spins ? SPIN_MILLISECONDS : 0);
  entry->run(sizes, table);
  t->openmp.set_blocktime(before);
  int64_t end = nanoseconds(CLOCK_MONOTONIC);
  if (is_busy)
    compare_while_busy(&t->busy, entry, count, end - start);
  if (!spins)
    return;
  t->watched += end - start;
  t->lost += end - start - (nanoseconds(CLOCK_THREAD_CPUTIME_ID) - ran);
  if (t->watched < window)
    return;
  int64_t watched = t->watched, is_loss = t->lost >= watched / WORTH_SHARE;
  t->watched = t->lost = 0;
  if (!is_loss) {
    t->spun += watched;
    return;
  }
  if (t->spun > t->patience)
    t->busy = (dlc_threads_trial){0}; /* what was found out the last time is of another load */
  int64_t patience = t->spun > t->patience ? first_patience : 2 * t->patience;
  t->patience = patience < first_patience  ? first_patience
                : patience > most_patience ? most_patience
                                           : patience;
  t->spun = 0;
  t->patient_until = end + t->patience;
}

void dlc_support_run(dlc_threads *threads, const dlc_entry_info *entry, const int64_t *sizes,
                     void *const *table) {
  const dlc_openmp *openmp = &threads->openmp;
  if (!openmp->set_threads || !openmp->max_threads) {
    entry->run(sizes, table);
    return;
  }
  /* OpenMP keeps this number for each calling thread, which may be busy with other things too. */
  int before = openmp->max_threads(), count = dlc_support_thread_count(threads);
  openmp->set_threads(count);
  if (count == 1 || threads->is_fixed)
    entry->run(sizes, table);
  else
    run_watched(threads, entry, sizes, table, count);
  openmp->set_threads(before);
}
