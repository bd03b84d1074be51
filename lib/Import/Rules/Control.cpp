// If, Loop and Scan. What is decided when the file is read is expanded; the rest is nn.if, nn.loop and
// nn.scan.
#include "Import/Bodies.h"
#include "Import/RuleTable.h"

#include "onnx/onnx.pb.h"

using namespace mlir;

namespace dlc::importer {

//===-- If ------------------------------------------------------------------------------------------===//

static void emitIf(Node &node) {
  const ::onnx::GraphProto *thenGraph = node.graph("then_branch"), *elseGraph = node.graph("else_branch");
  if (!thenGraph || !elseGraph)
    refuse("a branch is missing");
  if (const Known *condition = node.known(0); condition && condition->elements.size() == 1) {
    const ::onnx::GraphProto &graph = condition->elements[0].integer ? *thenGraph : *elseGraph;
    for (auto [i, item] : llvm::enumerate(importInline(node.scope, graph, {})))
      node.setItem(i, item);
    return;
  }
  Emit &e = node.e;
  Value condition = e.reshape(node.in(0), {});
  OpenBody thenBody(node.scope, {}, e.location), elseBody(node.scope, {}, e.location);
  auto fill = [&](OpenBody &body, const ::onnx::GraphProto &graph) {
    SmallVector<Value> values;
    for (const Ref &item : body.import(graph, {}))
      values.push_back(body.valueOf(item));
    return values;
  };
  SmallVector<Value> thenValues = fill(thenBody, *thenGraph), elseValues = fill(elseBody, *elseGraph);
  if (thenValues.size() != elseValues.size())
    refuse("its branches have " + Twine(thenValues.size()) + " and " + Twine(elseValues.size()) + " outputs");
  for (auto [i, a, b] : llvm::enumerate(thenValues, elseValues))
    if (a.getType() != b.getType())
      refuse("its branches give " + nn::shapeText(shapeOf(a)) + " and " + nn::shapeText(shapeOf(b)) +
             " for output " + Twine(i) +
             ": nn.if has one type for both. If the condition is known, give it as a constant");
  thenBody.yield(thenValues);
  elseBody.yield(elseValues);
  // Both branches take what either captures, in one order.
  SmallVector<Value> captures(thenBody.body.captures);
  for (Value capture : elseBody.body.captures)
    if (!llvm::is_contained(captures, capture))
      captures.push_back(capture);
  for (OpenBody *open : {&thenBody, &elseBody}) {
    Block &block = open->body.block;
    const unsigned before = block.getNumArguments();
    for (Value capture : captures) {
      Value argument = block.addArgument(capture.getType(), e.location);
      auto at = llvm::find(open->body.captures, capture);
      if (at != open->body.captures.end())
        block.getArgument(static_cast<unsigned>(at - open->body.captures.begin()))
            .replaceAllUsesWith(argument);
    }
    block.eraseArguments(0, before);
  }
  auto op = nn::IfOp::create(e.builder, e.location, condition, captures, std::move(thenBody.region),
                             std::move(elseBody.region));
  checkMade(op);
  node.setResults(op);
}

//===-- Loop ----------------------------------------------------------------------------------------===//

/// Nodes that an expanded loop may have, before it becomes a scan.
static constexpr int64_t mostExpanded = 600;

static Known scalarKnown(Type element, int64_t value) { return {element, {}, {Number::of(value)}}; }

static Value stackedOf(Node &node, ArrayRef<Ref> slices) {
  SmallVector<Value> values;
  for (const Ref &slice : slices) {
    Value value = node.valueOf(slice);
    Shape shape = shapeOf(value);
    shape.insert(shape.begin(), 1);
    values.push_back(node.e.reshape(value, shape));
  }
  return node.e.concat(values, 0);
}

/// Writes the body again for each step. False if a condition is not known; then `count` tells the steps so
/// far.
static bool expandLoop(Node &node, const ::onnx::GraphProto &graph, std::optional<int64_t> trips,
                       std::vector<Ref> states) {
  std::vector<std::vector<Ref>> stacks(node.outputCount() > states.size() ? node.outputCount() - states.size()
                                                                          : 0);
  Ref condition = itemOf(scalarKnown(node.e.builder.getI1Type(), 1));
  const int64_t nodes = std::max(graph.node_size(), 1);
  for (int64_t step = 0; !trips || step < *trips; ++step) {
    if ((step + 1) * nodes > mostExpanded * 8)
      refuse("it runs more often than it can be expanded");
    std::vector<Ref> inputs{itemOf(scalarKnown(node.e.builder.getI64Type(), step)), condition};
    llvm::append_range(inputs, states);
    std::vector<Ref> outputs = importInline(node.scope, graph, inputs);
    if (outputs.size() < 1 + states.size() + stacks.size())
      refuse("its body has " + Twine(outputs.size()) + " outputs");
    const Known *next = outputs[0]->known();
    if (!next)
      return false;
    for (size_t i = 0; i < states.size(); ++i)
      states[i] = outputs[1 + i];
    for (size_t i = 0; i < stacks.size(); ++i)
      stacks[i].push_back(outputs[1 + states.size() + i]);
    if (!onlyElement(*next).integer)
      break;
  }
  for (size_t i = 0; i < states.size(); ++i)
    node.setItem(i, states[i]);
  for (size_t i = 0; i < stacks.size(); ++i) {
    if (!node.wants(states.size() + i))
      continue;
    if (stacks[i].empty())
      refuse("it runs no step, so its stacked outputs have no shape");
    node.set(states.size() + i, stackedOf(node, stacks[i]));
  }
  return true;
}

/// A fixed number of steps: the counter is carried, too.
static void scanLoop(Node &node, const ::onnx::GraphProto &graph, int64_t trips, ArrayRef<Ref> states) {
  Emit &e = node.e;
  SmallVector<Value> inits{e.constant(denseOf(scalarKnown(e.builder.getI64Type(), 0)))};
  SmallVector<Type> types{inits.front().getType()};
  for (const Ref &state : states) {
    inits.push_back(node.valueOf(state));
    types.push_back(inits.back().getType());
  }
  OpenBody open(node.scope, types, e.location);
  std::vector<Ref> inputs{itemOf(open.argument(0)), itemOf(scalarKnown(e.builder.getI1Type(), 1))};
  for (size_t i = 0; i < states.size(); ++i)
    inputs.push_back(itemOf(open.argument(static_cast<unsigned>(i + 1))));
  std::vector<Ref> outputs = open.import(graph, inputs);
  if (outputs.size() < 1 + states.size())
    refuse("its body has " + Twine(outputs.size()) + " outputs for " + Twine(states.size()) +
           " carried values");
  const Known *goesOn = outputs[0]->known();
  if (!goesOn || !onlyElement(*goesOn).integer)
    refuse(
        "it stops at a condition that is computed, and stacks outputs or has too many steps to be expanded");
  OpBuilder builder(e.context());
  Emit inner = emitInto(open.scope, builder, e.location);
  SmallVector<Value> yields{inner.add(open.argument(0), 1)};
  for (size_t i = 1; i < outputs.size(); ++i)
    yields.push_back(open.valueOf(outputs[i]));
  open.yield(yields);
  auto scan = nn::ScanOp::create(e.builder, e.location, inits, ValueRange(), open.body.captures, 0, trips,
                                 false, std::move(open.region));
  checkMade(scan);
  for (unsigned i = 1; i < scan->getNumResults(); ++i)
    node.set(i - 1, scan->getResult(i));
}

/// A number of steps that is computed, or a condition.
static void runLoop(Node &node, const ::onnx::GraphProto &graph, ArrayRef<Ref> states) {
  Emit &e = node.e;
  if (node.outputCount() > states.size())
    refuse("it stacks as many outputs as it runs steps, and how many these are is not known when the file is "
           "read");
  SmallVector<Value> inits;
  SmallVector<Type> types{RankedTensorType::get({}, e.builder.getI64Type())};
  for (const Ref &state : states) {
    inits.push_back(node.valueOf(state));
    types.push_back(inits.back().getType());
  }
  Value limit;
  int64_t bound = INT32_MAX;
  if (node.has(0)) {
    if (const Known *known = node.known(0); known && !known->hasSizes())
      bound = std::clamp<int64_t>(onlyElement(*known).integer, 0, INT32_MAX);
    else
      limit = e.cast(e.reshape(node.in(0), {}), e.builder.getI64Type());
  }
  Value condition =
      node.has(1) ? e.reshape(node.in(1), {}) : e.constant(denseOf(scalarKnown(e.builder.getI1Type(), 1)));
  if (limit)
    condition = e.one<nn::AndOp>({condition, e.compare(nn::ComparePredicate::gt, limit, 0)});
  OpenBody open(node.scope, types, e.location);
  std::vector<Ref> inputs{itemOf(open.argument(0)), itemOf(scalarKnown(e.builder.getI1Type(), 1))};
  for (size_t i = 0; i < states.size(); ++i)
    inputs.push_back(itemOf(open.argument(static_cast<unsigned>(i + 1))));
  std::vector<Ref> outputs = open.import(graph, inputs);
  if (outputs.size() < 1 + states.size())
    refuse("its body has " + Twine(outputs.size()) + " outputs for " + Twine(states.size()) +
           " carried values");
  OpBuilder builder(e.context());
  Emit inner = emitInto(open.scope, builder, e.location);
  Value goesOn = inner.reshape(open.valueOf(outputs[0]), {});
  if (limit)
    goesOn = inner.one<nn::AndOp>(
        {goesOn, inner.compare(nn::ComparePredicate::lt, inner.add(open.argument(0), 1), limit)});
  SmallVector<Value> yields{goesOn};
  for (size_t i = 1; i < outputs.size(); ++i)
    yields.push_back(open.valueOf(outputs[i]));
  open.yield(yields);
  OperationState state(e.location, nn::LoopOp::getOperationName());
  state.addOperands(condition);
  state.addOperands(inits);
  state.addOperands(open.body.captures);
  state.addTypes(ValueRange(inits).getTypes());
  state.addAttribute("bound", e.builder.getI64IntegerAttr(bound));
  state.addAttribute("operandSegmentSizes",
                     e.builder.getDenseI32ArrayAttr({1, static_cast<int32_t>(inits.size()),
                                                     static_cast<int32_t>(open.body.captures.size())}));
  state.addRegion(std::move(open.region));
  Operation *op = e.builder.create(state);
  checkMade(op);
  node.setResults(op);
}

static void loop(Node &node) {
  const ::onnx::GraphProto *graph = node.graph("body");
  if (!graph)
    refuse("its body is missing");
  std::vector<Ref> states;
  for (size_t i = 2; i < node.inputCount(); ++i)
    states.push_back(node.item(i));
  if (node.outputCount() < states.size())
    refuse("it has " + Twine(node.outputCount()) + " outputs for " + Twine(states.size()) +
           " carried values");
  if (graph->input_size() != static_cast<int>(2 + states.size()))
    refuse("its body takes " + Twine(graph->input_size()) + " inputs, not " + Twine(2 + states.size()));
  std::optional<int64_t> trips;
  if (node.has(0))
    if (const Known *known = node.known(0); known && known->elements.size() == 1 && !known->hasSizes())
      trips = std::max<int64_t>(onlyElement(*known).integer, 0);
  const Known *condition = node.has(1) ? node.known(1) : nullptr;
  if (condition && !onlyElement(*condition).integer)
    trips = 0;
  const bool isOpen = node.has(1) && !condition;
  const bool isCounted = trips || !node.has(0);
  const bool isLong = trips && *trips > mostExpanded / std::max(graph->node_size(), 1);
  if (!isOpen && isCounted && !isLong && expandLoop(node, *graph, trips, states))
    return;
  if (!isOpen && isLong)
    scanLoop(node, *graph, *trips, states);
  else
    runLoop(node, *graph, states);
}

//===-- Scan ----------------------------------------------------------------------------------------===//

/// The dimension at `axis` in front; the reverse where `isBack`.
static Value movedAxis(Emit &e, Value value, int64_t axis, bool isBack) {
  Shape perm;
  for (int64_t d = 0; d < rankOf(value); ++d)
    if (d != (isBack ? 0 : axis))
      perm.push_back(d);
  perm.insert(perm.begin() + (isBack ? axis : 0), isBack ? 0 : axis);
  return e.transpose(value, perm);
}

/// In operator set 8 all inputs have a batch in front, which the body does not see; a batch of 1 is dropped.
static void scan(Node &node) {
  Emit &e = node.e;
  const ::onnx::GraphProto *graph = node.graph("body");
  if (!graph)
    refuse("its body is missing");
  const bool hasBatch = node.opset < 9;
  const size_t first = hasBatch ? 1 : 0;
  if (hasBatch && node.has(0))
    refuse("its sequence_lens are not supported");
  const size_t scanned = node.needI("num_scan_inputs"), all = node.inputCount() - first;
  if (scanned > all || graph->input_size() != static_cast<int>(all))
    refuse("its body takes " + Twine(graph->input_size()) + " inputs, not " + Twine(all));
  const size_t carried = all - scanned;
  auto input = [&](size_t i) {
    Value value = node.in(first + i);
    if (!hasBatch)
      return value;
    Shape shape = shapeOf(value);
    if (shape.empty() || shape.front() != 1)
      refuse("a batch other than 1 is not supported in operator set 8");
    return e.reshape(value, Shape(ArrayRef<int64_t>(shape).drop_front()));
  };
  Shape axes = node.is("scan_input_axes", Shape(scanned, 0)),
        directions = node.is(hasBatch ? "directions" : "scan_input_directions", Shape(scanned, 0));
  if (axes.size() != scanned || directions.size() != scanned)
    refuse("its scan_input_axes or directions are not as many as its scanned inputs");
  SmallVector<Value> inits, inputs;
  for (size_t i = 0; i < carried; ++i)
    inits.push_back(input(i));
  for (size_t i = 0; i < scanned; ++i) {
    Value value = input(carried + i);
    value = movedAxis(e, value, node.axis(axes[i], rankOf(value)), false);
    inputs.push_back(directions[i] ? e.flip(value, 0) : value);
  }
  if (inputs.empty())
    refuse("it scans nothing");
  const int64_t length = shapeOf(inputs.front()).front();
  SmallVector<Type> types;
  for (Value init : inits)
    types.push_back(init.getType());
  for (Value value : inputs) {
    if (shapeOf(value).front() != length)
      refuse("its scanned inputs have " + nn::sizeText(length) + " and " +
             nn::sizeText(shapeOf(value).front()) + " steps");
    types.push_back(nn::ScanOp::sliceType(typeOf(value), 0));
  }
  OpenBody open(node.scope, types, e.location);
  std::vector<Ref> arguments;
  for (unsigned i = 0; i < types.size(); ++i)
    arguments.push_back(itemOf(open.argument(i)));
  SmallVector<Value> yields;
  for (const Ref &item : open.import(*graph, arguments))
    yields.push_back(open.valueOf(item));
  open.yield(yields);
  auto op = nn::ScanOp::create(e.builder, e.location, inits, inputs, open.body.captures, 0, length, false,
                               std::move(open.region));
  checkMade(op);
  if (op->getNumResults() < carried)
    refuse("its body has too few outputs");
  const size_t stacked = op->getNumResults() - carried;
  Shape outAxes = node.is("scan_output_axes", Shape(stacked, 0)),
        outDirections = node.is("scan_output_directions", Shape(stacked, 0));
  for (unsigned i = 0; i < op->getNumResults(); ++i) {
    Value result = op->getResult(i);
    if (i >= carried) {
      if (outDirections[i - carried])
        result = e.flip(result, 0);
      result = movedAxis(e, result, node.axis(outAxes[i - carried], rankOf(result)), true);
    }
    if (hasBatch) {
      Shape shape = shapeOf(result);
      shape.insert(shape.begin(), 1);
      result = e.reshape(result, shape);
    }
    node.set(i, result);
  }
}

ArrayRef<Rule> controlRules() {
  static const Rule rules[] = {
      {"If", 1, newest, emitIf, "a condition that is computed needs branches of one type"},
      {"Loop", 1, newest, loop, "stacked outputs need a constant number of steps"},
      {"Scan", 8, 8, scan, "with a batch of 1"},
      {"Scan", 9, newest, scan},
  };
  return rules;
}

} // namespace dlc::importer
