// dlc::Function, ops whose region is computed several times: nn.scan, nn.loop.
#include "API/RegionDraft.h"

#include "API/GraphImpl.h"
#include "NN/NNSizes.h"

using namespace mlir;

namespace dlc {

/// Both sides, and what the user wrote, where a body does not return what goes into its next step.
static void checkCarried(Function::Impl &impl, TypeRange returned, TypeRange carried) {
  if (!llvm::equal(returned, carried))
    impl.fail("carries (" + typesText(carried) + "), but a step returns (" + typesText(returned) +
              ") as the next values; a carried value keeps its type");
}

//===-- nn.scan -------------------------------------------------------------------------------------===//

/// How many steps there are along the axis of all that is stepped along.
static int64_t stepsOf(Function::Impl &impl, ValueRange over, const ScanOptions &options) {
  if (options.axis < 0)
    impl.fail("scans along axis " + std::to_string(options.axis) + "; an axis is counted from 0, the batch");
  if (over.empty() && !options.length)
    impl.fail("scans over nothing; give it values to step along, or options.length");
  std::optional<int64_t> steps = options.length;
  std::string source = steps ? "options.length" : "";
  for (mlir::Value each : over) {
    auto type = cast<nn::SizedTensorType>(each.getType());
    if (type.getRank() == 0)
      impl.fail("scans over " + typeText(type) +
                ", which has no dimension to step along; use it in the body");
    const int64_t size = type.getDimSize(nn::ScanOp::stackingAxis(type.getRank() - 1, options.axis));
    if (!steps)
      source = typeText(type);
    else if (*steps != size)
      impl.fail("scans over " + typeText(type) + ", which has " + nn::sizeText(size) + " steps along axis " +
                std::to_string(options.axis) + ", where " + source + " has " + nn::sizeText(*steps));
    steps = size;
  }
  return *steps;
}

Scanned Function::scan(const Values &carried, const Values &over,
                       const std::function<Scanned(const Values &, const Values &)> &body,
                       const ScanOptions &options) {
  SmallVector<mlir::Value> inits = impl->unwrap(carried), inputs = impl->unwrap(over);
  const int64_t length = stepsOf(*impl, inputs, options);
  RegionDraft draft(*impl, nn::ScanOp::getOperationName(), 1);
  SmallVector<RegionDraft::Argument> types;
  for (mlir::Value init : inits)
    types.push_back({init.getType(), "carried"});
  for (mlir::Value input : inputs)
    types.push_back(
        {nn::ScanOp::sliceType(cast<nn::SizedTensorType>(input.getType()), options.axis), "slice"});
  const Values arguments = draft.begin(0, types);
  const auto slices = arguments.begin() + static_cast<std::ptrdiff_t>(inits.size());
  Scanned step = body({arguments.begin(), slices}, {slices, arguments.end()});
  checkCarried(*impl, ValueRange(impl->unwrap(step.carried)).getTypes(), ValueRange(inits).getTypes());
  step.carried.insert(step.carried.end(), step.stacked.begin(), step.stacked.end());
  draft.end(step.carried);

  const auto own = static_cast<unsigned>(inits.size());
  inits.append(draft.liftVariables(RegionDraft::Carried{.arguments = own, .yielded = own}));
  const SmallVector<mlir::Value> captures = draft.capture();
  OpBuilder at = draft.builder();
  const Values results =
      draft.complete(nn::ScanOp::create(at, at.getUnknownLoc(), inits, inputs, captures, options.axis, length,
                                        options.reverse, draft.take(0)),
                     own);
  return {.carried = {results.begin(), results.begin() + own},
          .stacked = {results.begin() + own, results.end()}};
}

Function::Recurrent Function::scan(Value carried, Value over, const std::function<Value(Value, Value)> &body,
                                   const ScanOptions &options) {
  const Scanned all = scan(
      Values{carried}, Values{over},
      [&](const Values &state, const Values &slices) {
        const Value next = body(state[0], slices[0]);
        return Scanned{.carried = {next}, .stacked = {next}};
      },
      options);
  return {.states = all.stacked[0], .last = all.carried[0]};
}

//===-- nn.loop -------------------------------------------------------------------------------------===//

Values Function::Impl::loop(std::int64_t bound, const Values &carried,
                            const std::function<Value(const Values &)> &condition,
                            const std::function<Values(Value, const Values &)> &body) {
  if (bound < 0)
    fail("loops " + std::to_string(bound) + " times; a bound is at least 0");
  SmallVector<mlir::Value> inits = unwrap(carried);
  auto asked = [&](const Values &values) {
    const Value holds = condition(values);
    if (mlir::Value inner = unwrap(holds); holds.dtype() != DType::i1 || !holds.shape().empty())
      fail("loops while " + typeText(inner.getType()) + ", but a condition is i1 []; compare() scalars");
    return holds;
  };
  mlir::Value start = condition ? unwrap(asked(carried)) : mlir::Value();
  RegionDraft draft(*this, nn::LoopOp::getOperationName(), 1);
  SmallVector<RegionDraft::Argument> types{{tensorType(DType::i64, {}), "step"}};
  for (mlir::Value init : inits)
    types.push_back({init.getType(), "carried"});
  const Values arguments = draft.begin(0, types);
  Values next = body(arguments[0], {arguments.begin() + 1, arguments.end()});
  checkCarried(*this, ValueRange(unwrap(next)).getTypes(), ValueRange(inits).getTypes());
  if (condition)
    next.insert(next.begin(), asked(next));
  draft.end(next);

  const auto own = static_cast<unsigned>(inits.size());
  inits.append(draft.liftVariables(
      RegionDraft::Carried{.arguments = 1 + own, .yielded = static_cast<unsigned>(next.size())}));
  const SmallVector<mlir::Value> captures = draft.capture();
  OpBuilder at = draft.builder();
  auto op = nn::LoopOp::create(at, at.getUnknownLoc(), ValueRange(inits).getTypes(), start, inits, captures,
                               static_cast<uint64_t>(bound));
  op.getBody().takeBody(*draft.take(0));
  return draft.complete(op, own, condition ? 1 : 0);
}

Values Function::loop(std::int64_t bound, const Values &carried,
                      const std::function<Values(Value, const Values &)> &body) {
  return impl->loop(bound, carried, nullptr, body);
}
Values Function::loopWhile(std::int64_t bound, const Values &carried,
                           const std::function<Value(const Values &)> &condition,
                           const std::function<Values(Value, const Values &)> &body) {
  return impl->loop(bound, carried, condition, body);
}

Value Function::loop(std::int64_t bound, Value carried, const std::function<Value(Value, Value)> &body) {
  return impl->loop(bound, {carried}, nullptr,
                    [&](Value step, const Values &values) { return Values{body(step, values[0])}; })[0];
}
Value Function::loopWhile(std::int64_t bound, Value carried, const std::function<Value(Value)> &condition,
                          const std::function<Value(Value, Value)> &body) {
  return impl->loop(
      bound, {carried}, [&](const Values &values) { return condition(values[0]); },
      [&](Value step, const Values &values) { return Values{body(step, values[0])}; })[0];
}

} // namespace dlc
