// Attributes of convolutions and poolings, which several rules share.
#pragma once

#include "Import/Node.h"

namespace dlc::importer {

/// strides, pads, dilations and auto_pad of a node as nn's, of which those that mean nothing are left out.
Attrs windowAttrs(Node &node, int64_t spatial);
/// These, kernel_shape and ceil_mode of a pooling of x.
Attrs poolAttrs(Node &node, mlir::Value x);

} // namespace dlc::importer
