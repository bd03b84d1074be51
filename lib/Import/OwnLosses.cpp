// Losses that someone has written: as a function in a text, or as one of the ONNX file. They take outputs and
// inputs of the network by name; all else that they take becomes an input of the function `loss`.
#include "Import/LossFunction.h"
#include "Import/Losses.h"
#include "Import/Scope.h"

#include "onnx/onnx.pb.h"

#include "llvm/ADT/ScopeExit.h"

using namespace mlir;

namespace dlc::importer {

static std::string textOf(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

/// Which of the parameters takes the first output: none if one has the name of an output; else the first.
template <typename Names> static std::optional<size_t> unnamedOutput(LossFunction &loss, const Names &names) {
  for (const auto &output : loss.function.getResultNames().template getAsRange<StringAttr>())
    if (llvm::is_contained(names, output.getValue()))
      return std::nullopt;
  if (names.empty() || loss.outputs.empty())
    refuse("the loss takes no output of the network");
  return 0;
}

//===-- Texts ---------------------------------------------------------------------------------------===//

void addLossOf(nn::FuncOp predict, ModuleOp text, llvm::DenseMap<Value, std::string> &names) {
  auto written = text.lookupSymbol<nn::FuncOp>("loss");
  if (!written)
    refuse("the text of the loss has no function @loss");
  auto module = predict->getParentOfType<ModuleOp>();
  for (Operation &op : llvm::make_early_inc_range(*text.getBody())) {
    if (&op == written)
      continue;
    auto symbol = cast<SymbolOpInterface>(op);
    if (module.lookupSymbol(symbol.getName()))
      refuse("the text of the loss has '@" + symbol.getName() + "', and so has the network");
    op.moveBefore(predict);
  }
  LossFunction loss(predict, names);
  SmallVector<StringRef> parameters = llvm::to_vector(llvm::map_range(
      written.getArgNames().getAsRange<StringAttr>(), [](StringAttr name) { return name.getValue(); }));
  const std::optional<size_t> unnamed = unnamedOutput(loss, parameters);
  IRMapping mapping;
  for (auto [i, parameter, argument] : llvm::enumerate(parameters, written.getBody().getArguments())) {
    Value value = unnamed == i ? loss.outputs.front() : loss.find(parameter);
    if (!value)
      value = loss.addInput(parameter, argument.getType());
    else if (value.getType() != argument.getType())
      refuse("the loss takes '" + parameter + "' as " + textOf(argument.getType()) +
             ", and in the network it is " + textOf(value.getType()));
    mapping.map(argument, value);
  }
  for (Operation &op : written.getBody().front().without_terminator())
    loss.builder.clone(op, mapping);
  SmallVector<Value> results;
  for (Value result : written.getBody().front().getTerminator()->getOperands())
    results.push_back(mapping.lookup(result));
  std::vector<std::string> resultNames;
  for (auto name : written.getResultNames().getAsRange<StringAttr>())
    resultNames.push_back(name.str());
  loss.finish(results, resultNames);
}

//===-- Functions of the file -----------------------------------------------------------------------===//

const ::onnx::FunctionProto *lossFunctionNamed(const Session &session, StringRef name) {
  for (const auto &[key, function] : session.functions)
    if (name == function->name() || name == function->domain() + "." + function->name())
      return function;
  return nullptr;
}

/// Labels of classes, by their name, or something like the first output.
static Value addTarget(LossFunction &loss, StringRef name) {
  nn::SizedTensorType like = typeOf(loss.outputs.front());
  if (name != "label" && name != "labels")
    return loss.addInput(name, like);
  if (like.getRank() == 0)
    refuse("the loss takes labels, and the network's output has no batch");
  return loss.addInput(
      name, nn::SizedTensorType::get({like.getShape().front()}, IntegerType::get(like.getContext(), 64)));
}

void addLossFunction(nn::FuncOp predict, Session &session, const std::map<std::string, int64_t> &opsets,
                     const ::onnx::FunctionProto &function, llvm::DenseMap<Value, std::string> &names) {
  LossFunction loss(predict, names);
  Body body(session.context, loss.function.getBody().front(), nullptr);
  // Constants of a loss are not weights, and sizes are those of its own arguments.
  const bool trains = std::exchange(session.trains, false);
  Body *top = std::exchange(session.top, &body);
  auto anchors = session.anchors;
  for (auto &[size, anchor] : session.anchors)
    anchor.first = loss.mapping.lookup(anchor.first);
  auto restore = llvm::scope_exit([&] {
    session.trains = trains;
    session.top = top;
    session.anchors = anchors;
  });
  Scope scope(session, body, nullptr, opsets);
  ::onnx::NodeProto call;
  call.set_name("loss");
  call.set_op_type(function.name());
  call.set_domain(function.domain());
  const std::vector<StringRef> parameters(function.input().begin(), function.input().end());
  const std::optional<size_t> unnamed = unnamedOutput(loss, parameters);
  for (auto [i, parameter] : llvm::enumerate(parameters)) {
    Value value = unnamed == i ? loss.outputs.front() : loss.find(parameter);
    scope.define(parameter.str(), itemOf(value ? value : addTarget(loss, parameter)));
    call.add_input(parameter.str());
  }
  // Names of the call: those of the function may be those of its inputs.
  for (int i = 0; i < function.output_size(); ++i)
    call.add_output("loss.result" + std::to_string(i));
  scope.importNode(call);
  if (!session.problems.empty())
    return;
  SmallVector<Value> results;
  std::vector<std::string> resultNames;
  UniqueNames unique;
  for (int i = 0; i < function.output_size(); ++i) {
    Value result = scope.valueOf(*scope.find(call.output(i)), loss.function.getLoc());
    if (i == 0 && (!isFloat(result) || llvm::any_of(shapeOf(result), [](int64_t size) { return size != 1; })))
      refuse("the first output of the loss '" + function.name() + "' is no number but " +
             textOf(result.getType()));
    results.push_back(i == 0 ? loss.emit.reshape(result, {}) : result);
    resultNames.push_back(unique.take(i == 0 ? "loss" : function.output(i)));
  }
  loss.finish(results, resultNames);
}

} // namespace dlc::importer
