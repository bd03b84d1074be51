// Names for code in memory, for tools that look at a running process.
#pragma once

#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>

namespace dlc {

/// Where the environment has DLC_JIT_SYMBOLS set, and not to 0: code that the layer links from here on is
/// reported to perf, by a line for each function in /tmp/perf-PID.map, and to GDB by its interface for such
/// code. Both cost time, and the file stays. A file that cannot be written is an Error.
void announceSymbols(llvm::orc::ExecutionSession &session, llvm::orc::ObjectLinkingLayer &layer);

} // namespace dlc
