// Evaluation as the training loop needs it: of some examples, and able to be interrupted.
#pragma once

#include "Training/Feed.h"
#include "Training/Ranks.h"

namespace dlc {

/// Averages over the examples, in their order; nothing if `interrupt` became true before the end. The
/// program's variables are afterwards as they were. With `ranks`, each evaluates a part, unless something
/// wants all at once; `interrupt` is then that of any of them.
std::optional<Averages> evaluateExamples(Program &program, const Dataset &dataset, std::int64_t batch,
                                         std::optional<std::vector<std::int64_t>> examples,
                                         const std::atomic<bool> *interrupt, Ranks *ranks = nullptr);

} // namespace dlc
