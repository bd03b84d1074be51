// Attributes of convolutions and poolings, which several rules share.
#pragma once

#include "Export/Writer.h"

namespace dlc::exporter {

/// strides, pads, dilations and auto_pad as nn has them, of which those that say nothing are left out.
template <typename Op> Attrs slidingAttrs(Op op) {
  Attrs attributes;
  if (op.getStrides())
    attributes.is("strides", *op.getStrides());
  if (op.getPads())
    attributes.is("pads", *op.getPads());
  if (op.getDilations())
    attributes.is("dilations", *op.getDilations());
  return attributes;
}
inline Attrs &addAutoPad(Attrs &attributes, nn::AutoPad pad) {
  return pad == nn::AutoPad::notset ? attributes
                                    : attributes.s("auto_pad", nn::stringifyAutoPad(pad).upper());
}

} // namespace dlc::exporter
