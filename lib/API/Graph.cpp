// dlc::Graph: reads a network, keeps its text, tells what is in it.
#include "API/GraphImpl.h"

#include "API/CheckInput.h"
#include "API/Diagnostics.h"
#include "API/ModuleText.h"
#include "API/NetworkText.h"
#include "Model/AtomicFile.h"
#include "Model/ModelFile.h"
#include "NN/NNElementTypes.h"
#include "NN/NNSizeList.h"
#include "Runtime/SizeTexts.h"
#include "Train/Train.h"
#include "dlc/Onnx.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace mlir;

namespace dlc {

std::vector<ModelSegment> segmentsOf(ArrayRef<ManifestConstant> constants) {
  std::vector<ModelSegment> segments;
  for (const ManifestConstant &constant : constants)
    segments.push_back({constant.tensor.name, constant.tensor.type, constant.tensor.shape,
                        ModelSegment::Role::Constant, constant.bytes});
  return segments;
}

//===-- Reading -------------------------------------------------------------------------------------===//

// What the dialects leave open: a network is variables and functions, and computes something.
static LogicalResult checkContent(ModuleOp module) {
  for (Operation &op : module.getOps())
    if (!isa<nn::VariableOp, nn::FuncOp>(op))
      return op.emitError() << "a network holds nn.variable and nn.func only, not '" << op.getName() << "'";
  if (module.getOps<nn::FuncOp>().empty())
    return module.emitError()
           << "holds no nn.func, so there is nothing to compute; a network defines at least @predict";
  if (llvm::none_of(module.getOps<nn::FuncOp>(), [](nn::FuncOp function) { return function.isPublic(); }))
    return module.emitError()
           << "holds private functions only, so there is nothing to call; a network defines "
              "at least @predict";
  return success();
}

// As verify() does, but errors say where the operands of an op come from, those that MLIR finds too. To that
// end ops are verified one by one, once it is known that there is an error.
static LogicalResult verifyExplained(ModuleOp module) {
  {
    ScopedDiagnosticHandler unheard(module.getContext(), [](Diagnostic &) { return success(); });
    if (succeeded(verify(module)))
      return success();
  }
  WalkResult found = module.walk<WalkOrder::PreOrder>([](Operation *op) {
    nn::ProducerNotes notes(op->getContext(), op->getOperands());
    return op->getName().verifyInvariants(op).failed() ? WalkResult::interrupt() : WalkResult::advance();
  });
  return failure(found.wasInterrupted() || failed(verify(module)));
}

/// Parses, completes, upgrades and verifies the text in a context that has the dialects loaded.
static void readModule(Graph::Impl &impl, const std::string &text, ArrayRef<NamedData> data) {
  Diagnostics diagnostics(*impl.context, text, impl.file);
  ParserConfig config(impl.context.get(), /*verifyAfterParse=*/false);
  impl.module = parseSourceFile<ModuleOp>(diagnostics.source(), config);
  if (impl.module && succeeded(fillInConstants(*impl.module, impl.constants, data))) {
    impl.upgraded = upgrade(*impl.module, impl.version);
    if (succeeded(verifyExplained(*impl.module)) && succeeded(checkContent(*impl.module)) &&
        succeeded(checkInput(*impl.module)))
      return;
  }
  std::string messages = diagnostics.text();
  throw Error(messages.empty() ? impl.file + ": error: is no network" : messages);
}

// A C prefix from any name: lenet-5 becomes lenet_5.
static std::string identifier(std::string name) {
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return name.empty() || llvm::isDigit(name.front()) ? "model" + (name.empty() ? "" : "_" + name) : name;
}

Graph Graph::Impl::parse(std::string text, std::string name, std::string file, std::uint32_t version,
                         ArrayRef<ModelSegment> constants) {
  if (version > dialectVersion)
    throw Error(file + ": its graph is written in version " + std::to_string(version) +
                " of the dialects, and this dlc reads versions up to " + std::to_string(dialectVersion) +
                ": use a newer dlc");
  auto impl = std::make_shared<Impl>(std::make_shared<MLIRContext>(MLIRContext::Threading::DISABLED));
  impl->context->loadDialect<nn::NNDialect, train::TrainDialect>();
  impl->file = std::move(file);
  impl->version = version;
  checkText(text, impl->file);
  std::vector<NamedData> data;
  text = takeOutData(std::move(text), impl->file, data);
  for (const ModelSegment &constant : constants)
    impl->constants.push_back(constantOf(*impl->context, constant));
  onLargeStack([&] {
    text = normalized(takeOutConstants(std::move(text), *impl->context, impl->constants));
    readModule(*impl, text, data);
  });
  impl->name = identifier(impl->module->getSymName().value_or(name).str());
  impl->carried = std::move(text);
  return Graph(std::move(impl));
}

Graph Graph::parse(std::string text, std::string name, std::string file) {
  return Impl::parse(std::move(text), std::move(name), std::move(file), dialectVersion, {});
}

/// The module as text, large constants by name.
static std::string printed(ModuleOp module, std::vector<GraphConstant> &constants) {
  OwningOpRef<ModuleOp> copy = module.clone();
  nameConstants(*copy, constants);
  std::string text;
  llvm::raw_string_ostream stream(text);
  copy->print(stream);
  return text;
}

Graph Graph::Impl::graphOf(OwningOpRef<ModuleOp> module, const Graph &source) {
  auto impl = std::make_shared<Impl>(source.implementation().context);
  impl->carried = printed(*module, impl->constants);
  impl->name = source.name();
  impl->file = source.file();
  impl->module = std::move(module);
  return Graph(std::move(impl));
}

Graph Graph::Impl::graphOf(std::shared_ptr<Impl> impl, OwningOpRef<ModuleOp> module,
                           const std::filesystem::path &path,
                           const std::function<std::string(ModuleOp, std::vector<GraphConstant> &)> &text) {
  impl->file = path.string();
  impl->name = identifier(path.stem().string());
  impl->module = std::move(module);
  impl->module->setSymName(impl->name);
  {
    Diagnostics diagnostics(*impl->context, "", impl->file);
    if (failed(verifyExplained(*impl->module)) || failed(checkContent(*impl->module)) ||
        failed(checkInput(*impl->module)))
      throw Error(diagnostics.text());
  }
  impl->carried = text(*impl->module, impl->constants);
  return Graph(std::move(impl));
}

static std::string readFile(const std::filesystem::path &path) {
  auto fail = [&](const std::string &reason) -> std::string { throw Error(path.string() + ": " + reason); };
  if (std::filesystem::is_directory(path))
    return fail("is a folder, not a model file");
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream)
    return fail(std::string("cannot be opened: ") + std::strerror(errno));
  std::ostringstream content;
  content << stream.rdbuf();
  if (stream.bad())
    return fail(std::string("cannot be read: ") + std::strerror(errno));
  return content.str();
}

