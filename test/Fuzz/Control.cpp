#include "Control.h"
#include "Operators.h"

#include <algorithm>

namespace dlc::fuzz {

using Z = std::int64_t;

// Ops that keep a type, or nearly so, and need no input of their own: what bodies are made of.
static void addSome(Generator &g, Z count) {
  static const std::vector<std::string> names = {"add",    "mul",    "tanh",      "sigmoid",     "relu",
                                                 "sub",    "max",    "matmul",    "reduce_mean", "softmax",
                                                 "where",  "silu",   "transpose", "slice",       "cumsum",
                                                 "concat", "gather", "neg",       "layer_norm"};
  for (Z i = 0; i < count; ++i)
    try {
      operators().at(g.random.of(names)).propose(g);
    } catch (const Rejected &) {
    }
}

// A value of this type that depends on what the body computed.
static ValueId ofType(Generator &g, const Type &type, ValueId otherwise) {
  ValueId value = g.find([&](const Type &t) { return t == type; });
  if (value < 0)
    value = otherwise;
  if (isFloat(type.element) && g.chance(0.7)) {
    const ValueId other = g.broadcasting(type);
    value = g.add(g.random.of({"add", "mul", "sub"}), {value, other});
  }
  // Values that grow from step to step leave the well-conditioned range.
  return isFloat(type.element) && g.chance(0.7) ? g.add("tanh", {value}) : value;
}

static std::vector<Array> arraysOf(const Generator &g, ValueId value) {
  std::vector<Array> arrays;
  for (const auto &values : g.draft.values)
    arrays.push_back(values[static_cast<std::size_t>(value)]);
  return arrays;
}

static Generator inside(Generator &g, Region &region) {
  return Generator(g.random, g.draft, region.ops, &region);
}

static ValueId argument(Generator &body, const Type &type, std::vector<Array> arrays) {
  const ValueId value = body.addValue(type, std::move(arrays));
  body.region->arguments.push_back(value);
  body.offer(value);
  return value;
}

static void capture(Generator &g, Generator &body, Op &op) {
  for (Z more = g.random.integer(0, 2); more > 0; --more)
    if (const ValueId value = g.find([](const Type &t) { return t.shape.size() < 5; }); value >= 0) {
      op.operands.push_back(value);
      argument(body, g.type(value), arraysOf(g, value));
      ++op.captured;
    }
}

static Array firstSlice(const Array &stack, std::size_t axis) {
  Shape shape = stack.shape;
  shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
  Array slice(stack.element, shape);
  Z next = 0;
  each(shape, [&](Index i) {
    i.insert(i.begin() + static_cast<std::ptrdiff_t>(axis), 0);
    slice[next++] = at(stack, i);
  });
  return slice;
}

void proposeScan(Generator &g) {
  if (g.region && g.chance(0.8))
    throw Rejected();
  Op op{.name = "scan", .regions = {Region()}};
  const bool over = g.chance(0.8);
  ValueId stack = -1;
  Z axis = g.random.integer(0, 1), length = g.random.of<Z>({1, 1, 2, 3, 5});
  if (over) {
    stack = g.find([&](const Type &t) {
      return t.shape.size() >= 2 && t.shape.size() <= 4 && t.shape[1] >= 1 && t.shape[1] <= 8;
    });
    if (stack < 0 || g.chance(0.4))
      stack = g.input(
          {g.floatElement(),
           {g.draft.batched ? batchDimension : g.random.integer(1, 4), length, g.random.integer(1, 7)}});
    axis = g.type(stack).isBatched() || g.chance(0.5) ? 1 : 0;
    length = g.type(stack).shape[static_cast<std::size_t>(axis)];
  }
  if (length > 16 || length < 1)
    throw Rejected();
  if (!over)
    op.attributes.push_back({"length", length});
  op.attributes.push_back({"axis", axis});
  if (g.chance(0.3))
    op.attributes.push_back({"reverse", Flag()});
  Generator body = inside(g, op.regions[0]);
  std::vector<ValueId> carried;
  for (Z more = g.random.integer(over ? 0 : 1, 2); more > 0; --more) {
    ValueId start = g.chance(0.6) ? g.floats(0, 3) : -1;
    if (start < 0 && over) {
      Type type = g.type(stack);
      type.shape.erase(type.shape.begin() + axis);
      start = g.like(type);
    }
    if (start < 0)
      throw Rejected();
    op.operands.push_back(start);
    carried.push_back(argument(body, g.type(start), arraysOf(g, start)));
  }
  op.carried = carried.size();
  if (over) {
    Type slice = g.type(stack);
    slice.shape.erase(slice.shape.begin() + axis);
    std::vector<Array> slices;
    for (const Array &array : arraysOf(g, stack))
      slices.push_back(firstSlice(array, static_cast<std::size_t>(axis)));
    op.operands.push_back(stack);
    op.stacked = 1;
    argument(body, slice, std::move(slices));
  }
  capture(g, body, op);
  addSome(body, g.random.integer(1, 4));
  for (ValueId value : carried)
    op.regions[0].yields.push_back(ofType(body, g.type(value), value));
  // What is stacked along axis 1 has a dimension in front of it.
  if (op.carried == 0 || g.chance(0.6))
    if (const ValueId value =
            body.find([&](const Type &t) { return axis == 0 ? !t.isBatched() : !t.shape.empty(); });
        value >= 0)
      op.regions[0].yields.push_back(value);
  if (op.regions[0].yields.empty())
    throw Rejected();
  g.add(op);
}

static ValueId condition(Generator &g) {
  if (g.chance(0.3) && !g.region)
    return g.input({DType::i1, {}});
  const ValueId x = g.add("reduce_mean", {g.floats(0, 4, 1)});
  return g.add(Op{.name = "compare",
                  .prefix = g.random.of({"lt", "gt"}),
                  .operands = {x, g.scalar(0.125, g.type(x).element)}})[0];
}

// Two regions, which take the same values and give one of the type of the first.
static void addRegions(Generator &g, Op op) {
  std::vector<ValueId> captured;
  for (Z more = g.random.integer(1, 3); more > 0; --more)
    captured.push_back(g.floats(0, 4));
  op.captured = captured.size();
  op.operands.insert(op.operands.end(), captured.begin(), captured.end());
  const Type result = g.type(captured[0]);
  op.regions = {Region(), Region()};
  for (Region &region : op.regions) {
    Generator body = inside(g, region);
    std::vector<ValueId> arguments;
    for (ValueId value : captured)
      arguments.push_back(argument(body, g.type(value), arraysOf(g, value)));
    addSome(body, g.random.integer(0, 3));
    region.yields.push_back(g.chance(0.2) ? arguments[0] : ofType(body, result, arguments[0]));
  }
  g.add(op);
}

void proposeIf(Generator &g) { addRegions(g, {.name = "if", .operands = {condition(g)}, .conditions = 1}); }

void proposeTraining(Generator &g) { addRegions(g, {.name = "training"}); }

void proposeLoop(Generator &g) {
  Op op{.name = "loop", .attributes = {{"to", g.random.of<Z>({0, 1, 1, 2, 3, 5})}}, .regions = {Region()}};
  if (g.chance(0.4)) {
    op.operands.push_back(condition(g));
    op.conditions = 1;
  }
  Generator body = inside(g, op.regions[0]);
  argument(body, {DType::i64, {}}, std::vector<Array>(g.draft.values.size(), Array(DType::i64, {})));
  std::vector<ValueId> carried;
  for (Z more = g.random.integer(1, 2); more > 0; --more) {
    const ValueId start = g.floats(0, 4);
    op.operands.push_back(start);
    carried.push_back(argument(body, g.type(start), arraysOf(g, start)));
  }
  op.carried = carried.size();
  capture(g, body, op);
  addSome(body, g.random.integer(1, 3));
  if (op.conditions)
    op.regions[0].yields.push_back(condition(body));
  for (ValueId value : carried)
    op.regions[0].yields.push_back(ofType(body, g.type(value), value));
  g.add(op);
}

void proposeCall(Generator &g) {
  if (g.region || g.draft.module.functions.empty())
    throw Rejected();
  const Function &callee = g.random.of(g.draft.module.functions);
  bool assigns = false;
  eachOp(callee.ops, [&](const Op &op) { assigns |= op.name == "assign" || isDerivative(op); });
  if (assigns)
    throw Rejected();
  // What takes any batch may be given a fixed one.
  const bool isFixed = callee.isBatched() && (!g.draft.batched || g.chance(0.2));
  const Z batch = isFixed ? g.random.of<Z>({1, 2, 5}) : batchDimension;
  Op op{.name = "call", .prefix = "@" + callee.name};
  for (std::size_t i = 0; i < callee.arguments.size(); ++i) {
    const Filling filling = callee.fillings[i];
    Type type = callee.types[static_cast<std::size_t>(callee.arguments[i])];
    if (type.isBatched())
      type.shape[0] = batch;
    // Integers may be indices, which must stay in range.
    op.operands.push_back(isFloat(type.element) && g.chance(0.5) ? g.like(type, filling)
                                                                 : g.input(type, filling));
  }
  g.add(op);
}

// Operands: values, as many as `carried` tells, then what moves, and its directions.
static void addForwardDerivative(Generator &g, const std::vector<ValueId> &candidates) {
  Op op{.name = "jvp"};
  const auto addDistinct = [&](std::size_t first) {
    for (Z count = g.random.integer(1, 2); count > 0; --count)
      if (const ValueId x = g.random.of(candidates);
          std::find(op.operands.begin() + static_cast<std::ptrdiff_t>(first), op.operands.end(), x) ==
          op.operands.end())
        op.operands.push_back(x);
  };
  addDistinct(0);
  op.carried = op.operands.size();
  addDistinct(op.carried);
  for (std::size_t i = op.carried, end = op.operands.size(); i < end; ++i)
    op.operands.push_back(g.like(g.type(op.operands[i])));
  g.add(op);
}

void proposeDerivative(Generator &g) {
  if (g.region)
    throw Rejected();
  // Derivatives of derivatives are expensive to write and to compare.
  const bool again = g.chance(0.25);
  auto fits = [&](ValueId v) {
    return isFloat(g.type(v).element) && (again || !g.draft.afterGradient[static_cast<std::size_t>(v)]);
  };
  std::vector<ValueId> candidates;
  for (ValueId value : g.pool)
    if (fits(value))
      candidates.push_back(value);
  if (candidates.empty())
    throw Rejected();
  if (g.chance(0.15))
    return addForwardDerivative(g, candidates);
  const DType element = g.type(candidates.back()).element;
  ValueId loss = -1;
  for (Z terms = g.random.integer(1, 3); terms > 0; --terms) {
    ValueId x = g.chance(0.6) ? candidates.back() : g.random.of(candidates);
    if (g.type(x).element != element)
      continue;
    if (g.chance(0.6))
      x = g.add("mul", {x, g.broadcasting(g.type(x))});
    if (!fits(x))
      continue;
    x = g.add(g.random.of({"reduce_sum", "reduce_sum", "reduce_mean", "reduce_sum_square"}), {x});
    loss = loss < 0 ? x : g.add("add", {loss, x});
  }
  if (loss < 0)
    throw Rejected();
  Op op{.name = "gradient", .operands = {loss}};
  for (Z count = g.random.integer(1, 3); count > 0; --count)
    if (const ValueId x = g.random.of(candidates);
        std::find(op.operands.begin(), op.operands.end(), x) == op.operands.end())
      op.operands.push_back(x);
  if (op.operands.size() < 2)
    throw Rejected();
  g.add(op);
}

} // namespace dlc::fuzz
