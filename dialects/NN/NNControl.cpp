// Control flow: text and verifiers. What the ops share: parentheses that name what a body takes, and bodies
// that change no state.
#include "NN/NNInference.h"
#include "NN/NNSteps.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

//===-- Shared --------------------------------------------------------------------------------------===//

namespace {
/// What stands in parentheses behind a keyword: names within the body, the values that they stand for.
struct Bindings {
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<OpAsmParser::UnresolvedOperand> operands;
  SmallVector<Type> types;
};
} // namespace

// `keyword(%name = %value : type, …)`, or nothing.
static ParseResult parseBindings(OpAsmParser &parser, StringRef keyword, Bindings &bindings) {
  if (failed(parser.parseOptionalKeyword(keyword)))
    return success();
  return parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren, [&]() -> ParseResult {
    if (parser.parseArgument(bindings.arguments.emplace_back()) || parser.parseEqual() ||
        parser.parseOperand(bindings.operands.emplace_back()) ||
        parser.parseColonType(bindings.types.emplace_back()))
      return failure();
    bindings.arguments.back().type = bindings.types.back();
    return success();
  });
}

static void printBindings(OpAsmPrinter &printer, StringRef keyword, ValueRange arguments,
                          ValueRange operands) {
  if (operands.empty())
    return;
  printer << ' ' << keyword << '(';
  llvm::interleaveComma(llvm::zip_equal(arguments, operands), printer, [&](auto pair) {
    auto [argument, operand] = pair;
    printer << argument << " = " << operand << " : " << operand.getType();
  });
  printer << ')';
}

static ParseResult parseBody(OpAsmParser &parser, Region &region, ArrayRef<Bindings *> bindings) {
  SmallVector<OpAsmParser::Argument> arguments;
  for (Bindings *some : bindings)
    llvm::append_range(arguments, some->arguments);
  return parser.parseRegion(region, arguments, /*enableNameShadowing=*/true);
}

// The operands that a parsed body yields, or an error where it does not end so.
static ParseResult parsedYield(OpAsmParser &parser, SMLoc place, Region &region, YieldOp &yield) {
  if (!region.empty() && !region.front().empty())
    yield = dyn_cast<YieldOp>(region.front().back());
  return yield ? success() : ParseResult(parser.emitError(place, "expected a body that ends with nn.yield"));
}

// C4 of scan, if and loop; C3 of training, whose regions may assign.
static LogicalResult verifyNoEffects(Operation *op, bool mayAssign = false) {
  WalkResult found = op->walk([&](Operation *inner) {
    // A call is inlined before anything looks at effects; of an op with a body, the body is visited too.
    if (isa<CallOp, ReadOp>(inner) || (mayAssign && isa<AssignOp>(inner)) ||
        inner->hasTrait<OpTrait::HasRecursiveMemoryEffects>() || isMemoryEffectFree(inner))
      return WalkResult::advance();
    InFlightDiagnostic error = inner->emitOpError();
    if (auto assign = dyn_cast<AssignOp>(inner))
      error << "assigns '@" << assign.getVariable() << "' inside '" << op->getName()
            << "'; carry or yield the value and assign the result";
    else
      error << "has an effect, but stands inside '" << op->getName() << "', whose bodies only compute values";
    error.attachNote(op->getLoc()) << "the body belongs to this";
    return WalkResult::interrupt();
  });
  return failure(found.wasInterrupted());
}

static LogicalResult verifyTypes(Operation *op, const Twine &what, TypeRange given, TypeRange expected) {
  if (given.size() == expected.size() && llvm::equal(given, expected))
    return success();
  return op->emitOpError() << what << " has types (" << given << "), expected (" << expected << ")";
}

static LogicalResult verifyScalar(Operation *op, Value condition) {
  ArrayRef<int64_t> shape = tensorOf(condition).getShape();
  if (!shape.empty())
    return op->emitOpError("condition must have rank 0, got shape ") << shapeText(shape);
  return success();
}

static YieldOp yieldOf(Region &region) { return dyn_cast<YieldOp>(region.front().getTerminator()); }

static void nameAll(ValueRange values, StringRef name, OpAsmSetValueNameFn setName) {
  for (Value value : values)
    setName(value, name);
}

//===-- nn.scan -------------------------------------------------------------------------------------===//

