// The train dialect: registration and verification.
#include "Train/Train.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::train;

#include "Train/TrainDialect.cpp.inc"

#include "Train/TrainInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "Train/TrainAttributes.cpp.inc"

// Types stand in front of the optimizer, because a colon behind an attribute belongs to the attribute.
static RankedTensorType presetScalar(Builder builder) {
  return RankedTensorType::get({}, builder.getF32Type());
}

// `: type, type`, or nothing for tensor<f32> twice.
static ParseResult parseScalarTypes(OpAsmParser &parser, Type &loss, Type &rate) {
  loss = rate = presetScalar(parser.getBuilder());
  if (failed(parser.parseOptionalColon()))
    return success();
  return failure(parser.parseType(loss) || parser.parseComma() || parser.parseType(rate));
}

static void printScalarTypes(OpAsmPrinter &printer, Operation *op, Type loss, Type rate) {
  Type preset = presetScalar(Builder(op->getContext()));
  if (loss != preset || rate != preset)
    printer << " : " << loss << ", " << rate;
}

// `: type`, and `, type` where the learning rate is no tensor<f32>.
static ParseResult parseUpdateTypes(OpAsmParser &parser, Type &gradient, Type &rate) {
  rate = presetScalar(parser.getBuilder());
  if (parser.parseColonType(gradient))
    return failure();
  return succeeded(parser.parseOptionalComma()) ? parser.parseType(rate) : success();
}

static void printUpdateTypes(OpAsmPrinter &printer, Operation *op, Type gradient, Type rate) {
  printer << " : " << gradient;
  if (rate != presetScalar(Builder(op->getContext())))
    printer << ", " << rate;
}

// `(type, …)`; the generated parser would take the parenthesis for the start of a function type.
static ParseResult parseTypeList(OpAsmParser &parser, SmallVectorImpl<Type> &types) {
  return parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren,
                                        [&] { return parser.parseType(types.emplace_back()); });
}

static void printTypeList(OpAsmPrinter &printer, Operation *, TypeRange types) {
  printer << '(' << types << ')';
}

// `(values), (wrt)`; directions have the types of what moves.
static ParseResult parseJvpTypes(OpAsmParser &parser, SmallVectorImpl<Type> &values,
                                 SmallVectorImpl<Type> &wrt, SmallVectorImpl<Type> &directions) {
  if (parseTypeList(parser, values) || parser.parseComma() || parseTypeList(parser, wrt))
    return failure();
  directions.assign(wrt.begin(), wrt.end());
  return success();
}

static void printJvpTypes(OpAsmPrinter &printer, Operation *op, TypeRange values, TypeRange wrt, TypeRange) {
  printTypeList(printer, op, values);
  printer << ", ";
  printTypeList(printer, op, wrt);
}

static ParseResult parseOptimizerAttr(OpAsmParser &parser, Attribute &optimizer) {
  SMLoc place = parser.getCurrentLocation();
  if (parser.parseAttribute(optimizer))
    return failure();
  if (isa<OptimizerInterface>(optimizer))
    return success();
  return parser.emitError(place) << "expected an optimizer, such as #train.adam, got " << optimizer;
}

static ParseResult parseOptimizerOrRecipe(OpAsmParser &parser, Attribute &optimizer) {
  SMLoc place = parser.getCurrentLocation();
  if (parser.parseAttribute(optimizer))
    return failure();
  if (isa<OptimizerInterface, RecipeAttr>(optimizer))
    return success();
  return parser.emitError(place) << "expected an optimizer, such as #train.adam, or a #train.recipe, got "
                                 << optimizer;
}

static void printOptimizerOrRecipe(OpAsmPrinter &printer, Operation *, Attribute optimizer) {
  printer << optimizer;
}

static void printOptimizerAttr(OpAsmPrinter &printer, Operation *, Attribute optimizer) {
  printer << optimizer;
}

// `(@a, @b)`: symbols as one writes them elsewhere, where an array attribute would have brackets.
static ParseResult parseVariables(OpAsmParser &parser, ArrayAttr &variables) {
  SmallVector<Attribute> names;
  auto parseName = [&]() -> ParseResult {
    StringAttr name;
    if (parser.parseSymbolName(name))
      return failure();
    names.push_back(FlatSymbolRefAttr::get(name));
    return success();
  };
  if (parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren, parseName))
    return failure();
  variables = parser.getBuilder().getArrayAttr(names);
  return success();
}

static void printVariables(OpAsmPrinter &printer, Operation *, ArrayAttr variables) {
  printer << '(';
  llvm::interleaveComma(variables, printer);
  printer << ')';
}

#define GET_OP_CLASSES
#include "Train/TrainOps.cpp.inc"

void TrainDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "Train/TrainAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "Train/TrainOps.cpp.inc"
      >();
}

bool train::isScalar(Type type) {
  return nn::isTensorOf(type, nn::ElementClass::Float) && cast<RankedTensorType>(type).getRank() == 0;
}

bool train::isStepCount(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getRank() == 0 && tensor.getElementType().isSignlessInteger(64);
}

//===-- train.independent -------------------------------------------------------------------------------===//

void IndependentOp::build(OpBuilder &builder, OperationState &state, Value input) {
  build(builder, state, input, DistinctAttr::create(builder.getUnitAttr()));
}

//===-- train.gradient ----------------------------------------------------------------------------------===//

LogicalResult GradientOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  llvm::append_range(types, adaptor.getWrt().getTypes());
  return success();
}

static bool isFloat(Type type) { return isa<FloatType>(cast<RankedTensorType>(type).getElementType()); }