// Before the first step there is none, and the variable is zero.
static std::vector<std::string> averagedIn(const ModelFile &model) {
  auto isSlot = [](const ModelSegment *segment) {
    return segment && segment->role == ModelSegment::Role::Optimizer;
  };
  for (const ModelSegment &segment : model.segments())
    if (isSlot(&segment) && StringRef(segment.name).ends_with(".average_steps") &&
        llvm::all_of(segment.bytes, [](std::byte byte) { return byte == std::byte(0); }))
      return {};
  std::vector<std::string> averaged;
  for (const ModelSegment &segment : model.segments())
    if (segment.role == ModelSegment::Role::Parameter && isSlot(model.find(segment.name + ".average")))
      averaged.push_back(segment.name);
  return averaged;
}

Graph Graph::load(const std::filesystem::path &path) {
  if (path.extension() == ".dlm") {
    ModelFile model(path);
    const ModelContents &contents = model.contents();
    std::vector<ModelSegment> constants;
    for (const ModelSegment &segment : contents.segments)
      if (segment.role == ModelSegment::Role::Constant) {
        model.verifyChecksum(segment);
        constants.push_back(segment);
      }
    Graph graph =
        Impl::parse(contents.graph, path.stem().string(), path.string(), contents.dialectVersion, constants);
    graph.averaged = averagedIn(model);
    // The container's own fields are what the last writer meant.
    if (!contents.classNames.empty())
      graph.setClassNames(contents.classNames);
    if (!contents.normalization.mean.empty())
      graph.setNormalization(contents.normalization.mean, contents.normalization.standardDeviation);
    return graph;
  }
  if (path.extension() == ".onnx")
    return importOnnx(path);
  std::string text = readFile(path);
  if (text.starts_with("DLCMODEL"))
    throw Error(path.string() + ": is a .dlm model by its content; give it that suffix");
  if (text.find('\0') != std::string::npos)
    throw Error(path.string() + ": is not text: byte " + std::to_string(text.find('\0')) + " is zero");
  return parse(std::move(text), path.stem().string(), path.string());
}

