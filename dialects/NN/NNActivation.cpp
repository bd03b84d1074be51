// Activation functions: decompositions of the compound ones.
#include "NN/NNComposer.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

Values SiluOp::decompose(Composer &compose) {
  Value x = getInput();
  return {compose.mul(x, compose.unary<SigmoidOp>(x))};
}