LogicalResult GradientOp::verify() {
  RankedTensorType loss = getLoss().getType();
  if (!isFloat(loss) || loss.getRank() != 0)
    return emitOpError() << "loss must be a float tensor of rank 0, but has type " << loss;
  if (getWrt().empty())
    return emitOpError() << "needs at least one value to differentiate the loss of type " << loss
                         << " with respect to, but has none";
  for (auto [i, type] : llvm::enumerate(getWrt().getTypes()))
    if (!isFloat(type))
      return emitOpError() << "wrt value #" << i << " must be a float tensor, but has type " << type;
  return success();
}

//===-- train.jvp ---------------------------------------------------------------------------------------===//

LogicalResult JvpOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  llvm::append_range(types, adaptor.getValues().getTypes());
  return success();
}

LogicalResult JvpOp::verify() {
  if (getValues().empty() || getWrt().empty()) // C1
    return emitOpError() << "needs at least one value and one that moves, but has " << getValues().size()
                         << " and " << getWrt().size();
  for (auto [i, type] : llvm::enumerate(getValues().getTypes()))
    if (!isFloat(type))
      return emitOpError() << "value #" << i << " must be a float tensor, but has type " << type;
  if (getDirections().size() != getWrt().size()) // C2
    return emitOpError() << "needs a direction for each of the " << getWrt().size()
                         << " values that move, but has " << getDirections().size();
  for (auto [i, pair] : llvm::enumerate(llvm::zip_equal(getWrt().getTypes(), getDirections().getTypes()))) {
    auto [type, direction] = pair;
    if (!isFloat(type))
      return emitOpError() << "wrt value #" << i << " must be a float tensor, but has type " << type;
    if (direction != type)
      return emitOpError() << "direction #" << i << " has type " << direction << ", but its wrt value has "
                           << type;
  }
  return success();
}

//===-- train.minimize, train.update --------------------------------------------------------------------===//

// C1 of both.
static FailureOr<nn::VariableOp> trainedVariable(Operation *op, FlatSymbolRefAttr name,
                                                 SymbolTableCollection &symbols) {
  auto variable = symbols.lookupNearestSymbolFrom<nn::VariableOp>(op, name);
  if (!variable)
    return op->emitOpError() << "names '@" << name.getValue() << "', which is no nn.variable of this module";
  auto reject = [&](auto... words) {
    InFlightDiagnostic error = op->emitOpError() << "updates '@" << name.getValue() << "', which is ";
    (error << ... << words);
    error.attachNote(variable.getLoc()) << "the variable is here";
    return error;
  };
  if (variable.getRole() != nn::VariableRole::parameter)
    return reject("no parameter but has the role ", nn::stringifyVariableRole(variable.getRole()));
  if (!nn::isTensorOf(variable.getType(), nn::ElementClass::Float))
    return reject("no float tensor but ", variable.getType());
  return variable;
}

LogicalResult MinimizeOp::verify() { // C2
  if (!getVariables())
    return success();
  if (getVariables()->empty())
    return emitOpError(
        "has an empty list of variables; leave out 'of' for all parameters that the loss is computed from");
  llvm::SmallDenseSet<Attribute> seen;
  for (auto name : getVariables()->getAsRange<FlatSymbolRefAttr>())
    if (!seen.insert(name).second)
      return emitOpError() << "names '@" << name.getValue() << "' twice";
  return success();
}

LogicalResult MinimizeOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (getVariables())
    for (auto name : getVariables()->getAsRange<FlatSymbolRefAttr>())
      if (failed(trainedVariable(*this, name, symbols)))
        return failure();
  return success();
}

LogicalResult UpdateOp::verifySymbolUses(SymbolTableCollection &symbols) {
  FailureOr<nn::VariableOp> variable = trainedVariable(*this, getVariableAttr(), symbols);
  if (failed(variable))
    return failure();
  if (variable->getType() == getGradient().getType()) // C2
    return success();
  InFlightDiagnostic error = emitOpError() << "gradient has type " << getGradient().getType() << ", but '@"
                                           << getVariable() << "' is " << variable->getType();
  error.attachNote(variable->getLoc()) << "the variable is here";
  return error;
}

//===-- train.apply -------------------------------------------------------------------------------------===//

LogicalResult ApplyOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  llvm::append_range(types, adaptor.getWeights().getTypes());
  llvm::append_range(types, adaptor.getStates().getTypes());
  return success();
}

LogicalResult ApplyOp::verify() {
  SmallVector<State> kept = getOptimizer().states();
  size_t weights = getWeights().size(), states = kept.size();
  if (getGradients().size() != weights) // C1
    return emitOpError() << "has " << weights << " weights but " << getGradients().size() << " gradients";
  if (getStates().size() != weights * states) // C2
    return emitOpError() << "has " << weights << " weights, for which " << getOptimizer() << " needs "
                         << weights * states << " states, but has " << getStates().size();
  for (auto [i, weight] : llvm::enumerate(getWeights())) {
    if (auto type = cast<RankedTensorType>(weight.getType()); type != computedType(type)) // C1
      return emitOpError() << "weight #" << i << " is " << type << ", but updates are computed in "
                           << computedType(type);
    if (getGradients()[i].getType() != weight.getType())
      return emitOpError() << "weight #" << i << " is " << weight.getType() << ", but its gradient is "
                           << getGradients()[i].getType();
    for (auto [state, value] : llvm::zip_equal(kept, getStates().slice(i * states, states)))
      if (Type expected = stateType(state, weight.getType()); value.getType() != expected)
        return emitOpError() << "weight #" << i << " is " << weight.getType() << ", for which '" << state.name
                             << "' must be " << expected << ", but it is " << value.getType();
  }
  if (bool(getStep()) != !getOptimizer().stepName().empty()) // C3
    return emitOpError() << "with " << getOptimizer()
                         << (getStep() ? " has a step, which it does not count" : " needs a step");
  return success();
}