SizedTensorType ScanOp::stackedType(SizedTensorType slice, int64_t axis, int64_t length) {
  SmallVector<int64_t> shape(slice.getShape());
  shape.insert(shape.begin() + stackingAxis(slice.getRank(), axis), length);
  return slice.clone(shape);
}

SizedTensorType ScanOp::sliceType(SizedTensorType stacked, int64_t axis) {
  SmallVector<int64_t> shape(stacked.getShape());
  shape.erase(shape.begin() + stackingAxis(stacked.getRank() - 1, axis));
  return stacked.clone(shape);
}

SmallVector<Type> ScanOp::resultTypes(Region &body, int64_t carried, int64_t axis, int64_t length) {
  SmallVector<Type> types;
  for (auto [i, type] : llvm::enumerate(body.front().getTerminator()->getOperandTypes()))
    types.push_back(static_cast<int64_t>(i) < carried
                        ? type
                        : Type(stackedType(cast<SizedTensorType>(type), axis, length)));
  return types;
}

YieldOp ScanOp::getYield() { return yieldOf(getBody()); }

// Numbers of expressions are only of this process.
static int64_t attributeOfLength(int64_t length) {
  return isSymbolic(length) ? ShapedType::kDynamic : length;
}

void ScanOp::build(OpBuilder &builder, OperationState &state, ValueRange inits, ValueRange inputs,
                   ValueRange captures, int64_t axis, int64_t length, bool reverse,
                   std::unique_ptr<Region> body) {
  if (isSymbolic(length) && !inputs.empty()) {
    SizedTensorType input = tensorOf(inputs.front());
    length = input.getDimSize(stackingAxis(input.getRank() - 1, axis));
  }
  SmallVector<Type> types = resultTypes(*body, inits.size(), axis, length);
  build(builder, state, types, inits, inputs, captures, axis, attributeOfLength(length), reverse);
  state.regions.front() = std::move(body);
}

void ScanOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  if (region.getNumArguments() != getNumOperands())
    return;
  nameAll(getCarried(), "carried", setName);
  nameAll(getSlices(), "slice", setName);
  nameAll(getCaptured(), "captured", setName);
}

// The types of results are not written: they follow from the body.
ParseResult ScanOp::parse(OpAsmParser &parser, OperationState &state) {
  Builder &builder = parser.getBuilder();
  int64_t axis = 0, given = 0;
  std::optional<int64_t> length;
  Bindings carried, inputs, captures;
  SMLoc place = parser.getCurrentLocation();
  auto parseLength = [&]() -> ParseResult {
    if (length || failed(parser.parseOptionalKeyword("length")))
      return success();
    if (parser.parseInteger(given))
      return failure();
    length = given;
    return success();
  };
  // The length stands on either side of the axis.
  if (parseLength() || parser.parseKeyword("axis") || parser.parseInteger(axis) || parseLength())
    return failure();
  if (succeeded(parser.parseOptionalKeyword("reverse")))
    state.addAttribute(getReverseAttrName(state.name), builder.getUnitAttr());
  if (parseBindings(parser, "carry", carried) || parseBindings(parser, "over", inputs) ||
      parseBindings(parser, "capture", captures) || parser.parseOptionalAttrDictWithKeyword(state.attributes))
    return failure();
  // C5
  if (axis < 0)
    return parser.emitError(place, "axis must not be negative, got ") << axis;
  if (length && *length < 0)
    return parser.emitError(place, "length must not be negative, got ") << *length;
  for (OpAsmParser::Argument &argument : inputs.arguments) {
    auto type = dyn_cast<SizedTensorType>(argument.type);
    if (!type || type.getRank() == 0)
      return parser.emitError(argument.ssaName.location, "a scan over ")
             << argument.type << ": expected a ranked tensor with a dimension to step along";
    if (!length)
      length = type.getDimSize(stackingAxis(type.getRank() - 1, axis));
    argument.type = sliceType(type, axis);
  }
  if (!length)
    return parser.emitError(place,
                            "without a tensor to step along, 'length' must say how many steps there are");
  Region *body = state.addRegion();
  YieldOp yield;
  if (parseBody(parser, *body, {&carried, &inputs, &captures}) || parsedYield(parser, place, *body, yield))
    return failure();
  for (Bindings *some : {&carried, &inputs, &captures})
    if (parser.resolveOperands(some->operands, some->types, place, state.operands))
      return failure();
  if (yield->getNumOperands() < carried.operands.size())
    return parser.emitError(place, "the body yields ")
           << yield->getNumOperands() << " values, but " << carried.operands.size() << " are carried";
  for (Type type : yield->getOperandTypes())
    if (!isa<SizedTensorType>(type))
      return parser.emitError(place, "the body yields ") << type << ", which is no ranked tensor";
  for (Type slice : yield->getOperands().drop_front(carried.operands.size()).getTypes())
    if (SizedTensorType stacked = stackedType(cast<SizedTensorType>(slice), axis, *length);
        !isTensorOf(stacked, ElementClass::Any))
      return parser.emitError(place, "the body yields ")
             << slice << ", which is stacked along axis " << axis << " to " << stacked
             << ", a dynamic size of which has no name: write it with #nn.sizes<...>";
  state.addTypes(resultTypes(*body, carried.operands.size(), axis, *length));
  state.addAttribute(getAxisAttrName(state.name), builder.getI64IntegerAttr(axis));
  state.addAttribute(getLengthAttrName(state.name), builder.getI64IntegerAttr(attributeOfLength(*length)));
  int32_t sizes[] = {static_cast<int32_t>(carried.operands.size()),
                     static_cast<int32_t>(inputs.operands.size()),
                     static_cast<int32_t>(captures.operands.size())};
  llvm::copy(sizes, state.getOrAddProperties<Properties>().operandSegmentSizes.begin());
  return success();
}

