// Random numbers: verifiers, and builders that take plain numbers.
#include "NN/NN.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

void RandomUniformOp::build(OpBuilder &builder, OperationState &result, Type type, Value state, double low,
                            double high) {
  build(builder, result, type, state.getType(), state, builder.getF64FloatAttr(low),
        builder.getF64FloatAttr(high));
}

LogicalResult RandomUniformOp::verify() {
  double low = getLow().convertToDouble(), high = getHigh().convertToDouble();
  // C1
  if (!(low < high))
    return emitOpError("low must be less than high: low is ") << low << ", high is " << high;
  return success();
}

void RandomNormalOp::build(OpBuilder &builder, OperationState &result, Type type, Value state, double mean,
                           double stddev) {
  build(builder, result, type, state.getType(), state, builder.getF64FloatAttr(mean),
        builder.getF64FloatAttr(stddev));
}

LogicalResult RandomNormalOp::verify() {
  double stddev = getStddev().convertToDouble();
  // C1
  if (!(stddev > 0))
    return emitOpError("stddev must be greater than 0, got ") << stddev;
  return success();
}
