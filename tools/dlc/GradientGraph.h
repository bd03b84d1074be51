// The graph of a function with its derivatives, as text: what `dlc grad --graph` shows.
#pragma once

#include "Call.h"

namespace dlc {

/// A line for each input, each variable and each op of what compileGradient computes with
/// GradientRequest::nodes, in the order of computation: name, type unless it is a number, value, and the
/// derivative with respect to it. Of arrays, the first elements.
void printGradientGraph(const Outputs &results, const GivenInputs &given, const Program &program,
                        std::ostream &out);

} // namespace dlc
