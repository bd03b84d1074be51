// Whole modules: a few functions that share variables, call each other, take derivatives and assign.
#include "Control.h"
#include "Generator.h"
#include "Operators.h"

#include <algorithm>

namespace dlc::fuzz {

using Z = std::int64_t;

// Ops that often stand behind each other, so that passes which join them have something to join.
static const std::vector<std::vector<std::string>> themes = {
    {"conv", "relu", "max_pool", "conv", "add", "gather", "resize", "slice", "batch_norm", "average_pool",
     "concat", "pad", "tanh", "split"},
    {"matmul", "add", "tanh", "slice", "transpose", "reshape", "softmax", "layer_norm", "gather",
     "reduce_sum", "split", "gelu", "concat"},
    {"add", "mul", "sub", "div", "tanh", "where", "compare", "reduce_mean", "reduce_max", "expand", "squeeze",
     "exp", "cast"},
    {"cumsum", "scatter_elements", "sort", "gather_elements", "top_k", "scatter_nd", "slice", "add", "mul",
     "flip", "tile"},
};

static void step(Generator &g, const std::vector<std::string> *theme) {
  const double choice = g.random.unit();
  if (choice < 0.06)
    return proposeScan(g);
  if (choice < 0.09)
    return proposeIf(g);
  if (choice < 0.12)
    return proposeLoop(g);
  if (choice < 0.14)
    return proposeCall(g);
  if (choice < 0.155)
    return proposeTraining(g);
  if (theme && choice < 0.75)
    return operators().at(g.random.of(*theme)).propose(g);
  auto at = operators().begin();
  std::advance(at, g.random.integer(0, static_cast<Z>(operators().size()) - 1));
  at->second.propose(g);
}

// Results: all that nobody uses, and some that somebody does.
static void addReturns(Generator &g) {
  Function &function = g.draft.function;
  std::vector<bool> used(function.types.size(), false);
  eachOp(function.ops, [&](const Op &op) {
    for (ValueId operand : op.operands)
      used[static_cast<std::size_t>(operand)] = true;
  });
  for (const Op &op : function.ops)
    for (ValueId result : op.results)
      if (op.name != "read" && op.name != "constant" &&
          (!used[static_cast<std::size_t>(result)] || g.chance(0.2)))
        function.returns.push_back(result);
  if (function.returns.empty() && !g.pool.empty())
    function.returns.push_back(g.pool.back());
  if (g.chance(0.05) && !function.arguments.empty())
    function.returns.push_back(g.random.of(function.arguments));
  for (std::size_t i = function.returns.size(); i-- > 1;)
    std::swap(function.returns[i],
              function.returns[static_cast<std::size_t>(g.random.integer(0, static_cast<Z>(i)))]);
}

static void addAssignments(Generator &g) {
  for (const Variable &variable : g.draft.module.variables) {
    const ValueId value = g.find([&](const Type &t) { return t == variable.type; });
    if (value >= 0 && g.chance(0.3))
      g.add(Op{.name = "assign", .prefix = "@" + variable.name, .operands = {value}});
  }
}

// A number that variables and most of what was computed go into. What training does otherwise has no place in
// it.
static void addLoss(Generator &g) {
  bool differs = false;
  const auto look = [&](const Op &op) {
    differs |= op.name == "batch_norm" || op.name == "dropout" || op.name == "training";
  };
  for (const Function &function : g.draft.module.functions)
    eachOp(function.ops, look);
  eachOp(g.draft.function.ops, look);
  ValueId loss = -1;
  for (Z terms = 4; terms > 0; --terms) {
    ValueId x = g.find([](const Type &t) { return t.element == DType::f32; });
    if (x < 0 || differs)
      throw Rejected();
    const Type type = g.type(x);
    const Type weights{DType::f32, Shape(type.shape.begin() + (type.isBatched() ? 1 : 0), type.shape.end())};
    const std::string name = "w" + std::to_string(g.draft.module.variables.size());
    const Filling filling{.low = -1, .high = 1, .seed = g.random.bits()};
    g.draft.module.variables.push_back({name, weights, filling});
    const ValueId w =
        g.add(Op{.name = "read", .prefix = "@" + name, .types = Types::result, .declared = weights})[0];
    x = g.add("reduce_mean", {g.add("tanh", {g.add("mul", {x, w})})});
    loss = loss < 0 ? x : g.add("add", {loss, x});
  }
  g.draft.function.returns = {loss};
}

static void addFunction(Random &random, Module &module, const std::string &name, bool fromVariables) {
  Draft draft(module);
  draft.function.name = name;
  draft.fromVariables = fromVariables;
  draft.batched = random.chance(0.6) && !fromVariables;
  draft.batches = draft.batched ? std::vector<Z>{2, 3} : std::vector<Z>{1};
  draft.values.resize(draft.batches.size());
  const double element = random.unit();
  draft.element = element < 0.72   ? DType::f32
                  : element < 0.86 ? DType::f64
                  : element < 0.95 ? DType::bf16
                                   : DType::f16;
  Generator g(random, draft, draft.function.ops);
  const std::vector<std::string> *theme = random.chance(0.75) ? &random.of(themes) : nullptr;
  auto attempt = [&](auto &&add) {
    try {
      add();
    } catch (const Rejected &) {
    }
  };
  const Z count = random.integer(1, random.chance(0.3) ? 14 : 6);
  for (Z i = 0; i < 4 * count && static_cast<Z>(draft.function.ops.size()) < count; ++i)
    attempt([&] { step(g, theme); });
  if (name == "loss") {
    attempt([&] { addLoss(g); });
    if (!draft.function.returns.empty())
      module.functions.push_back(std::move(draft.function));
    return;
  }
  if (random.chance(0.55))
    attempt([&] { proposeDerivative(g); });
  if (random.chance(0.2)) // what is made of derivatives
    attempt([&] { step(g, theme); });
  if (random.chance(0.15))
    attempt([&] { proposeDerivative(g); });
  if (random.chance(0.15))
    attempt([&] { addAssignments(g); });
  if (g.pool.empty())
    return;
  addReturns(g);
  if (!draft.function.returns.empty())
    module.functions.push_back(std::move(draft.function));
}

Module generate(std::uint64_t seed) {
  // Seeds that follow each other must not give streams that do.
  Random random(Random(seed).bits() ^ 0x6a09e667f3bcc908ull);
  Module module;
  // All that some modules compute may be prepared once. The seed decides, so that the others stay as they
  // are.
  const bool fromVariables = seed % 16 == 5;
  const Z count = random.integer(1, 3);
  for (Z i = 0; i < count; ++i)
    addFunction(random, module, "f" + std::to_string(i), fromVariables);
  if (random.chance(0.2))
    addFunction(random, module, "loss", fromVariables);
  for (std::size_t i = 0; i + 1 < module.functions.size(); ++i)
    module.functions[i].isPrivate = random.chance(0.1);
  return module;
}

} // namespace dlc::fuzz