//===-- What is in it -------------------------------------------------------------------------------===//

const std::string &Graph::text() const {
  if (!impl->upgraded && impl->constants.empty())
    return impl->carried;
  if (impl->whole.empty()) {
    std::vector<GraphConstant> constants = impl->constants;
    std::string text = impl->upgraded ? printed(*impl->module, constants) : impl->carried;
    impl->whole = text + dataSection(dataOf(constants));
  }
  return impl->whole;
}

std::vector<ManifestConstant> Graph::Impl::carriedConstants() const {
  std::vector<ManifestConstant> result;
  for (const GraphConstant &constant : constants)
    result.push_back(manifestConstant(constant, context));
  return result;
}

const std::string &Graph::name() const { return impl->name; }
void Graph::save(const std::filesystem::path &path) const {
  if (path.extension() != ".mlir")
    throw Error(path.string() + ": a network as text has the suffix .mlir");
  AtomicFile file(path);
  file.write(std::as_bytes(std::span(text())));
  file.commit();
}

const std::string &Graph::file() const { return impl->file; }
std::string Graph::nameOf(std::string_view original) const {
  auto found = impl->originals.find(original);
  return found == impl->originals.end() ? std::string(original) : found->second;
}
const std::vector<std::string> &Graph::averagedVariables() const { return averaged; }

static VariableRole roleOf(nn::VariableRole role) {
  if (role == nn::VariableRole::parameter)
    return VariableRole::Parameter;
  return role == nn::VariableRole::buffer ? VariableRole::Buffer : VariableRole::Optimizer;
}

TensorInfo tensorInfo(StringRef name, Type type) {
  auto tensor = cast<RankedTensorType>(type);
  TensorInfo info{name.str(), *nn::dtypeOf(tensor.getElementType()), {}};
  for (int64_t size : nn::SizedTensorType(tensor).getShape())
    info.shape.push_back(nn::isSymbolic(size) ? sizeOfText(nn::sizeExpression(size)) : size);
  return info;
}

std::string typeText(Type type) { return toString(tensorInfo("", type)).substr(1); }
std::string typesText(TypeRange types) { return llvm::join(llvm::map_range(types, typeText), ", "); }

std::vector<VariableInfo> variablesOf(ModuleOp module) {
  std::vector<VariableInfo> result;
  for (nn::VariableOp variable : module.getOps<nn::VariableOp>())
    result.push_back({tensorInfo(variable.getSymName(), variable.getType()), roleOf(variable.getRole()),
                      isa<nn::RandomStateAttr>(variable.getInitializer())});
  return result;
}

std::vector<EntryInfo> functionsOf(ModuleOp module) {
  std::vector<EntryInfo> result;
  for (nn::FuncOp function : module.getOps<nn::FuncOp>()) {
    if (!function.isPublic())
      continue;
    EntryInfo info;
    info.name = function.getSymName().str();
    info.role = entryRoleOf(info.name);
    // Behind its own arguments and results stand those that lifting state has added.
    auto own = [&](size_t all, StringRef state) {
      auto added = function->getAttrOfType<ArrayAttr>(state);
      return all - (added ? added.size() : 0);
    };
    const size_t arguments = own(function.getArgumentTypes().size(), kStateArguments),
                 results = own(function.getResultTypes().size(), kStateResults);
    const nn::SizeList sizes =
        nn::sizesOf(TypeRange(function.getArgumentTypes()).take_front(arguments),
                    TypeRange(function.getResultTypes()).take_front(results), function->getAttr(kLimits));
    info.sizes = sizes.named;
    for (int64_t size : sizes.derived)
      info.derivedSizes.push_back(nn::sizeExpression(size));
    for (size_t i = 0; i < arguments; ++i) {
      info.inputs.push_back(tensorInfo(function.getArgName(i), function.getArgumentTypes()[i]));
      info.inputs.back().role = inputRoleOf(info.inputs.back().name);
    }
    for (size_t i = 0; i < results; ++i)
      info.outputs.push_back(tensorInfo(function.getResultName(i), function.getResultTypes()[i]));
    result.push_back(std::move(info));
  }
  return result;
}

