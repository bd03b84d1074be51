// What runs a module's functions: a program of this process, a library, files that went out and came back.
#pragma once

#include "CLibrary.h"
#include "Expected.h"
#include "NamedSizes.h"
#include "Program.h"

#include "dlc/Compile.h"
#include "dlc/Program.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace dlc::fuzz {

/// A call, and what it gives.
struct Case {
  const Module *module;
  const Function *function;
  CallSizes sizes;
  ExpectedCall expected;
  bool isShort = false; ///< the named size is smaller than the one that the program was made with

  std::vector<Type> resultTypes() const {
    std::vector<Type> types;
    for (const Expected &result : expected.results)
      types.push_back({result.exact.element, result.exact.shape});
    return types;
  }
};

/// What a case needs.
class Callable {
public:
  virtual ~Callable() = default;
  virtual void setVariable(const std::string &name, const Tensor &value) = 0;
  virtual Tensor variable(const std::string &name) = 0;
  virtual std::vector<Tensor> call(const Case &one, const std::vector<Tensor> &arguments) = 0;
  virtual bool canCall(const Function &) { return true; }
  /// A second way, whose results must be as good; none by default.
  virtual std::vector<Tensor> callAgain(const Case &, const std::vector<Tensor> &) { return {}; }
  virtual void setThreads(unsigned threads) = 0;
};

/// Calls an entry point with a case's arguments and sizes.
Outputs callEntry(Program &program, const std::string &entry, const Case &one,
                  const std::vector<Tensor> &arguments);

/// The functions as ONNX files that are read again (OnnxFunctions.cpp). It cannot call those that ONNX has no
/// operators for, and those that draw random numbers, which are others there. Throws Error.
std::unique_ptr<Callable> throughOnnx(const Module &module, const Graph &graph, const CompileOptions &options,
                                      const std::filesystem::path &scratch);

/// How many functions went out and came back, in this process.
std::size_t functionsThroughOnnx();

} // namespace dlc::fuzz
