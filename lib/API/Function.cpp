// dlc::Function, the part that every op goes through: emitting, naming, variables, calls.
#include "API/BuilderImpl.h"
#include "API/GraphImpl.h"
#include "NN/NNCalls.h"
#include "NN/NNElementTypes.h"
#include "NN/NNSizeList.h"
#include "Train/VariableUses.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;

namespace dlc {

//===-- Values --------------------------------------------------------------------------------------===//

static mlir::Value handle(const void *pointer) { return mlir::Value::getFromOpaquePointer(pointer); }

DType Value::dtype() const { return tensorInfo("", handle(value).getType()).dtype; }
Shape Value::shape() const { return tensorInfo("", handle(value).getType()).shape; }

const Value &Value::named(std::string name) const {
  checkName("a value's name", name, /*allowDots=*/true);
  mlir::Value inner = handle(value);
  if (isa<BlockArgument>(inner) && isa<nn::FuncOp>(inner.getParentBlock()->getParentOp()))
    throw Error("an input keeps its name; '" + name + "' was asked for it");
  owner->impl->named.insert(inner);
  owner->impl->graph->annotations.names[inner] = std::move(name);
  return *this;
}

//===-- Emitting ------------------------------------------------------------------------------------===//

Function::Function(std::unique_ptr<Impl> implementation) : impl(std::move(implementation)) {
  impl->self = this;
}
Function::~Function() = default;

std::string Function::Impl::where() const {
  return graph->name + ", @" + nn::FuncOp(function).getSymName().str() +
         (layer.empty() ? "" : ", layer '" + layer + "'");
}

void Function::Impl::fail(const std::string &message) const { throw Error(where() + ": " + message); }

mlir::Value Function::Impl::unwrap(Value value) const {
  if (&value.function() != self)
    fail("was given a value of @" + value.function().impl->function.getSymName().str() +
         "; values pass from function to function by call()");
  mlir::Value inner = handle(value.value);
  Region *here = region ? region : &const_cast<nn::FuncOp &>(function).getBody();
  Region *of = inner.getParentRegion();
  if (!of || !of->isAncestor(here))
    fail("was given a value of a region that is complete; what it returns is passed on");
  return inner;
}

SmallVector<mlir::Value> Function::Impl::unwrap(const Values &values) const {
  return llvm::map_to_vector(values, [&](Value value) { return unwrap(value); });
}

std::string Function::Impl::nameOf(mlir::Value value) const {
  if (auto known = graph->annotations.names.find(value); known != graph->annotations.names.end())
    return known->second;
  if (auto argument = dyn_cast<BlockArgument>(value); argument && argument.getOwner()->isEntryBlock())
    if (auto of = dyn_cast<nn::FuncOp>(argument.getOwner()->getParentOp()))
      return of.getArgName(argument.getArgNumber()).str();
  return "value";
}

RankedTensorType Function::Impl::tensorType(DType dtype, const Shape &shape) const {
  SmallVector<int64_t> sizes;
  for (int64_t size : shape) {
    const std::optional<int64_t> symbolic = size < 0 ? nn::parseSize(sizeText(size), &graph->context) : size;
    if (!symbolic || (size < 0 && !nn::isSymbolic(*symbolic)))
      fail("the shape " + toString(shape) +
           " has a negative size; what a call gives is dlc::batch, or "
           "dlc::size(\"name\")");
    sizes.push_back(*symbolic);
  }
  return nn::SizedTensorType::get(sizes, nn::elementType(&graph->context, dtype));
}

OpBuilder Function::Impl::builder() const {
  return OpBuilder::atBlockEnd(region ? &region->front()
                                      : &const_cast<nn::FuncOp &>(function).getBody().front());
}

NamedAttribute Function::Impl::attribute(StringRef name, Attribute value) const {
  return NamedAttribute(StringAttr::get(&graph->context, name), value);
}
NamedAttribute Function::Impl::integers(StringRef name, ArrayRef<int64_t> values) const {
  return attribute(name, DenseI64ArrayAttr::get(&graph->context, values));
}

NamedAttribute Function::Impl::integer(StringRef name, int64_t value) const {
  return attribute(name, OpBuilder(&graph->context).getI64IntegerAttr(value));
}
NamedAttribute Function::Impl::real(StringRef name, double value) const {
  return attribute(name, OpBuilder(&graph->context).getF64FloatAttr(value));
}
NamedAttribute Function::Impl::unit(StringRef name) const {
  return attribute(name, UnitAttr::get(&graph->context));
}

Value Function::Impl::wrapNamed(Operation *op, unsigned result, const std::string &name) {
  graph->annotations.names[op->getResult(result)] = name;
  return wrap(op->getResult(result));
}

Operation *Function::Impl::emit(StringRef name, ValueRange operands, ArrayRef<NamedAttribute> attributes,
                                std::optional<ArrayRef<Type>> types) {
  MLIRContext *context = &graph->context;
  std::string message;
  ScopedDiagnosticHandler handler(
      context, [&](Diagnostic &diagnostic) { message += (message.empty() ? "" : "; ") + diagnostic.str(); });
  OpBuilder at = builder();
  OperationState state(at.getUnknownLoc(), name, operands, types.value_or(ArrayRef<Type>()), attributes);
  if (!types) {
    auto *inference = RegisteredOperationName::lookup(name, context)->getInterface<InferTypeOpInterface>();
    SmallVector<Type> inferred;
    if (failed(inference->inferReturnTypes(context, state.location, operands,
                                           at.getDictionaryAttr(attributes),
                                           /*properties=*/nullptr, {}, inferred)))
      fail(message);
    state.addTypes(inferred);
  }
  Operation *op = at.create(state);
  if (failed(verify(op, /*verifyRecursively=*/false))) {
    op->erase();
    fail(message);
  }
  if (!nextComment.empty())
    graph->annotations.comments[op] = std::exchange(nextComment, {});
  return op;
}

Value Function::Impl::value(StringRef name, ValueRange operands, ArrayRef<NamedAttribute> attributes,
                            std::optional<Type> type) {
  Operation *op = emit(("nn." + name).str(), operands, attributes,
                       type ? std::optional<ArrayRef<Type>>(*type) : std::nullopt);
  mlir::Value result = op->getResult(0);
  std::string shortName = name == "max_pool" ? "pool" : name.str();
  auto from = operands.size() == 1 ? layers.find(operands[0]) : layers.end();
  if (from == layers.end()) {
    graph->annotations.names[result] = shortName;
  } else {
    std::string owner = from->second;
    graph->annotations.names[result] = owner + "." + shortName;
    layers[result] = owner;
  }
  return wrap(result);
}

Value Function::Impl::ofLayer(Value value, const std::string &name) {
  mlir::Value inner = unwrap(value);
  graph->annotations.names[inner] = name;
  layers[inner] = name;
  return value;
}

//===-- Inputs, outputs, comments -------------------------------------------------------------------===//

Value Function::input(std::string name, DType dtype, Shape shape) {
  checkName(impl->where() + ": the input", name, /*allowDots=*/false);
  for (StringAttr known : impl->function.getArgNames().getAsRange<StringAttr>())
    if (known.getValue() == name)
      impl->fail("has two inputs named '" + name + "'");
  SmallVector<Attribute> names(impl->function.getArgNames().getValue());
  names.push_back(StringAttr::get(&impl->graph->context, name));
  RankedTensorType type = impl->tensorType(dtype, shape);
  mlir::Value argument = impl->function.getBody().addArgument(type, impl->function.getLoc());
  impl->function.setArgNamesAttr(ArrayAttr::get(&impl->graph->context, names));
  impl->finish(); // the type of the function is that of its arguments
  return impl->wrap(argument);
}

void Function::output(std::string name, Value value) {
  checkName(impl->where() + ": the output", name, /*allowDots=*/false);
  if (impl->region)
    impl->fail("names the output '" + name + "' within a region; a region returns its values");
  if (llvm::is_contained(impl->outputNames, name))
    impl->fail("has two outputs named '" + name + "'");
  mlir::Value inner = impl->unwrap(value);
  if (!isa<BlockArgument>(inner) && !impl->named.contains(inner))
    value.named(name);
  impl->outputNames.push_back(std::move(name));
  impl->outputs.push_back(inner);
}

void Function::comment(std::string text) { impl->nextComment = std::move(text); }

void Function::Impl::finish() {
  MLIRContext *context = &graph->context;
  function.setFunctionType(FunctionType::get(context, function.getBody().getArgumentTypes(),
                                             llvm::to_vector(ValueRange(outputs).getTypes())));
  function.setResultNamesAttr(
      mlir::Builder(context).getStrArrayAttr(llvm::to_vector_of<StringRef>(outputNames)));
}

//===-- Variables -----------------------------------------------------------------------------------===//

mlir::Value Function::Impl::read(const std::string &name, RankedTensorType type,
                                 const Initializer &initializer, VariableRole role) {
  return currentValue(graph->variable(where(), name, type, initializer, role));
}

mlir::Value Function::Impl::currentValue(nn::VariableOp variable) {
  const std::string name = variable.getSymName().str();
  mlir::Value &value = current[name];
  if (!value) {
    value = emit("nn.read", {}, attribute("variable", FlatSymbolRefAttr::get(&graph->context, name)),
                 variable.getType())
                ->getResult(0);
    graph->annotations.names[value] = name;
  }
  return value;
}

void Function::Impl::assign(const std::string &name, mlir::Value value) {
  nn::VariableOp known = graph->findVariable(name);
  if (!known)
    fail("assigns to '@" + name + "', which is no variable of the network; make it with variable() first");
  if (known.getType() != value.getType())
    fail("assigns " + typeText(value.getType()) + " to '@" + name + "', which is " +
         typeText(known.getType()));
  emit("nn.assign", value, attribute("variable", FlatSymbolRefAttr::get(&graph->context, name)),
       ArrayRef<Type>());
  current.erase(name); // the next read sees the new value
}

Value Function::variable(const std::string &name, DType dtype, Shape shape, const Initializer &initializer,
                         VariableRole role) {
  return impl->wrap(impl->read(name, impl->tensorType(dtype, shape), initializer, role));
}

void Function::assign(const std::string &name, Value value) { impl->assign(name, impl->unwrap(value)); }

//===-- Regions -------------------------------------------------------------------------------------===//

Operation *Function::Impl::body() const {
  for (Region *around = region; around; around = around->getParentRegion())
    if (isa<nn::ScanOp, nn::LoopOp, nn::IfOp>(around->getParentOp()))
      return around->getParentOp();
  return nullptr;
}

void Function::Impl::discard(Operation *op) {
  op->remove();
  discarded.push_back(op);
}

//===-- Calls ---------------------------------------------------------------------------------------===//

std::vector<Value> Function::call(const std::string &name, const std::vector<Value> &arguments) {
  Function *callee = impl->graph->find(name);
  if (!callee || callee == this)
    impl->fail("calls '@" + name + "', " + (callee ? "itself" : "which the network does not have"));
  const VariableUses uses = usesOf(callee->impl->function);
  if (callee->impl->outputs.empty() && uses.assigned.empty())
    impl->fail("calls '@" + name + "', which has no output yet; complete it first");
  callee->impl->finish();
  SmallVector<mlir::Value> operands = impl->unwrap(arguments);
  nn::FuncOp function = callee->impl->function;
  if (Operation *body = impl->body(); body && !uses.assigned.empty())
    impl->fail("calls '@" + name + "', which assigns '@" + uses.assigned.begin()->getKey().str() +
               "', in the body of " + body->getName().getStringRef().str() +
               "; write its ops in the body, by a C++ function that takes the Function");
  if (operands.size() != function.getArgumentTypes().size())
    impl->fail("calls '@" + name + "' with " + std::to_string(operands.size()) + " arguments, but it takes " +
               std::to_string(function.getArgumentTypes().size()));
  const TypeRange given = ValueRange(operands).getTypes();
  const std::optional<SmallVector<Type>> types = nn::resultTypesOfCall(function, given);
  if (!types) {
    std::string taken;
    for (auto [i, type] : llvm::enumerate(function.getArgumentTypes()))
      taken += (i ? ", " : "") + toString(tensorInfo(function.getArgName(i), type));
    impl->fail("calls '@" + name + "' with (" + typesText(given) + ") for (" + taken + ")");
  }
  Operation *op =
      impl->emit("nn.call", operands,
                 impl->attribute("callee", FlatSymbolRefAttr::get(&impl->graph->context, name)), *types);
  for (StringRef assigned : uses.assigned.keys())
    impl->current.erase(assigned.str()); // the next read sees the new value
  std::vector<Value> results;
  for (auto [i, result] : llvm::enumerate(op->getResults())) {
    impl->graph->annotations.names[result] = callee->impl->outputNames[i];
    results.push_back(impl->wrap(result));
  }
  return results;
}

} // namespace dlc
