// Chains of fused multiply-adds on registers, enough of them to hide their latency. Written once for vectors
// of any width, and compiled for each instruction set by its target attribute.
#include "Peak.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <numeric>
#include <thread>
#include <vector>

namespace dlc {
namespace {

constexpr int rounds = 1 << 20;

template <std::size_t bytes> struct Vector {
  using Type __attribute__((vector_size(bytes))) = float;
};

/// Returns operations done; `sink` keeps them from being optimised away.
template <std::size_t bytes, int chains>
[[gnu::always_inline]] inline double multiplyAdd(float start, float &sink) {
  using Lanes = typename Vector<bytes>::Type;
  Lanes sums[chains];
  Lanes factor = {}, term = {};
  factor += 1 - start; // stays in range for as long as it runs
  term += start;
  for (int i = 0; i < chains; ++i) {
    sums[i] = Lanes{};
    sums[i] += start * static_cast<float>(i);
  }
  for (int round = 0; round < rounds; ++round)
#pragma clang loop unroll(full)
    for (int i = 0; i < chains; ++i)
      sums[i] = __builtin_elementwise_fma(sums[i], factor, term);
  for (int i = 0; i < chains; ++i)
    sink += sums[i][0];
  return 2.0 * rounds * chains * (bytes / sizeof(float));
}

#if defined(__x86_64__)
[[gnu::target("avx512f")]] double run512(float start, float &sink) {
  return multiplyAdd<64, 24>(start, sink);
}
[[gnu::target("avx2,fma")]] double run256(float start, float &sink) {
  return multiplyAdd<32, 12>(start, sink);
}
#endif
double run128(float start, float &sink) {
#if defined(__x86_64__) && !defined(__FMA__)
  // Without fused multiply-adds each would be a call.
  float sums[16] = {};
  for (int round = 0; round < rounds; ++round)
    for (float &sum : sums)
      sum = sum * (1 - start) + start;
  for (const float sum : sums)
    sink += sum;
  return 2.0 * rounds * 16;
#else
  return multiplyAdd<16, 24>(start, sink);
#endif
}

auto chooseLoop() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f"))
    return run512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return run256;
#endif
  return run128;
}

/// What threads do together in a second, in the best of a few attempts. `work`: of one thread, by its number;
/// how much it has done.
template <typename Work> double bestRate(unsigned threads, const Work &work) {
  using Clock = std::chrono::steady_clock;
  double best = 0;
  for (int attempt = 0; attempt < 4; ++attempt) {
    std::vector<double> done(threads);
    std::vector<std::thread> workers;
    const auto start = Clock::now();
    for (std::size_t i = 0; i < threads; ++i)
      workers.emplace_back([&, i] { done[i] = work(i); });
    for (std::thread &worker : workers)
      worker.join();
    const double total = std::accumulate(done.begin(), done.end(), 0.0);
    best = std::max(best, total / std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}
} // namespace

double measurePeak(unsigned threads) {
  const auto loop = chooseLoop();
  return bestRate(threads, [&](std::size_t) {
    volatile float small = 1e-6f; // not known when compiled
    float sink = 0;
    const double operations = loop(small, sink);
    small = sink;
    return operations;
  });
}

double measureBandwidth(unsigned threads) {
  constexpr std::size_t bytes = 256u << 20; // of all threads
  using Lanes = Vector<64>::Type;
  const std::size_t each = bytes / threads / sizeof(Lanes);
  std::vector<std::vector<Lanes>> arrays(threads, std::vector<Lanes>(each));
  return bestRate(threads, [&](std::size_t thread) {
    constexpr std::size_t streams = 8; // sums that do not wait for each other
    Lanes sums[streams] = {};
    const std::vector<Lanes> &array = arrays[thread];
    for (std::size_t i = 0; i + streams <= each; i += streams)
      for (std::size_t k = 0; k < streams; ++k)
        sums[k] += array[i + k];
    for (std::size_t k = 1; k < streams; ++k)
      sums[0] += sums[k];
    volatile float sink = sums[0][0];
    (void)sink;
    return static_cast<double>(each * sizeof(Lanes));
  });
}

} // namespace dlc
