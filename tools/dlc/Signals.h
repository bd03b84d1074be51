// What goes through the layers of a model for some data, forward and back: for `dlc inspect` and `dlc
// report`.
#pragma once

#include "Models.h"
#include "Report/Report.h"

namespace dlc {

/// The function whose layers are looked at unless another is named: `loss`, which takes what data have, else
/// `predict`; empty if there is neither.
std::string signalFunction(const Graph &graph);

/// What the layers of a function give for all examples of `dataset`, in their order. Throws Error as
/// compileLayers and collect do, and for a model without weights.
std::vector<NamedDistribution> activationsOf(const ModelOptions &model, const Graph &graph,
                                             const std::string &function, const Dataset &dataset,
                                             std::optional<std::uint64_t> seed);

/// Derivatives of the loss of all examples of `dataset`, as one batch, by trained variable. Nothing if there
/// is no function `loss`, or nothing that it learns. Throws Error likewise.
std::vector<NamedDistribution> gradientsOf(const ModelOptions &model, const Graph &graph,
                                           const Dataset &dataset, std::optional<std::uint64_t> seed);

} // namespace dlc
