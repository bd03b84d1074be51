// Which phase a compilation is in, and how long each took. Private to this library.
#pragma once

#include "Target/Object.h"
#include "dlc/Compile.h"

#include "mlir/Support/Timing.h"

#include <string>
#include <vector>

namespace dlc {

/// Tells `options.onPhase` of every phase and, if `options.onTimes` is given, measures each: its wall-clock
/// time, the CPU time of all threads of the process, and, by MLIR's timing manager, its passes.
class Phases {
public:
  /// The options must outlive this.
  explicit Phases(const CompileOptions &options);
  ~Phases();

  /// Ends the phase before. A phase that begins again continues.
  void begin(llvm::StringRef name);
  /// That of the current phase, under which a pass manager lists its passes; off if nobody asked for times.
  mlir::TimingScope &scope() { return current; }
  /// What LLVM's parts took, which the last table shows; null if nobody asked for times.
  CodeTimes *codeTimes() { return options.onTimes ? &code : nullptr; }
  /// Ends the last phase and gives the table to `options.onTimes`.
  void finish();

private:
  struct Phase {
    std::string name;
    double wall = 0, cpu = 0; ///< seconds
  };

  void end();

  const CompileOptions &options;
  CodeTimes code;
  std::vector<Phase> phases;
  size_t running; ///< of `phases`; their number if none is
  double wallAtStart = 0, cpuAtStart = 0;
  std::string passes; ///< what the manager has printed
  llvm::raw_string_ostream passesStream{passes};
  mlir::DefaultTimingManager manager; // after what it prints to, and before its scopes
  mlir::TimingScope root, current;
};

} // namespace dlc
