#include "Import/Bodies.h"

#include "Import/Node.h"

#include "mlir/IR/Verifier.h"

using namespace mlir;

namespace dlc::importer {

static std::unique_ptr<Region> regionOf(ArrayRef<Type> arguments, Location location) {
  auto region = std::make_unique<Region>();
  Block &block = region->emplaceBlock();
  for (Type type : arguments)
    block.addArgument(type, location);
  return region;
}

OpenBody::OpenBody(Scope &outer, ArrayRef<Type> arguments, Location location)
    : region(regionOf(arguments, location)), location(location),
      body(outer.session.context, region->front(), &outer.body),
      scope(outer.session, body, &outer, outer.opsets) {
  scope.attributes = outer.attributes;
}

std::vector<Ref> OpenBody::import(const ::onnx::GraphProto &graph, ArrayRef<Ref> inputs) {
  std::vector<Ref> outputs;
  importGraphInto(scope, graph, inputs, outputs);
  return outputs;
}

void OpenBody::yield(ValueRange values) {
  OpBuilder builder(body.context);
  builder.setInsertionPointToEnd(&body.block);
  nn::YieldOp::create(builder, location, values);
}

void checkMade(Operation *op) {
  std::string message;
  ScopedDiagnosticHandler handler(op->getContext(), [&](Diagnostic &diagnostic) {
    message += (message.empty() ? "" : "; ") + diagnostic.str();
  });
  if (succeeded(verify(op)))
    return;
  op->erase();
  refuse(message);
}

Operation *makeScan(Scope &scope, Emit &emit, ValueRange inits, ValueRange inputs, int64_t length,
                    llvm::function_ref<SmallVector<Value>(Emit &, ArrayRef<Value>)> write) {
  SmallVector<Type> types;
  for (Value init : inits)
    types.push_back(init.getType());
  for (Value input : inputs) {
    if (rankOf(input) < 1 || shapeOf(input)[0] != length)
      refuse("it takes " + Twine(length) + " steps, and an input " + nn::shapeText(shapeOf(input)));
    types.push_back(nn::ScanOp::sliceType(typeOf(input), 0));
  }
  OpenBody open(scope, types, emit.location);
  OpBuilder builder(emit.context());
  Emit inner = emitInto(open.scope, builder, emit.location);
  SmallVector<Value> arguments(open.body.block.getArguments().begin(), open.body.block.getArguments().end());
  SmallVector<Value> results;
  for (Value value : write(inner, arguments))
    results.push_back(open.body.local(value));
  open.yield(results);
  SmallVector<Value> localInits, localInputs;
  for (Value init : inits)
    localInits.push_back(emit.capture(init));
  for (Value input : inputs)
    localInputs.push_back(emit.capture(input));
  auto scan =
      nn::ScanOp::create(emit.builder, emit.location, localInits, localInputs, open.body.captures, 0, length,
                         /*reverse=*/false, std::move(open.region));
  checkMade(scan);
  return scan;
}

} // namespace dlc::importer
