#include "Codegen/KernelForm.h"

#include "mlir/IR/Builders.h"

#include <cmath>

using namespace mlir;

namespace dlc::codegen {
namespace {
bool hasLabel(Location location) {
  return location
      ->walk([](Location inner) {
        auto fused = dyn_cast<FusedLoc>(inner);
        return fused && fused.getMetadata() ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}
} // namespace

Location withForm(Location location, const KernelForm &form) {
  if (!hasLabel(location))
    return location;
  if (auto fused = dyn_cast<FusedLoc>(location))
    if (auto note = dyn_cast_or_null<DictionaryAttr>(fused.getMetadata()); note && note.contains(kForm))
      location = fused.getLocations().front();
  Builder b(location.getContext());
  const auto percent = static_cast<int64_t>(std::lround(100 * form.used));
  return FusedLoc::get(b.getContext(), {location},
                       b.getDictionaryAttr({b.getNamedAttr(kForm, b.getStringAttr(form.name)),
                                            b.getNamedAttr("lanes", b.getI64IntegerAttr(form.lanes)),
                                            b.getNamedAttr("used", b.getI64IntegerAttr(percent)),
                                            b.getNamedAttr("moves", b.getBoolAttr(form.moves))}));
}

void noteForm(Operation *op, const KernelForm &form) { op->setLoc(withForm(op->getLoc(), form)); }

void noteRefusal(Operation *op, const Twine &refusal) {
  if (!hasLabel(op->getLoc()))
    return;
  Builder b(op->getContext());
  auto note = b.getDictionaryAttr(b.getNamedAttr(kRefusal, b.getStringAttr(refusal)));
  op->setLoc(FusedLoc::get(b.getContext(), {op->getLoc()}, note));
}
} // namespace dlc::codegen
