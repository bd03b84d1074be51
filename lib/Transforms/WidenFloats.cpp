// Every narrower float becomes an f64: types, constants, numbers in attributes. To check derivatives by
// differences, which f32 has not the digits for. On nn with named variables, so that variables and their
// initialisers are widened too.
#include "NN/NN.h"
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
    // A bitcast is of the bits that there were.
    SmallVector<std::pair<nn::BitcastOp, std::pair<Type, Type>>> bitcasts;
    getOperation().walk([&](nn::BitcastOp op) {
      bitcasts.push_back({op, {op.getInput().getType(), op.getResult().getType()}});
    });
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
    for (auto [op, types] : bitcasts)
      keepBits(op, types.first, types.second);
  }

  /// Narrows what was widened in front of a bitcast, and widens what is behind it.
  static void keepBits(nn::BitcastOp op, Type from, Type to) {
    OpBuilder builder(op);
    if (op.getInput().getType() != from)
      op.getInputMutable().assign(nn::CastOp::create(builder, op.getLoc(), from, op.getInput()));
    Type wide = op.getResult().getType();
    if (wide == to)
      return;
    op.getResult().setType(cast<RankedTensorType>(to));
    builder.setInsertionPointAfter(op);
    auto widened = nn::CastOp::create(builder, op.getLoc(), wide, op.getResult());
    op.getResult().replaceAllUsesExcept(widened, widened);
  }
};
} // namespace
} // namespace dlc
