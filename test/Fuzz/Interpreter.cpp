#include "Interpreter.h"
#include "Operators.h"

namespace dlc::fuzz {

using Z = std::int64_t;

void standIn(const Op &derivative, std::vector<Array> &values) {
  const std::size_t first = derivative.name == "jvp" ? 0 : 1;
  const auto shapeOf = [&](std::size_t operand) -> const Shape & {
    return values[static_cast<std::size_t>(derivative.operands[operand])].shape;
  };
  const std::size_t moving = (derivative.operands.size() - derivative.carried) / 2;
  for (std::size_t i = derivative.carried; derivative.name == "jvp" && i < derivative.carried + moving; ++i)
    require(shapeOf(i) == shapeOf(i + moving));
  for (std::size_t i = 0; i < derivative.results.size(); ++i)
    values[static_cast<std::size_t>(derivative.results[i])] =
        values[static_cast<std::size_t>(derivative.operands[first + i])];
}

int derivativesIn(const Module &module, const Function &function) {
  int found = 0;
  eachOp(function.ops, [&](const Op &op) {
    found += isDerivative(op);
    if (op.name == "call")
      found += derivativesIn(module, *module.find(op.prefix.substr(1)));
  });
  return found;
}

static Array stored(Array array) {
  for (Scalar &x : array.data)
    x = Arithmetic::current().store(x, array.element);
  return array;
}

std::vector<Array> Interpreter::call(const Function &function, std::vector<Array> arguments) {
  std::vector<Array> values(function.types.size());
  const std::int64_t around = batch;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (function.types[static_cast<std::size_t>(function.arguments[i])].isBatched())
      batch = arguments[i].shape[0];
    Array &value = values[static_cast<std::size_t>(function.arguments[i])];
    value = stored(std::move(arguments[i]));
    if (depth == 0 && function.arguments[i] == nudged.value)
      value[nudged.element].value += nudged.by;
  }
  ++depth;
  for (const Op &op : function.ops) {
    run(function, op, values);
    for (ValueId result : op.results)
      if (depth == 1 && result == nudged.value)
        values[static_cast<std::size_t>(result)][nudged.element].value += nudged.by;
  }
  --depth;
  batch = around;
  std::vector<Array> results;
  for (ValueId value : function.returns)
    results.push_back(values[static_cast<std::size_t>(value)]);
  return results;
}

void Interpreter::runAll(const Function &function, const std::vector<Op> &ops, std::vector<Array> &values) {
  for (const Op &op : ops)
    run(function, op, values);
}

void Interpreter::run(const Function &function, const Op &op, std::vector<Array> &values) {
  if (op.name == "scan")
    return scan(function, op, values);
  if (op.name == "if") {
    const Array &condition = values[static_cast<std::size_t>(op.operands[0])];
    require(condition.rank() == 0);
    return choose(function, op, condition[0].value != 0 ? 0 : 1, values);
  }
  if (op.name == "training") // the functions that are compared do not train
    return choose(function, op, 1, values);
  if (op.name == "loop")
    return loop(function, op, values);
  if (op.name == "gradient")
    return gradient(op, values);
  if (op.name == "jvp")
    return forwardDerivative(op, values);
  Results results = resultsOf(op, values);
  require(results.size() == op.results.size());
  for (std::size_t i = 0; i < results.size(); ++i)
    values[static_cast<std::size_t>(op.results[i])] = std::move(results[i]);
}

std::vector<Array> Interpreter::resultsOf(const Op &op, const std::vector<Array> &values) {
  auto value = [&](ValueId id) -> const Array & { return values[static_cast<std::size_t>(id)]; };
  Results results;
  if (op.name == "constant") {
    results.emplace_back(op.declared.element, op.declared.shape, op.literal.size() == 1 ? op.literal[0] : 0);
    if (op.literal.size() > 1)
      results[0].data.assign(op.literal.begin(), op.literal.end());
    require(results[0].size() == elementCount(op.declared.shape));
  } else if (op.name == "read") {
    results.push_back(stored(state.at(op.prefix.substr(1))));
    readValues.emplace_back(op.prefix.substr(1), results[0]);
  } else if (op.name == "assign") {
    Array now = value(op.operands[0]);
    require(now.shape == state.at(op.prefix.substr(1)).shape);
    for (Scalar &x : now.data)
      x = constant(x);
    state[op.prefix.substr(1)] = std::move(now);
  } else if (op.name == "call") {
    std::vector<Array> arguments;
    for (ValueId id : op.operands)
      arguments.push_back(value(id));
    results = call(*module.find(op.prefix.substr(1)), std::move(arguments));
  } else {
    Operands operands;
    for (ValueId id : op.operands)
      operands.push_back(&value(id));
    const bool hasOperand = !operands.empty() && op.name != "cast";
    Arithmetic::current().computeIn(op.name == "where" && operands.size() > 1 ? operands[1]->element
                                    : hasOperand                              ? operands[0]->element
                                                                              : op.declared.element);
    results = operators().at(op.name).evaluate(op, operands, batch);
  }
  for (Array &result : results)
    result = stored(std::move(result));
  return results;
}

