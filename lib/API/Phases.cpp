#include "API/Phases.h"

#include "llvm/Support/Format.h"

#include <chrono>
#include <ctime>

namespace dlc {

static double wallNow() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

static double cpuNow() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

Phases::Phases(const CompileOptions &options) : options(options), running(0) {
  if (!options.onTimes)
    return;
  manager.setEnabled(true);
  manager.setDisplayMode(mlir::DefaultTimingManager::DisplayMode::List);
  manager.setOutput(mlir::createOutputStrategy(mlir::DefaultTimingManager::OutputFormat::Text, passesStream));
  root = manager.getRootScope();
}

Phases::~Phases() {
  current.stop();
  root.stop();
  manager.setEnabled(false); // else its destructor would print
}

void Phases::begin(llvm::StringRef name) {
  end();
  if (options.onPhase)
    options.onPhase(name.str());
  if (!options.onTimes)
    return;
  running = 0;
  while (running < phases.size() && phases[running].name != name)
    ++running;
  if (running == phases.size())
    phases.push_back({name.str()});
  current = root.nest(name);
  wallAtStart = wallNow();
  cpuAtStart = cpuNow();
}

void Phases::end() {
  if (running < phases.size()) {
    phases[running].wall += wallNow() - wallAtStart;
    phases[running].cpu += cpuNow() - cpuAtStart;
    running = phases.size();
  }
  current.stop();
}

void Phases::finish() {
  end();
  if (!options.onTimes)
    return;
  root.stop();
  std::string text;
  llvm::raw_string_ostream stream(text);
  Phase total{"total"};
  for (const Phase &phase : phases) {
    total.wall += phase.wall;
    total.cpu += phase.cpu;
  }
  auto row = [&](const Phase &phase) {
    stream << llvm::left_justify(phase.name, 15) << llvm::format("%9.3f s", phase.wall)
           << llvm::format("%9.3f s", phase.cpu)
           << llvm::format("%8.1f %%\n", total.cpu > 0 ? 100 * phase.cpu / total.cpu : 0);
  };
  stream << "phase            wall time   CPU time     share\n";
  for (const Phase &phase : phases)
    row(phase);
  row(total);
  stream << llvm::format(
      "of the code: %.3f s of CPU time to optimise it, %.3f s to select instructions and to "
      "allocate registers\n\n",
      code.optimise.load(), code.generate.load());
  manager.print();
  stream << "The passes of all phases:\n" << passes;
  options.onTimes(text);
}

} // namespace dlc
