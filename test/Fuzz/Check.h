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

/// How many times as long an instrumented compiler may take, and the checks that compiled code carries, whose
/// run time is this program's.
#if __has_feature(address_sanitizer)
inline constexpr int slowdown = 10;
inline constexpr Sanitizer sanitizer = Sanitizer::address;
#else
inline constexpr int slowdown = 1;
inline constexpr Sanitizer sanitizer = Sanitizer::none;
#endif

struct Path {
  std::string cpu = "native";
  Parallel parallel = Parallel::openmp;
  bool library = false; ///< through a shared library and its C interface
  Convolution convolution = Convolution::automatic;
  Sanitizer sanitizer = Sanitizer::none;
  bool onnx = false; ///< written as ONNX files, and read again
};
std::string toString(const Path &path);

/// The paths of a seed, without that by way of ONNX: native always, in which buffers share memory as they do
/// for users, and others in turn. In a build with the address sanitizer these carry its checks.
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
