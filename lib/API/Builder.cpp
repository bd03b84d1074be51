// dlc::Builder: variables, functions, and the way from what was built to a Graph.
#include "API/BuilderImpl.h"

#include "API/GraphConstants.h"
#include "API/GraphImpl.h"
#include "Train/Train.h"
#include "Train/VariableUses.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace dlc {

void checkName(const std::string &what, const std::string &name, bool allowDots) {
  bool good = !name.empty() && !llvm::isDigit(name.front()) && llvm::all_of(name, [&](char c) {
    return llvm::isAlnum(c) || c == '_' || (allowDots && c == '.');
  });
  if (!good)
    throw Error(what + " '" + name + "' must be letters, digits, underscores" +
                (allowDots ? " and dots" : "") + ", and not begin with a digit");
}

Attribute initializerAttribute(MLIRContext &context, const Initializer &initializer, Type element) {
  using Kind = Initializer::Kind;
  auto number = [&](double value) {
    if (!isa<FloatType>(element))
      throw Error("an initialiser with numbers needs a variable of floating-point numbers");
    return FloatAttr::get(element, value);
  };
  switch (initializer.kind) {
  case Kind::zeros:
    return nn::ZerosAttr::get(&context);
  case Kind::constant:
    return nn::FillAttr::get(&context, number(initializer.first));
  case Kind::uniform:
    return nn::UniformAttr::get(&context, number(initializer.first), number(initializer.second));
  case Kind::normal:
    return nn::NormalAttr::get(&context, number(initializer.first), number(initializer.second));
  case Kind::truncatedNormal:
    return nn::TruncatedNormalAttr::get(&context, number(initializer.first), number(initializer.second));
  case Kind::heUniform:
    return nn::HeUniformAttr::get(&context);
  case Kind::heNormal:
    return nn::HeNormalAttr::get(&context);
  case Kind::xavierUniform:
    return nn::XavierUniformAttr::get(&context);
  case Kind::xavierNormal:
    return nn::XavierNormalAttr::get(&context);
  case Kind::lecunUniform:
    return nn::LecunUniformAttr::get(&context);
  case Kind::fanInUniform:
    return nn::FanInUniformAttr::get(&context);
  case Kind::lecunNormal:
    return nn::LecunNormalAttr::get(&context);
  case Kind::orthogonal:
    return nn::OrthogonalAttr::get(&context,
                                   initializer.first == 1 ? FloatAttr() : number(initializer.first));
  case Kind::identity:
    return nn::IdentityAttr::get(&context);
  case Kind::randomState:
    return nn::RandomStateAttr::get(&context);
  }
  llvm_unreachable("all kinds are handled");
}

static nn::VariableRole roleOf(VariableRole role) {
  if (role == VariableRole::Parameter)
    return nn::VariableRole::parameter;
  return role == VariableRole::Buffer ? nn::VariableRole::buffer : nn::VariableRole::optimizer;
}

static std::string text(Type type) {
  std::string result;
  llvm::raw_string_ostream(result) << type;
  return result;
}

//===-- Builder -------------------------------------------------------------------------------------===//

Builder::Builder(std::string name, std::string comment) : impl(std::make_unique<Impl>()) {
  checkName("the network's name", name, /*allowDots=*/false);
  impl->context.loadDialect<nn::NNDialect, train::TrainDialect>();
  impl->context.printOpOnDiagnostic(false);
  impl->module = ModuleOp::create(UnknownLoc::get(&impl->context), StringRef(name));
  impl->name = std::move(name);
  impl->annotations.header = std::move(comment);
}
Builder::Builder(Builder &&) noexcept = default;
Builder::~Builder() = default;

Function *Builder::Impl::find(StringRef function) const {
  for (const std::unique_ptr<Function> &candidate : functions)
    if (candidate->impl->function.getSymName() == function)
      return candidate.get();
  return nullptr;
}

Function &Builder::Impl::make(const std::string &name, std::string comment, bool isPrivate) {
  if (Function *known = find(name))
    return *known;
  checkName("the function's name", name, /*allowDots=*/false);
  OpBuilder builder(&context);
  builder.setInsertionPointToEnd(module->getBody());
  auto op = nn::FuncOp::create(builder, builder.getUnknownLoc(), name, builder.getFunctionType({}, {}),
                               ArrayRef<std::string>(), ArrayRef<std::string>());
  if (isPrivate)
    op.setPrivate();
  if (!comment.empty())
    annotations.comments[op] = std::move(comment);
  auto function = std::make_unique<Function::Impl>();
  function->graph = this;
  function->function = op;
  functions.emplace_back(new Function(std::move(function)));
  return *functions.back();
}