void ScanOp::print(OpAsmPrinter &printer) {
  if (getInputs().empty())
    printer << " length " << getLength();
  printer << " axis " << getAxis();
  if (getReverse())
    printer << " reverse";
  printBindings(printer, "carry", getCarried(), getInits());
  printBindings(printer, "over", getSlices(), getInputs());
  printBindings(printer, "capture", getCaptured(), getCaptures());
  printer.printOptionalAttrDictWithKeyword(
      (*this)->getAttrs(),
      {getAxisAttrName(), getLengthAttrName(), getReverseAttrName(), getOperandSegmentSizesAttrName()});
  printer << ' ';
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

LogicalResult ScanOp::verifyRegions() {
  int64_t axis = static_cast<int64_t>(getAxis()), length = static_cast<int64_t>(getLength());
  // C5
  if (axis < 0 || (length < 0 && length != ShapedType::kDynamic))
    return emitOpError("axis and length must not be negative: axis is ") << axis << ", length is " << length;
  if (length == ShapedType::kDynamic) {
    if (getInputs().empty())
      return emitOpError("must have a tensor to step along, since its length is no number");
    if (tensorOf(getInputs().front()).getRank() > 0)
      length = stepsOf(*this);
  }
  SmallVector<Type> expected(getInits().getTypes());
  for (Value input : getInputs()) {
    // C1
    ArrayRef<int64_t> shape = tensorOf(input).getShape();
    if (shape.empty() || shape[stackingAxis(shape.size() - 1, axis)] != length)
      return emitOpError("must have as many slices as steps: an input has shape ")
             << shapeText(shape) << ", the length along axis " << axis << " is " << sizeText(length);
    expected.push_back(sliceType(tensorOf(input), axis));
  }
  llvm::append_range(expected, getCaptures().getTypes());
  // C2
  if (failed(verifyTypes(*this, "body", getBlock().getArgumentTypes(), expected)))
    return failure();
  // C3
  YieldOp yield = getYield();
  if (!yield || yield.getNumOperands() < getInits().size())
    return emitOpError("body must yield each of its ") << getInits().size() << " carried values";
  if (failed(verifyTypes(yield, "carried", yield.getOperands().take_front(getInits().size()).getTypes(),
                         getInits().getTypes())))
    return failure();
  if (failed(verifyTypes(*this, "results", getResultTypes(),
                         resultTypes(getBody(), getInits().size(), axis, length))))
    return failure();
  // C4
  return verifyNoEffects(*this);
}

// What nn.if and nn.training share: two regions, under the same names for what both take.
static ParseResult parseRegions(OpAsmParser &parser, OperationState &state) {
  Bindings captures;
  SMLoc place = parser.getCurrentLocation();
  Region *first = state.addRegion(), *second = state.addRegion();
  YieldOp yield, other;
  if (parseBindings(parser, "capture", captures) ||
      parser.parseOptionalAttrDictWithKeyword(state.attributes) ||
      parser.resolveOperands(captures.operands, captures.types, place, state.operands) ||
      parseBody(parser, *first, &captures) || parser.parseKeyword("else") ||
      parseBody(parser, *second, &captures) || parsedYield(parser, place, *first, yield) ||
      parsedYield(parser, place, *second, other))
    return failure();
  state.addTypes(yield->getOperandTypes());
  return success();
}

static void printRegions(OpAsmPrinter &printer, Operation *op, ValueRange captures) {
  printBindings(printer, "capture", op->getRegion(0).getArguments(), captures);
  printer.printOptionalAttrDictWithKeyword(op->getAttrs());
  printer << ' ';
  printer.printRegion(op->getRegion(0), /*printEntryBlockArgs=*/false);
  printer << " else ";
  // Under the same names: the printer chooses them alike in both regions.
  printer.printRegion(op->getRegion(1), /*printEntryBlockArgs=*/false);
}

// C2 and C3 of nn.if, C1 and C2 of nn.training. `names` is what errors call the regions.
static LogicalResult verifyRegionTypes(Operation *op, std::array<StringRef, 2> names, TypeRange captures) {
  for (auto [name, region] : llvm::zip_equal(names, op->getRegions())) {
    if (failed(verifyTypes(op, name, region.getArgumentTypes(), captures)))
      return failure();
    YieldOp yield = yieldOf(region);
    if (!yield)
      return op->emitOpError(name) << " must end with nn.yield";
    if (failed(verifyTypes(yield, name, yield.getOperandTypes(), op->getResultTypes())))
      return failure();
  }
  return success();
}

//===-- nn.if ---------------------------------------------------------------------------------------===//

YieldOp IfOp::getYield(Region &branch) { return yieldOf(branch); }

void IfOp::build(OpBuilder &builder, OperationState &state, Value condition, ValueRange captures,
                 std::unique_ptr<Region> thenBranch, std::unique_ptr<Region> elseBranch) {
  build(builder, state, thenBranch->front().getTerminator()->getOperandTypes(), condition, captures);
  state.regions[0] = std::move(thenBranch);
  state.regions[1] = std::move(elseBranch);
}

void IfOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  nameAll(region.getArguments(), "captured", setName);
}