std::vector<VariableInfo> Graph::variables() const { return variablesOf(*impl->module); }
std::vector<EntryInfo> Graph::functions() const { return functionsOf(*impl->module); }

bool Graph::hasFunction(std::string_view function) const {
  return llvm::any_of(functions(), [&](const EntryInfo &info) { return info.name == function; });
}

/// Whether the function, or one that it calls, has such an op.
static bool holdsOp(ModuleOp module, std::string_view name, llvm::function_ref<bool(Operation *)> isWanted) {
  llvm::SetVector<nn::FuncOp> functions;
  if (auto function = module.lookupSymbol<nn::FuncOp>(StringRef(name)))
    functions.insert(function);
  for (size_t i = 0; i < functions.size(); ++i) { // grows
    nn::FuncOp current = functions[i];
    WalkResult found = current.walk([&](Operation *op) {
      if (auto call = dyn_cast<nn::CallOp>(op))
        if (auto callee = module.lookupSymbol<nn::FuncOp>(call.getCallee()))
          functions.insert(callee);
      return isWanted(op) ? WalkResult::interrupt() : WalkResult::advance();
    });
    if (found.wasInterrupted())
      return true;
  }
  return false;
}

bool Graph::learns(std::string_view function) const {
  return holdsOp(*impl->module, function, llvm::IsaPred<train::MinimizeOp, train::UpdateOp>);
}

bool Graph::usesVariables(std::string_view function) const {
  return holdsOp(*impl->module, function,
                 llvm::IsaPred<nn::ReadOp, nn::AssignOp, train::MinimizeOp, train::UpdateOp>);
}

std::int64_t Graph::parameterCount() const {
  int64_t count = 0;
  for (const VariableInfo &variable : variables())
    count += variable.role == VariableRole::Parameter ? elementCount(variable.tensor.shape) : 0;
  return count;
}

//===-- Sizes ---------------------------------------------------------------------------------------===//

std::vector<std::string> Graph::sizes() const {
  std::set<std::string> names;
  for (const EntryInfo &function : functions())
    names.insert(function.sizes.begin() + 1, function.sizes.end());
  std::vector<std::string> result{"batch"};
  result.insert(result.end(), names.begin(), names.end());
  return result;
}

namespace {
/// Equates declared shapes with given ones.
class SizeSolver {
public:
  SizeSolver(const std::string &file, const Sizes &given) : file(file) {
    for (const auto &[name, value] : given.all())
      named[name] = {value, "what is given"};
  }

  /// First what stands alone, then what is computed of it.
  void solve(nn::FuncOp function, StringRef name, nn::SizedTensorType type, const Shape &shape) {
    const std::string where =
        "input '" + name.str() + "' of '@" + function.getSymName().str() + "', " + typeText(type) + ",";
    if (shape.size() != type.getShape().size())
      throw Error(file + ": " + where + " has " + std::to_string(type.getShape().size()) +
                  " dimensions, the shape " + toString(shape) + " has " + std::to_string(shape.size()));
    for (auto [dimension, size] : llvm::enumerate(type.getShape())) {
      const int64_t wanted = shape[dimension];
      const std::string here = where + " at dimension " + std::to_string(dimension);
      const std::vector<std::string> names =
          nn::isSymbolic(size) ? nn::namesIn(size) : std::vector<std::string>();
      if (names.size() == 1 && nn::namedSize(names.front()) == size) {
        if (wanted < 1)
          throw Error(file + ": " + here + " is '" + names.front() +
                      "', which is at least 1; the shape has " + std::to_string(wanted));
        auto [place, isNew] = named.try_emplace(names.front(), Found{wanted, here});
        if (place->second.value != wanted)
          throw Error(file + ": the size '" + names.front() + "' would be " + std::to_string(wanted) +
                      " by " + here + ", and " + std::to_string(place->second.value) + " by " +
                      place->second.source);
      } else {
        checks.push_back({size, wanted, here});
      }
    }
  }