// Slices are cut, and stacks made, along the axis, or behind a slice's last dimension where it has fewer.
static Array sliceOf(const Array &stack, Z axis, Z step) {
  require(axis < stack.rank());
  Shape shape = stack.shape;
  shape.erase(shape.begin() + axis);
  Array result(stack.element, shape);
  Z next = 0;
  each(shape, [&](Index i) {
    i.insert(i.begin() + axis, step);
    result[next++] = at(stack, i);
  });
  return result;
}
static Array stackOf(const std::vector<Array> &slices, Z axis, DType element, const Shape &sliceShape) {
  Shape shape = sliceShape;
  axis = std::min<Z>(axis, static_cast<Z>(shape.size()));
  shape.insert(shape.begin() + axis, static_cast<Z>(slices.size()));
  Array result(element, shape);
  Z next = 0;
  each(shape, [&](Index i) {
    const Array &slice = slices[static_cast<std::size_t>(i[static_cast<std::size_t>(axis)])];
    i.erase(i.begin() + axis);
    result[next++] = at(slice, i);
  });
  return result;
}

void Interpreter::scan(const Function &function, const Op &op, std::vector<Array> &values) {
  auto value = [&](ValueId id) -> Array & { return values[static_cast<std::size_t>(id)]; };
  const Region &body = op.regions[0];
  const Z axis = op.integer("axis", 0);
  Z length = op.integer("length", -1);
  std::vector<Array> carried;
  for (std::size_t i = 0; i < op.carried; ++i)
    carried.push_back(value(op.operands[i]));
  for (std::size_t i = 0; i < op.stacked; ++i) {
    const Array &stack = value(op.operands[op.carried + i]);
    const Z place = std::min<Z>(axis, stack.rank() - 1);
    require(place >= 0 && (length < 0 || length == stack.dim(place)));
    length = stack.dim(place);
  }
  require(length >= 1 && length <= 64); // shapes of what no step yields would need rules of their own
  std::vector<std::vector<Array>> stacks(body.yields.size() - op.carried,
                                         std::vector<Array>(static_cast<std::size_t>(length)));
  for (Z step = 0; step < length; ++step) {
    const Z place = op.has("reverse") ? length - 1 - step : step;
    for (std::size_t i = 0; i < op.carried; ++i)
      value(body.arguments[i]) = carried[i];
    for (std::size_t i = 0; i < op.stacked; ++i) {
      const Array &stack = value(op.operands[op.carried + i]);
      value(body.arguments[op.carried + i]) =
          stored(sliceOf(stack, std::min<Z>(axis, stack.rank() - 1), place));
    }
    for (std::size_t i = op.carried + op.stacked; i < op.operands.size(); ++i)
      value(body.arguments[i]) = value(op.operands[i]);
    runAll(function, body.ops, values);
    for (std::size_t i = 0; i < body.yields.size(); ++i) {
      if (i >= op.carried) {
        stacks[i - op.carried][static_cast<std::size_t>(place)] = value(body.yields[i]);
        continue;
      }
      const Array next = value(body.yields[i]);
      require(next.shape == carried[i].shape && next.element == carried[i].element);
      carried[i] = next;
    }
  }
  for (std::size_t i = 0; i < op.results.size(); ++i)
    value(op.results[i]) =
        stored(i < op.carried ? carried[i]
                              : stackOf(stacks[i - op.carried], axis, stacks[i - op.carried][0].element,
                                        stacks[i - op.carried][0].shape));
}