ParseResult IfOp::parse(OpAsmParser &parser, OperationState &state) {
  OpAsmParser::UnresolvedOperand condition;
  Type boolean = SizedTensorType::get({}, parser.getBuilder().getI1Type());
  return failure(parser.parseOperand(condition) ||
                 parser.resolveOperand(condition, boolean, state.operands) || parseRegions(parser, state));
}

void IfOp::print(OpAsmPrinter &printer) {
  printer << ' ' << getCondition();
  printRegions(printer, *this, getCaptures());
}

LogicalResult IfOp::verifyRegions() {
  // C1
  if (failed(verifyScalar(*this, getCondition())) ||
      failed(verifyRegionTypes(*this, {"then branch", "else branch"}, getCaptures().getTypes())))
    return failure();
  // C4
  return verifyNoEffects(*this);
}

//===-- nn.training ---------------------------------------------------------------------------------===//

void TrainingOp::build(OpBuilder &builder, OperationState &state, ValueRange captures,
                       std::unique_ptr<Region> training, std::unique_ptr<Region> inference) {
  build(builder, state, training->front().getTerminator()->getOperandTypes(), captures);
  state.regions[0] = std::move(training);
  state.regions[1] = std::move(inference);
}

void TrainingOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  nameAll(region.getArguments(), "captured", setName);
}

ParseResult TrainingOp::parse(OpAsmParser &parser, OperationState &state) {
  return parseRegions(parser, state);
}

void TrainingOp::print(OpAsmPrinter &printer) { printRegions(printer, *this, getCaptures()); }

LogicalResult TrainingOp::verifyRegions() {
  if (failed(
          verifyRegionTypes(*this, {"region of training", "region of inference"}, getCaptures().getTypes())))
    return failure();
  // C3
  return verifyNoEffects(*this, /*mayAssign=*/true);
}

