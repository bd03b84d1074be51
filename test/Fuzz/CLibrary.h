// A compiled library, called as a C program would.
#pragma once

#include "Program.h"

#include "dlc/Tensor.h"

#include <filesystem>
#include <map>
#include <vector>

namespace dlc::fuzz {

/// Of a call; `named` is 0 where no size but the batch has a name.
struct CallSizes {
  std::int64_t batch = 1, named = 0;
};

class CLibrary {
public:
  /// Throws Error.
  explicit CLibrary(const std::filesystem::path &path);
  ~CLibrary();
  CLibrary(const CLibrary &) = delete;
  CLibrary &operator=(const CLibrary &) = delete;

  void setVariable(const std::string &name, const Tensor &value);
  Tensor variable(const std::string &name) const;
  void setThreads(unsigned threads);
  std::vector<Tensor> call(const Function &function, const CallSizes &sizes,
                           const std::vector<Tensor> &arguments, const std::vector<Type> &resultTypes);
  /// The same through the Program, with arguments, results, variables and arenas in guarded memory: what
  /// reads or writes beyond them crashes, and what is read before it was written shows. Variables are those
  /// that were set last.
  std::vector<Tensor> callGuarded(const Function &function, const CallSizes &sizes,
                                  const std::vector<Tensor> &arguments, const std::vector<Type> &resultTypes);
  /// Functions of few tensors: a call is written for each number of parameters, and numbers by value would
  /// each need another.
  static bool canCall(const Function &function);

private:
  template <typename F> F *symbol(const std::string &name) const;
  void require(int status) const;

  void *handle = nullptr;
  void *model = nullptr;
  std::vector<std::pair<std::string, Type>> variables;
  std::map<std::string, Tensor> values; ///< of variables, as they were set
};

} // namespace dlc::fuzz
