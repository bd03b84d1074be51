// Attributes of convolutions and poolings, which several rules share.
#pragma once

#include "Import/Node.h"

namespace dlc::importer {

/// strides, pads, dilations and auto_pad of a node as nn's, of which those that mean nothing are left out.
Attrs windowAttrs(Node &node, int64_t spatial);

} // namespace dlc::importer