  Sizes result() const {
    std::map<std::string, int64_t> numbers;
    Sizes sizes;
    for (const auto &[name, found] : named) {
      numbers[name] = found.value;
      sizes.set(name, found.value);
    }
    for (const Check &check : checks) {
      const std::optional<int64_t> value = nn::evaluateSize(check.size, numbers);
      if (value && *value == check.wanted)
        continue;
      const std::string text = nn::sizeExpression(check.size);
      throw Error(
          file + ": " + check.where + " is " + (nn::isSymbolic(check.size) ? "'" + text + "'" : text) +
          (!value                       ? ", and what that is is not given"
           : nn::isSymbolic(check.size) ? ", which is " + std::to_string(*value) + " where " + toString(sizes)
                                        : "") +
          "; the shape has " + std::to_string(check.wanted));
    }
    return sizes;
  }

private:
  struct Found {
    int64_t value;
    std::string source;
  };
  struct Check {
    int64_t size, wanted;
    std::string where;
  };
  const std::string &file;
  std::map<std::string, Found> named;
  std::vector<Check> checks;
};
} // namespace

Sizes Graph::sizesFor(const std::vector<std::pair<std::string, Shape>> &shapes, const Sizes &given) const {
  SizeSolver solver(impl->file, given);
  for (const auto &[input, shape] : shapes) {
    bool isFound = false;
    for (nn::FuncOp function : (*impl->module).getOps<nn::FuncOp>())
      for (auto [name, type] : llvm::zip(function.getArgNames(), function.getArgumentTypes()))
        if (function.isPublic() && cast<StringAttr>(name).getValue() == input) {
          isFound = true;
          solver.solve(function, input, cast<nn::SizedTensorType>(type), shape);
        }
    if (!isFound)
      throw Error(impl->file + ": no function has an input '" + input + "'");
  }
  return solver.result();
}

//===-- What travels with it ------------------------------------------------------------------------===//

std::vector<std::string> classNamesOf(ModuleOp module) {
  std::vector<std::string> names;
  if (auto attribute = module->getAttrOfType<ArrayAttr>(kClassNames))
    for (StringAttr name : attribute.getAsRange<StringAttr>())
      names.push_back(name.str());
  return names;
}

std::vector<float> numbersOf(ModuleOp module, StringRef name) {
  std::vector<float> values;
  if (auto attribute = module->getAttrOfType<ArrayAttr>(name))
    for (FloatAttr value : attribute.getAsRange<FloatAttr>())
      values.push_back(static_cast<float>(value.getValueAsDouble()));
  return values;
}

std::string Graph::plan() const {
  auto plan = (*impl->module)->getAttrOfType<StringAttr>(kPlan);
  return plan ? plan.str() : "";
}

std::vector<std::string> Graph::classNames() const { return classNamesOf(*impl->module); }
std::vector<float> Graph::mean() const { return numbersOf(*impl->module, kMean); }
std::vector<float> Graph::standardDeviation() const { return numbersOf(*impl->module, kStandardDeviation); }

// The graph with attributes of its module replaced; a null attribute removes.
static Graph withAttributes(const Graph &graph, ArrayRef<std::pair<StringRef, Attribute>> changes) {
  NamedAttrList attributes((*graph.implementation().module)->getDiscardableAttrDictionary());
  for (auto [name, value] : changes) {
    attributes.erase(name);
    if (value)
      attributes.append(name, value);
  }
  const Graph::Impl &impl = graph.implementation();
  DictionaryAttr wanted = attributes.getDictionary(impl.context.get());
  if (std::optional<std::string> text = replaceModuleAttributes(impl.carried, wanted))
    return Graph::Impl::parse(std::move(*text), graph.name(), graph.file(), impl.version,
                              segmentsOf(impl.carriedConstants()));
  // Nobody's handwriting is lost, and what MLIR prints is of the present version.
  OwningOpRef<ModuleOp> changed = ModuleOp(*impl.module).clone();
  (*changed)->setDiscardableAttrs(wanted);
  return Graph::parse(Graph::Impl::graphOf(std::move(changed), graph).text(), graph.name(), graph.file());
}

void Graph::setClassNames(const std::vector<std::string> &names) {
  Builder builder(impl->context.get());
  auto value = builder.getStrArrayAttr(llvm::to_vector_of<StringRef>(names));
  impl = withAttributes(*this, {{kClassNames, names.empty() ? nullptr : value}}).impl;
}

void Graph::setNormalization(const std::vector<float> &mean, const std::vector<float> &standardDeviation) {
  Builder builder(impl->context.get());
  auto attribute = [&](const std::vector<float> &values) {
    return values.empty() ? Attribute() : Attribute(builder.getF32ArrayAttr(values));
  };
  impl = withAttributes(*this, {{kMean, attribute(mean)}, {kStandardDeviation, attribute(standardDeviation)}})
             .impl;
}

} // namespace dlc
