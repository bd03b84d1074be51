// Functions with named arguments and results, variables, constants: text, verifiers, folds.
#include "NN/NN.h"
#include "NN/NNCalls.h"
#include "NN/NNElementTypes.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

//===-- nn.func
//---------------------------------------------------------------------------------------------------===//

void FuncOp::build(OpBuilder &builder, OperationState &state, StringRef name, FunctionType type,
                   ArrayRef<std::string> argNames, ArrayRef<std::string> resultNames) {
  auto strings = [&](ArrayRef<std::string> names) {
    return builder.getStrArrayAttr(llvm::to_vector_of<StringRef>(names));
  };
  state.addAttribute(getSymNameAttrName(state.name), builder.getStringAttr(name));
  state.addAttribute(getFunctionTypeAttrName(state.name), TypeAttr::get(type));
  state.addAttribute(getArgNamesAttrName(state.name), strings(argNames));
  state.addAttribute(getResultNamesAttrName(state.name), strings(resultNames));
  Block &body = state.addRegion()->emplaceBlock();
  for (Type input : type.getInputs())
    body.addArgument(input, state.location);
}

StringRef FuncOp::getArgName(unsigned i) { return cast<StringAttr>(getArgNames()[i]).getValue(); }
StringRef FuncOp::getResultName(unsigned i) { return cast<StringAttr>(getResultNames()[i]).getValue(); }

void FuncOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  if (getArgNames().size() != region.getNumArguments())
    return;
  for (auto [argument, name] : llvm::zip(region.getArguments(), getArgNames().getAsRange<StringAttr>()))
    setName(argument, name.getValue());
}

// The results are `(name: type, …)`; the argument names are the SSA names without their `%`.
ParseResult FuncOp::parse(OpAsmParser &parser, OperationState &state) {
  Builder &builder = parser.getBuilder();
  StringAttr name;
  SmallVector<OpAsmParser::Argument> arguments;
  StringRef visibility;
  if (succeeded(parser.parseOptionalKeyword(&visibility, {"private"})))
    state.addAttribute(getSymVisibilityAttrName(state.name), builder.getStringAttr(visibility));
  if (parser.parseSymbolName(name, getSymNameAttrName(state.name), state.attributes) ||
      parser.parseArgumentList(arguments, OpAsmParser::Delimiter::Paren, /*allowType=*/true))
    return failure();

  SmallVector<Type> resultTypes;
  SmallVector<StringRef> argNames, resultNames;
  auto parseResult = [&]() -> ParseResult {
    std::string resultName;
    if (parser.parseKeywordOrString(&resultName) || parser.parseColonType(resultTypes.emplace_back()))
      return failure();
    resultNames.push_back(builder.getStringAttr(resultName).getValue());
    return success();
  };
  if (succeeded(parser.parseOptionalArrow()) &&
      parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren, parseResult))
    return failure();

  SmallVector<Type> argTypes;
  for (OpAsmParser::Argument &argument : arguments) {
    argTypes.push_back(argument.type);
    argNames.push_back(argument.ssaName.name.drop_front());
  }
  state.addAttribute(getFunctionTypeAttrName(state.name),
                     TypeAttr::get(builder.getFunctionType(argTypes, resultTypes)));
  state.addAttribute(getArgNamesAttrName(state.name), builder.getStrArrayAttr(argNames));
  state.addAttribute(getResultNamesAttrName(state.name), builder.getStrArrayAttr(resultNames));
  if (parser.parseOptionalAttrDictWithKeyword(state.attributes))
    return failure();
  Region *body = state.addRegion();
  if (parser.parseRegion(*body, arguments))
    return failure();
  if (body->empty())
    body->emplaceBlock();
  ensureTerminator(*body, builder, state.location);
  return success();
}

void FuncOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  bool saysPrivate = getSymVisibility() == StringRef("private");
  if (saysPrivate)
    printer << "private ";
  printer.printSymbolName(getSymName());
  printer << '(';
  llvm::interleaveComma(getBody().getArguments(), printer,
                        [&](BlockArgument argument) { printer.printRegionArgument(argument); });
  printer << ')';
  if (!getResultTypes().empty()) {
    printer << " -> (";
    llvm::interleaveComma(llvm::enumerate(getResultTypes()), printer, [&](auto item) {
      printer.printKeywordOrString(getResultName(item.index()));
      printer << ": " << item.value();
    });
    printer << ')';
  }
  SmallVector<StringRef> said{getSymNameAttrName(), getFunctionTypeAttrName(), getArgNamesAttrName(),
                              getResultNamesAttrName()};
  if (saysPrivate)
    said.push_back(getSymVisibilityAttrName());
  printer.printOptionalAttrDictWithKeyword((*this)->getAttrs(), said);
  printer << ' ';
  bool printTerminator = !getBody().front().getTerminator()->getOperands().empty();
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false, printTerminator);
}

