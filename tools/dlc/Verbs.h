// The verbs of dlc, a file each: `dlc train …` is Train.cpp.
#pragma once

#include "dlc/Error.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace dlc {

/// What a verb does once the command line has been read. Returns the exit code; throws Error.
using Action = std::function<int()>;

/// Exit codes. An interrupted verb returns 128 + the signal, as shells do: 130 for Ctrl-C.
enum Exit { exitDone = 0, exitError = 1, exitUsage = 2 };

/// Wrong on the command line itself, and found only after it was parsed.
class UsageError : public Error {
public:
  using Error::Error;
};

// Each declares a verb's options and gives its action.
Action declareBench(CLI::App &verb);
Action declareCheckGrad(CLI::App &verb);
Action declareCompile(CLI::App &verb);
Action declareCompletion(CLI::App &verb);
Action declareConvert(CLI::App &verb);
Action declareEval(CLI::App &verb);
Action declareGenerate(CLI::App &verb);
Action declareGrad(CLI::App &verb);
Action declareInspect(CLI::App &verb);
Action declareManual(CLI::App &verb);
Action declareNew(CLI::App &verb);
Action declareReport(CLI::App &verb);
Action declareRun(CLI::App &verb);
Action declareTrain(CLI::App &verb);
Action declareTune(CLI::App &verb);
Action declareVerify(CLI::App &verb);

} // namespace dlc
