// The state from which a node draws random numbers.
#pragma once

#include "Import/Node.h"

namespace dlc::importer {

/// Makes a buffer for the node, named after its first output, and reads it; `symbol` is its name. Refuses in
/// bodies of loops and branches, which hold no state.
mlir::Value randomState(Node &node, mlir::FlatSymbolRefAttr *symbol = nullptr);

} // namespace dlc::importer