LogicalResult FuncOp::verify() {
  auto verifyNames = [&](StringRef what, ArrayAttr names, size_t expected) -> LogicalResult { // C1
    if (names.size() != expected)
      return emitOpError() << "has " << expected << ' ' << what << "s but " << names.size() << ' ' << what
                           << " names";
    llvm::StringSet<> seen;
    for (StringAttr name : names.getAsRange<StringAttr>())
      if (!seen.insert(name.getValue()).second)
        return emitOpError() << "has two " << what << "s named '" << name.getValue() << "'";
    return success();
  };
  auto verifyTypes = [&](StringRef what, ArrayRef<Type> types, ArrayAttr names) -> LogicalResult { // C2
    for (auto [type, name] : llvm::zip(types, names.getAsRange<StringAttr>()))
      if (!isTensorOf(type, ElementClass::Any))
        return emitOpError() << what << " '" << name.getValue() << "' must be a ranked tensor of "
                             << listOf(ElementClass::Any)
                             << ", whose dynamic sizes but a batch have names in "
                                "#nn.sizes<…>, but is "
                             << type;
    return success();
  };
  if (failed(verifyNames("argument", getArgNames(), getArgumentTypes().size())) ||
      failed(verifyNames("result", getResultNames(), getResultTypes().size())) ||
      failed(verifyTypes("argument", getArgumentTypes(), getArgNames())) ||
      failed(verifyTypes("result", getResultTypes(), getResultNames())))
    return failure();
  return success();
}

void ReturnOp::build(OpBuilder &, OperationState &) {}

LogicalResult ReturnOp::verify() {
  auto function = cast<FuncOp>((*this)->getParentOp());
  ArrayRef<Type> expected = function.getResultTypes();
  if (getNumOperands() != expected.size())
    return emitOpError() << "gives " << getNumOperands() << " values, but '@" << function.getSymName()
                         << "' has " << expected.size() << " results";
  for (auto [i, type] : llvm::enumerate(expected))
    if (getOperand(i).getType() != type)
      return emitOpError() << "gives " << getOperand(i).getType() << " for result '"
                           << function.getResultName(i) << "' of '@" << function.getSymName()
                           << "', which is " << type;
  return success();
}

LogicalResult CallOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto callee = symbols.lookupNearestSymbolFrom<FuncOp>(*this, getCalleeAttr()); // C1
  if (!callee)
    return emitOpError() << "calls '@" << getCallee() << "', which is no nn.func of this module";
  if (sizesOfCall(callee, getOperandTypes(), getResultTypes())) // C2
    return success();
  auto verifyTypes = [&](StringRef what, TypeRange given, ArrayRef<Type> expected) -> LogicalResult {
    if (given.size() == expected.size() && llvm::equal(given, expected))
      return success();
    InFlightDiagnostic error = emitOpError() << what << " types are (" << given << "), but '@" << getCallee()
                                             << "' has (" << TypeRange(expected) << ")";
    error.attachNote(callee.getLoc()) << "the function is here";
    return error;
  };
  if (failed(verifyTypes("operand", getOperandTypes(), callee.getArgumentTypes())))
    return failure();
  return verifyTypes("result", getResultTypes(), callee.getResultTypes());
}

//===-- nn.variable, nn.read, nn.assign
//---------------------------------------------------------------------------===//

ParseResult VariableOp::parse(OpAsmParser &parser, OperationState &state) {
  Builder &builder = parser.getBuilder();
  StringRef keyword;
  VariableRole role = VariableRole::parameter;
  SMLoc place = parser.getCurrentLocation();
  if (succeeded(parser.parseOptionalKeyword(&keyword))) {
    std::optional<VariableRole> parsed = symbolizeVariableRole(keyword);
    if (!parsed)
      return parser.emitError(place) << "expected parameter, buffer or optimizer, got '" << keyword << "'";
    role = *parsed;
  }
  StringAttr name;
  Type type;
  Attribute initializer;
  if (parser.parseSymbolName(name, getSymNameAttrName(state.name), state.attributes) ||
      parser.parseColonType(type) || parser.parseKeyword("init") || parser.parseAttribute(initializer) ||
      parser.parseOptionalAttrDict(state.attributes))
    return failure();
  state.addAttribute(getTypeAttrName(state.name), TypeAttr::get(type));
  state.addAttribute(getInitializerAttrName(state.name), initializer);
  state.addAttribute(getRoleAttrName(state.name), VariableRoleAttr::get(builder.getContext(), role));
  return success();
}

void VariableOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  if (getRole() != VariableRole::parameter)
    printer << stringifyVariableRole(getRole()) << ' ';
  printer.printSymbolName(getSymName());
  printer << " : " << getType() << " init " << getInitializer();
  printer.printOptionalAttrDict((*this)->getAttrs(), {getSymNameAttrName(), getTypeAttrName(),
                                                      getInitializerAttrName(), getRoleAttrName()});
}

LogicalResult VariableOp::verify() {
  auto type = cast<SizedTensorType>(getType());
  if (!type.hasStaticShape()) // C1
    return emitOpError() << "must have a static type, but has " << type;
  Attribute init = getInitializer(); // C2
  if (isa<ZerosAttr>(init))
    return success();
  if (auto elements = dyn_cast<ElementsAttr>(init)) {
    if (elements.getShapedType() != getType())
      return emitOpError() << "begins with elements of " << elements.getShapedType() << ", but is " << type;
    return success();
  }
  if (isa<RandomStateAttr>(init)) {
    if (!isRandomState(type))
      return emitOpError() << "with initialiser " << init << " must be tensor<2xi64>, but is " << type;
    return success();
  }
  bool needsMatrix = isa<XavierUniformAttr, XavierNormalAttr, HeUniformAttr, HeNormalAttr, LecunUniformAttr,
                         LecunNormalAttr, FanInUniformAttr, OrthogonalAttr, IdentityAttr>(init);
  if (!needsMatrix && !isa<FillAttr, UniformAttr, NormalAttr, TruncatedNormalAttr>(init))
    return emitOpError() << "has " << init << " for an initialiser; expected one of #nn.zeros, #nn.constant, "
                         << "#nn.uniform, #nn.normal, #nn.truncated_normal, #nn.xavier_uniform, "
                         << "#nn.xavier_normal, #nn.he_uniform, #nn.he_normal, #nn.lecun_uniform, "
                         << "#nn.lecun_normal, #nn.fan_in_uniform, #nn.orthogonal, #nn.identity, "
                            "#nn.random_state, or dense<…> elements";
  if (!isTensorOf(type, ElementClass::Float))
    return emitOpError() << "with initialiser " << init << " must be a tensor of "
                         << listOf(ElementClass::Float) << ", but is " << type;
  if (needsMatrix && type.getRank() < 2)
    return emitOpError() << "with initialiser " << init << " must have rank 2 or more, but is " << type;
  auto reject = [&](StringRef bound) {
    return emitOpError() << "with initialiser " << init << " must have " << bound;
  };
  auto isPositive = [](FloatAttr number) { return number.getValueAsDouble() > 0; };
  if (auto uniform = dyn_cast<UniformAttr>(init)) // C3
    if (!(uniform.getLow().getValueAsDouble() < uniform.getHigh().getValueAsDouble()))
      return reject("low < high");
  if (auto normal = dyn_cast<NormalAttr>(init); normal && !isPositive(normal.getStddev()))
    return reject("a standard deviation > 0");
  if (auto normal = dyn_cast<TruncatedNormalAttr>(init); normal && !isPositive(normal.getStddev()))
    return reject("a standard deviation > 0");
  if (auto orthogonal = dyn_cast<OrthogonalAttr>(init))
    if (orthogonal.getGain() && !isPositive(orthogonal.getGain()))
      return reject("a gain > 0");
  return success();
}

// C1 and C2 of nn.read and nn.assign.
static LogicalResult verifyVariableUse(Operation *op, FlatSymbolRefAttr name, Type type,
                                       SymbolTableCollection &symbols) {
  auto variable = symbols.lookupNearestSymbolFrom<VariableOp>(op, name);
  if (!variable)
    return op->emitOpError() << "names '@" << name.getValue() << "', which is no nn.variable of this module";
  if (variable.getType() == type)
    return success();
  InFlightDiagnostic error = op->emitOpError() << "has type " << type << ", but '@" << name.getValue()
                                               << "' is " << variable.getType();
  error.attachNote(variable.getLoc()) << "the variable is here";
  return error;
}

LogicalResult ReadOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyVariableUse(*this, getVariableAttr(), getResult().getType(), symbols);
}
LogicalResult AssignOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyVariableUse(*this, getVariableAttr(), getValue().getType(), symbols);
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValueAttr(); }
