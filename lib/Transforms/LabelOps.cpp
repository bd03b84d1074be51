// Before ops become loops and kernels: each is given what it is and costs, in its location, which goes with
// whatever it becomes.
#include "Transforms/Passes.h"

#include "NN/NNCost.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_LABELOPS
#include "Transforms/Passes.h.inc"

namespace {
/// Of the first variable among its operands, the name without the last part. Variables are the last arguments
/// of a function by now (nn-lift-state).
StringRef layerOf(Operation *op) {
  for (Value operand : op->getOperands()) {
    auto argument = dyn_cast<BlockArgument>(operand);
    auto function = argument ? dyn_cast<nn::FuncOp>(argument.getOwner()->getParentOp()) : nn::FuncOp();
    auto variables = function ? function->getAttrOfType<ArrayAttr>(kStateArguments) : ArrayAttr();
    if (!variables)
      continue;
    const size_t first = function.getNumArguments() - variables.size(), place = argument.getArgNumber();
    if (place < first)
      continue;
    auto [layer, part] = cast<FlatSymbolRefAttr>(variables[place - first]).getValue().rsplit('.');
    if (!part.empty())
      return layer;
  }
  return "";
}

/// "FILE:LINE" of a text, or the name of a node.
std::string placeOf(Location location) {
  std::string place;
  location->walk([&](Location inner) {
    if (auto line = dyn_cast<FileLineColLoc>(inner))
      place = (line.getFilename().getValue() + ":" + Twine(line.getLine())).str();
    else if (auto name = dyn_cast<NameLoc>(inner))
      place = name.getName().str();
    return place.empty() ? WalkResult::advance() : WalkResult::interrupt();
  });
  return place;
}

struct LabelOps : impl::LabelOpsBase<LabelOps> {
  using LabelOpsBase::LabelOpsBase;

  void runOnOperation() override {
    Builder b(&getContext());
    int64_t number =
        0; // tells ops apart that are alike, such as a product and the one that is its derivative
    getOperation().walk([&](Operation *op) {
      if (op->getNumRegions())
        return; // of a scan, loop or branch the ops inside have labels; what is left of it copies and fills
      const std::optional<nn::Cost> cost = nn::costOf(op, batch);
      if (!cost || cost->bytes == 0)
        return;
      const bool isStatic = !nn::sizeBesideBatch(op);
      auto label =
          b.getDictionaryAttr({b.getNamedAttr("op", b.getStringAttr(op->getName().stripDialect())),
                               b.getNamedAttr("layer", b.getStringAttr(layerOf(op))),
                               b.getNamedAttr("place", b.getStringAttr(placeOf(op->getLoc()))),
                               b.getNamedAttr("flops", b.getI64IntegerAttr(isStatic ? cost->flops : -1)),
                               b.getNamedAttr("number", b.getI64IntegerAttr(number++)),
                               b.getNamedAttr("repeated", b.getBoolAttr(!isa<nn::FuncOp>(op->getParentOp()))),
                               b.getNamedAttr("bytes", b.getI64IntegerAttr(isStatic ? cost->bytes : -1))});
      op->setLoc(FusedLoc::get(&getContext(), {op->getLoc()}, label));
    });
  }
};
} // namespace
} // namespace dlc
