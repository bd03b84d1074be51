// The table of formulas: for each optimizer, how it moves a weight. What an attribute's description in
// dialects/Train/TrainAttributes.td says, as code.
#pragma once

#include "NN/NNExpression.h"
#include "Train/Train.h"

#include <functional>

namespace dlc::formula {
using nn::Expression;

/// What all weights of a step share.
struct Step {
  Expression rate;
  /// How many there were, this one included; f64. Of a step that is not counted, nothing.
  std::optional<Expression> count;
};

/// From a weight and its gradient to its next value. What is kept beside it changes in place.
using States = llvm::MutableArrayRef<Expression>;
using Formula = std::function<Expression(Expression weight, Expression gradient, States states)>;

// One for each optimizer: computes what depends on the step alone, once, and gives what remains to do for
// each weight. Decay has been applied where the optimizer has the setting `decoupled`.
Formula formulaOf(train::SGDAttr, const Step &step);
Formula formulaOf(train::MomentumAttr optimizer, const Step &step);
Formula formulaOf(train::NesterovAttr optimizer, const Step &step);
Formula formulaOf(train::LionAttr optimizer, const Step &step);
Formula formulaOf(train::AdaGradAttr optimizer, const Step &step);
Formula formulaOf(train::RMSPropAttr optimizer, const Step &step);
Formula formulaOf(train::AdaDeltaAttr optimizer, const Step &step);
Formula formulaOf(train::AdamAttr optimizer, const Step &step);
Formula formulaOf(train::AdamWAttr optimizer, const Step &step);
Formula formulaOf(train::AMSGradAttr optimizer, const Step &step);
Formula formulaOf(train::NAdamAttr optimizer, const Step &step);
Formula formulaOf(train::LAMBAttr optimizer, const Step &step);
} // namespace dlc::formula