Function &Builder::function(const std::string &name, std::string comment) {
  return impl->make(name, std::move(comment), /*isPrivate=*/false);
}
Function &Builder::privateFunction(const std::string &name, std::string comment) {
  return impl->make(name, std::move(comment), /*isPrivate=*/true);
}

void Builder::plan(const std::string &plan) {
  (*impl->module)->setAttr(kPlan, StringAttr::get(&impl->context, plan));
}

nn::VariableOp Builder::Impl::findVariable(StringRef name) const {
  for (nn::VariableOp variable : module.get().getOps<nn::VariableOp>())
    if (variable.getSymName() == name)
      return variable;
  return nullptr;
}

nn::VariableOp Builder::Impl::variable(const std::string &where, const std::string &name,
                                       RankedTensorType type, const Initializer &initializer,
                                       VariableRole role) {
  if (nn::VariableOp known = findVariable(name)) {
    if (known.getType() != type || known.getRole() != roleOf(role))
      throw Error(where + ": wants the variable '@" + name + "' to be " +
                  nn::stringifyVariableRole(roleOf(role)).str() + " " + text(type) + ", but it is " +
                  nn::stringifyVariableRole(known.getRole()).str() + " " + text(known.getType()) +
                  " already");
    return known;
  }
  checkName(where + ": the variable's name", name, /*allowDots=*/true);
  OpBuilder builder(&context);
  builder.setInsertionPoint(module->getBody(), module->getBody()->begin());
  for (nn::VariableOp last : module->getOps<nn::VariableOp>())
    builder.setInsertionPointAfter(last);
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) { message += diagnostic.str(); });
  auto variable = nn::VariableOp::create(builder, builder.getUnknownLoc(), name, type,
                                         initializerAttribute(context, initializer, type.getElementType()),
                                         roleOf(role), /*sym_visibility=*/StringAttr());
  if (failed(variable.verify())) {
    variable.erase();
    throw Error(where + ": variable '@" + name + "': " + message);
  }
  return variable;
}

// A count as people write it: 61,706.
static std::string grouped(int64_t count) {
  std::string digits = std::to_string(count);
  for (int64_t i = static_cast<int64_t>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(i, ",");
  return digits;
}

Graph Builder::build() const {
  if (impl->functions.empty())
    throw Error("the network '" + impl->name + "' has no function; it defines at least 'predict'");
  // Functions end in a return only while they are printed: they may grow later.
  std::vector<nn::ReturnOp> returns;
  auto reopen = llvm::scope_exit([&] { llvm::for_each(returns, [](nn::ReturnOp op) { op.erase(); }); });
  for (const std::unique_ptr<Function> &function : impl->functions) {
    Function::Impl &body = *function->impl;
    if (body.outputs.empty() && usesOf(body.function).assigned.empty())
      body.fail("neither returns nor assigns anything; give it an output()");
    body.finish();
    OpBuilder end = body.builder();
    returns.push_back(nn::ReturnOp::create(end, end.getUnknownLoc(), body.outputs));
  }
  Annotations annotations = impl->annotations;
  int64_t parameters = 0;
  for (nn::VariableOp variable : impl->module->getOps<nn::VariableOp>())
    if (variable.getRole() == nn::VariableRole::parameter)
      parameters += cast<RankedTensorType>(variable.getType()).getNumElements();
  if (!annotations.header.empty() && parameters)
    annotations.header += "\n\nParameters: " + grouped(parameters) + ".";
  // Large constants are names while the module is printed.
  std::vector<GraphConstant> named;
  nameConstants(*impl->module, named);
  auto restore = llvm::scope_exit([&] { (void)fillInConstants(*impl->module, named); });
  std::vector<ManifestConstant> constants;
  for (const GraphConstant &constant : named)
    constants.push_back(manifestConstant(constant, nullptr));
  return Graph::Impl::parse(moduleText(*impl->module, annotations), impl->name, impl->name + ".mlir",
                            dialectVersion, segmentsOf(constants));
}

} // namespace dlc
