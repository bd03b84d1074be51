// Compiles a module by several paths and compares what it computes with the reference.
#pragma once

#include "NamedSizes.h"
#include "Program.h"

#include "dlc/Compile.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dlc::fuzz {

/// How many times as long an instrumented compiler may take.
#if __has_feature(address_sanitizer)
inline constexpr int slowdown = 10;
#else
inline constexpr int slowdown = 1;
#endif

struct Path {
  std::string cpu = "native";
  Parallel parallel = Parallel::openmp;
  bool library = false; ///< through a shared library and its C interface
  Convolution convolution = Convolution::automatic;
};
std::string toString(const Path &path);

/// The paths of a seed: native always, and others in turn.
std::vector<Path> pathsOf(std::uint64_t seed, bool all);

struct Fault {
  std::string kind;    ///< "wrong", "refused", "crash", "hang", "slow", "sanitizer"
  std::string message; ///< where, and what was expected
};

/// Nothing if every path gives the reference's values.
std::optional<Fault> check(const Module &module, const std::vector<Path> &paths,
                           const std::filesystem::path &scratch);

/// Why the compiler does not read a module; nothing if it does.
std::optional<std::string> refusal(const NamedModule &named);
/// Whether a diagnostic says which op it is about.
bool namesOp(const std::string &diagnostic);
/// The same for a module with a named size, by one of the paths, at several of its sizes.
std::optional<Fault> checkNamed(const NamedModule &named, const Path &path,
                                const std::filesystem::path &scratch);

/// Inputs, variables and expected results for one batch, as text.
std::string describe(const Module &module, std::int64_t batch);

} // namespace dlc::fuzz