void Interpreter::choose(const Function &function, const Op &op, std::size_t taken,
                         std::vector<Array> &values) {
  auto value = [&](ValueId id) -> Array & { return values[static_cast<std::size_t>(id)]; };
  std::vector<Array> results;
  // The other region runs too, and first: its types must be the same.
  for (std::size_t r : {1 - taken, taken}) {
    const Region &body = op.regions[r];
    for (std::size_t i = 0; i < body.arguments.size(); ++i)
      value(body.arguments[i]) = value(op.operands[op.conditions + i]);
    runAll(function, body.ops, values);
    for (std::size_t i = 0; i < body.yields.size(); ++i) {
      const Array result = value(body.yields[i]);
      require(results.size() < body.yields.size() ||
              (results[i].shape == result.shape && results[i].element == result.element));
      if (results.size() < body.yields.size())
        results.push_back(result);
      else
        results[i] = result;
    }
  }
  for (std::size_t i = 0; i < results.size(); ++i)
    value(op.results[i]) = stored(results[i]);
}

void Interpreter::loop(const Function &function, const Op &op, std::vector<Array> &values) {
  auto value = [&](ValueId id) -> Array & { return values[static_cast<std::size_t>(id)]; };
  const Region &body = op.regions[0];
  bool goesOn = !op.conditions || value(op.operands[0])[0].value != 0;
  std::vector<Array> carried;
  for (std::size_t i = 0; i < op.carried; ++i)
    carried.push_back(value(op.operands[op.conditions + i]));
  for (Z step = 0; step < op.integer("to", 0); ++step) {
    if (!goesOn)
      break;
    value(body.arguments[0]) = Array(DType::i64, {}, static_cast<double>(step));
    for (std::size_t i = 0; i < op.carried; ++i)
      value(body.arguments[1 + i]) = carried[i];
    for (std::size_t i = op.conditions + op.carried; i < op.operands.size(); ++i)
      value(body.arguments[1 + i - op.conditions]) = value(op.operands[i]);
    runAll(function, body.ops, values);
    if (op.conditions)
      goesOn = value(body.yields[0])[0].value != 0;
    for (std::size_t i = 0; i < op.carried; ++i) {
      const Array next = value(body.yields[op.conditions + i]);
      require(next.shape == carried[i].shape);
      carried[i] = next;
    }
  }
  for (std::size_t i = 0; i < op.carried; ++i)
    value(op.results[i]) = stored(carried[i]);
}

void Interpreter::gradient(const Op &op, std::vector<Array> &values) {
  const Array &loss = values[static_cast<std::size_t>(op.operands[0])];
  require(loss.rank() == 0);
  Arithmetic &arithmetic = Arithmetic::current();
  arithmetic.computeIn(loss.element);
  std::vector<Scalar> adjoints;
  if (isTwice)
    adjoints = arithmetic.differentiateOnTape(loss[0]);
  else
    adjoints = arithmetic.differentiate(loss[0]);
  for (std::size_t i = 1; i < op.operands.size(); ++i) {
    Array result = values[static_cast<std::size_t>(op.operands[i])];
    for (Scalar &x : result.data)
      x = x.node < 0 ? Scalar() : adjoints[static_cast<std::size_t>(x.node)];
    values[static_cast<std::size_t>(op.results[i - 1])] = stored(std::move(result));
  }
}

// Operands: values, then what moves, then as many directions.
void Interpreter::forwardDerivative(const Op &op, std::vector<Array> &values) {
  auto value = [&](std::size_t operand) -> const Array & {
    return values[static_cast<std::size_t>(op.operands[operand])];
  };
  const std::size_t moving = (op.operands.size() - op.carried) / 2;
  std::map<std::int32_t, Scalar> directions;
  for (std::size_t i = 0; i < moving; ++i) {
    const Array &from = value(op.results.size() + i), &along = value(op.results.size() + moving + i);
    require(from.shape == along.shape && from.element == along.element);
    for (std::int64_t e = 0; e < from.size(); ++e)
      directions[from[e].node] = isTwice ? along[e] : constant(along[e]);
  }
  Arithmetic &arithmetic = Arithmetic::current();
  arithmetic.computeIn(value(0).element);
  const std::vector<Scalar> speeds = arithmetic.moveOnTape(directions);
  for (std::size_t i = 0; i < op.results.size(); ++i) {
    Array result = value(i);
    for (Scalar &x : result.data)
      x = x.node < 0 ? Scalar() : speeds[static_cast<std::size_t>(x.node)];
    values[static_cast<std::size_t>(op.results[i])] = stored(std::move(result));
  }
}

} // namespace dlc::fuzz
