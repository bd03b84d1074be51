#include "Autodiff/Rules/Ranks.h"

#include "Train/Train.h"

using namespace mlir;

namespace dlc::autodiff {
// Of the whole loss Σ w_r L_r, rank r computes 1 / w_r times the derivative with respect to what it has; the
// host weights it again. With m = Σ w_r x_r, that of x_r is (1 / w_r) · w_r · Σ w_s dL_s/dm: the same mean.
static Adjoints rankMean(train::RankMeanOp op, Value g, Emitter &emit) {
  return {emit.unary<train::RankMeanOp>(g)};
}

void addRankRules(RuleTable &table) {
  table.add(rankMean);
  table.addZero<train::RankSumOp>("it is a number that does not depend on values");
}
} // namespace dlc::autodiff
