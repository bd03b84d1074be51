// What ranks have in common: a buffer of its own, in which the host puts the mean over all ranks.
#include "Conversion/NNToLinalg/Ranks.h"

#include "Train/Train.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

using namespace mlir;

namespace dlc::lowering {
static Value exchange(Value input, bool isSum, Emitter &emit) {
  OpBuilder &b = emit.b;
  auto type = cast<RankedTensorType>(input.getType());
  auto bufferType = MemRefType::get(type.getShape(), type.getElementType());
  // A copy, because others may read what this rank has.
  Value own = bufferization::AllocTensorOp::create(b, emit.loc, type, ValueRange(), /*copy=*/input);
  Value buffer = bufferization::ToBufferOp::create(b, emit.loc, bufferType, own);
  train::ExchangeOp::create(b, emit.loc, buffer, isSum);
  return bufferization::ToTensorOp::create(b, emit.loc, type, buffer, /*restrict=*/true);
}

static Values rankMean(train::RankMeanOp op, train::RankMeanOp::Adaptor adaptor, Emitter &emit) {
  return {exchange(adaptor.getInput(), /*isSum=*/false, emit)};
}

static Values rankSum(train::RankSumOp op, train::RankSumOp::Adaptor adaptor, Emitter &emit) {
  return {exchange(adaptor.getInput(), /*isSum=*/true, emit)};
}

void populateRankPatterns(Patterns &patterns) {
  add<train::RankMeanOp>(patterns, rankMean);
  add<train::RankSumOp>(patterns, rankSum);
}
} // namespace dlc::lowering
