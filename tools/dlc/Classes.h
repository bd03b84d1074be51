// What a model takes examples for: figures of a classifier, for `dlc eval` and `dlc report`.
#pragma once

#include "Models.h"
#include "dlc/Classification.h"

namespace dlc {

/// What `predict` gives for all examples, if it tells classes apart that the data name; nothing otherwise.
std::optional<Tensor> logitsOf(const Graph &graph, const Program &program, const Dataset &dataset,
                               std::int64_t batch);

/// The labels that the logits are about.
const Tensor &labelsOf(const Dataset &dataset);

/// Tables for people. `names` may be fewer than there are classes.
void printClasses(std::ostream &out, const Classification &classes, const std::vector<std::string> &names);

} // namespace dlc