void TrainingOp::resolve(bool training) {
  Block &block = (training ? getTraining() : getInference()).front();
  for (auto [argument, capture] : llvm::zip_equal(block.getArguments(), getCaptures()))
    argument.replaceAllUsesWith(capture);
  Operation *yield = block.getTerminator();
  replaceAllUsesWith(yield->getOperands());
  yield->erase();
  getOperation()->getBlock()->getOperations().splice(getOperation()->getIterator(), block.getOperations());
  erase();
}

//===-- nn.loop -------------------------------------------------------------------------------------===//

YieldOp LoopOp::getYield() { return yieldOf(getBody()); }

void LoopOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  if (region.getNumArguments() != 1 + getInits().size() + getCaptures().size())
    return;
  setName(region.getArgument(0), "step");
  nameAll(region.getArguments().drop_front().take_front(getInits().size()), "carried", setName);
  nameAll(region.getArguments().take_back(getCaptures().size()), "captured", setName);
}

ParseResult LoopOp::parse(OpAsmParser &parser, OperationState &state) {
  Builder &builder = parser.getBuilder();
  int64_t bound = 0;
  Bindings step, condition, carried, captures;
  SMLoc place = parser.getCurrentLocation();
  if (parser.parseArgument(step.arguments.emplace_back()) || parser.parseKeyword("to") ||
      parser.parseInteger(bound))
    return failure();
  step.arguments.back().type = SizedTensorType::get({}, builder.getI64Type());
  if (succeeded(parser.parseOptionalKeyword("while"))) {
    condition.types.push_back(SizedTensorType::get({}, builder.getI1Type()));
    if (parser.parseOperand(condition.operands.emplace_back()))
      return failure();
  }
  Region *body = state.addRegion();
  YieldOp yield;
  if (parseBindings(parser, "carry", carried) || parseBindings(parser, "capture", captures) ||
      parser.parseOptionalAttrDictWithKeyword(state.attributes) ||
      parseBody(parser, *body, {&step, &carried, &captures}) || parsedYield(parser, place, *body, yield))
    return failure();
  for (Bindings *some : {&condition, &carried, &captures})
    if (parser.resolveOperands(some->operands, some->types, place, state.operands))
      return failure();
  state.addTypes(carried.types);
  state.addAttribute(getBoundAttrName(state.name), builder.getI64IntegerAttr(bound));
  int32_t sizes[] = {static_cast<int32_t>(condition.operands.size()),
                     static_cast<int32_t>(carried.operands.size()),
                     static_cast<int32_t>(captures.operands.size())};
  llvm::copy(sizes, state.getOrAddProperties<Properties>().operandSegmentSizes.begin());
  return success();
}

void LoopOp::print(OpAsmPrinter &printer) {
  Block &block = getBody().front();
  printer << ' ' << block.getArgument(0) << " to " << getBound();
  if (getCondition())
    printer << " while " << getCondition();
  printBindings(printer, "carry", block.getArguments().drop_front().take_front(getInits().size()),
                getInits());
  printBindings(printer, "capture", block.getArguments().take_back(getCaptures().size()), getCaptures());
  printer.printOptionalAttrDictWithKeyword((*this)->getAttrs(),
                                           {getBoundAttrName(), getOperandSegmentSizesAttrName()});
  printer << ' ';
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

LogicalResult LoopOp::verifyRegions() {
  // C1
  if (static_cast<int64_t>(getBound()) < 0)
    return emitOpError("bound must not be negative, got ") << static_cast<int64_t>(getBound());
  if (getCondition() && failed(verifyScalar(*this, getCondition())))
    return failure();
  // C2
  SmallVector<Type> expected{SizedTensorType::get({}, IntegerType::get(getContext(), 64))};
  llvm::append_range(expected, getInits().getTypes());
  llvm::append_range(expected, getCaptures().getTypes());
  if (failed(verifyTypes(*this, "body", getBody().front().getArgumentTypes(), expected)))
    return failure();
  // C3
  YieldOp yield = getYield();
  if (!yield)
    return emitOpError("body must end with nn.yield");
  SmallVector<Type> yielded;
  if (getCondition())
    yielded.push_back(getCondition().getType());
  llvm::append_range(yielded, getInits().getTypes());
  if (failed(verifyTypes(yield, "loop body", yield.getOperandTypes(), yielded)) ||
      failed(verifyTypes(*this, "results", getResultTypes(), getInits().getTypes())))
    return failure();
  // C4
  return verifyNoEffects(*this);
}
