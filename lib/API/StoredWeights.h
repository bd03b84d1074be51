// Libraries that do not hold their weights: what is taken out of the network, and the file that gets it.
// Private to this library.
#pragma once

#include "Model/Manifest.h"
#include "dlc/Graph.h"

#include <vector>

namespace dlc {

/// The graph without the elements that it gives variables as their initial values, which `values` gets: the
/// entry point `init` would carry them.
Graph withoutValues(const Graph &graph, std::vector<ManifestConstant> &values);

/// Takes the entry point `init` out of a manifest, in all its forms: it would give variables none of their
/// values.
void removeInit(Manifest &manifest);

/// What a file has to say that a library of this manifest loads: the values of variables are those of the
/// manifest, or else among `values`, or nothing but zeros for the state of a generator of random numbers.
/// Borrows all bytes. Throws Error if one has no value.
ModelContents weightsFileOf(const Manifest &manifest, const std::vector<ManifestConstant> &values);

} // namespace dlc
