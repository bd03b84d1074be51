// Every narrower float becomes an f64: types, constants, numbers in attributes. To check derivatives by
// differences, which f32 has not the digits for. On nn with named variables, so that variables and their
// initialisers are widened too.
#include "Transforms/Passes.h"

#include "mlir/IR/AttrTypeSubElements.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_WIDENFLOATS
#include "Transforms/Passes.h.inc"

namespace {
class WidenFloats : public impl::WidenFloatsBase<WidenFloats> {
  void runOnOperation() override {
    Type wide = Float64Type::get(&getContext());
    auto widened = [](const APFloat &number) {
      APFloat result = number;
      bool losesInfo;
      result.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
      return result;
    };
    AttrTypeReplacer replacer;
    replacer.addReplacement([=](FloatType) { return wide; });
    replacer.addReplacement(
        [=](FloatAttr number) { return FloatAttr::get(wide, widened(number.getValue())); });
    replacer.addReplacement([=](DenseFPElementsAttr numbers) {
      return numbers.mapValues(wide, [=](const APFloat &number) { return widened(number).bitcastToAPInt(); });
    });
    replacer.recursivelyReplaceElementsIn(getOperation(), /*replaceAttrs=*/true, /*replaceLocs=*/false,
                                          /*replaceTypes=*/true);
  }
};
} // namespace
} // namespace dlc
