// dlc::importOnnx: the importer's module becomes a Graph, with a text that names values as the file does. And
// dlc::exportOnnx: a function of a Graph as the compiler sees it once derivatives are written out
// becomes a file.
#include "dlc/Onnx.h"

#include "API/GraphImpl.h"
#include "API/ImageNormalization.h"
#include "API/Lowering.h"
#include "API/ModuleText.h"
#include "API/NetworkText.h"
#include "Export/Export.h"
#include "Import/Import.h"
#include "Model/AtomicFile.h"
#include "NN/NNElementTypes.h"
#include "Train/Train.h"

#include "mlir/Parser/Parser.h"
#include "llvm/ADT/ScopeExit.h"

#include <cstring>
#include <list>
#include <malloc.h>

using namespace mlir;

namespace dlc {

static DenseElementsAttr elementsOf(MLIRContext &context, const Tensor &tensor) {
  auto type = RankedTensorType::get(tensor.shape(), nn::elementType(&context, tensor.dtype()));
  if (tensor.dtype() == DType::i1) {
    SmallVector<bool> values(tensor.values<bool>().begin(), tensor.values<bool>().end());
    return DenseElementsAttr::get(type, values);
  }
  const std::span<const std::byte> bytes = tensor.bytes();
  return DenseElementsAttr::getFromRawBuffer(type,
                                             {reinterpret_cast<const char *>(bytes.data()), bytes.size()});
}

static std::shared_ptr<MLIRContext> newContext() {
  auto context = std::make_shared<MLIRContext>(MLIRContext::Threading::DISABLED);
  context->loadDialect<nn::NNDialect, train::TrainDialect>();
  return context;
}

/// The module of a text with a function `loss`, in another context.
static OwningOpRef<ModuleOp> lossIn(const std::filesystem::path &path, MLIRContext &context) {
  const Graph written = Graph::load(path); // which says what is wrong with it, and where
  std::string text;
  llvm::raw_string_ostream stream(text);
  ModuleOp(*written.implementation().module).print(stream);
  return parseSourceString<ModuleOp>(text, &context);
}

/// The module as people read it, large constants by name.
static std::string textOf(ModuleOp module, const llvm::DenseMap<Value, std::string> &names,
                          std::vector<GraphConstant> &constants) {
  Annotations annotations;
  annotations.names = names;
  nameConstants(module, constants);
  auto restore = llvm::scope_exit([&] { (void)fillInConstants(module, constants); });
  return moduleText(module, annotations);
}

Graph importOnnx(const std::filesystem::path &path, const OnnxOptions &options) {
  auto impl = std::make_shared<Graph::Impl>(newContext());
  importer::ImportOptions wanted;
  for (const auto &[name, size] : options.sizes.all())
    wanted.sizes[name] = size;
  for (const auto &[name, shape] : options.shapes)
    wanted.shapes.emplace_back(name, shape);
  wanted.dynamicBatch = options.dynamicBatch;
  wanted.train = options.train;
  wanted.frozen = options.frozen;
  OwningOpRef<ModuleOp> lossText;
  if (StringRef(options.loss).ends_with(".mlir")) {
    lossText = lossIn(options.loss, *impl->context);
    wanted.lossText = *lossText;
  } else {
    wanted.loss = options.loss;
  }
  for (const Argument &constant : options.constants)
    wanted.constants.emplace(constant.name, elementsOf(*impl->context, *constant.tensor));
  importer::ImportedModel imported;
  std::string errors;
  // Subgraphs and functions nest.
  onLargeStack([&] { importer::importOnnx(*impl->context, path.string(), wanted, imported, errors); });
#ifdef __GLIBC__
  ::malloc_trim(0); // the file's tensors, of which the graph has copies now
#endif
  if (!imported.module)
    throw Error(errors);
  for (const auto *list : {&imported.inputs, &imported.outputs})
    for (const importer::ImportedName &name : *list)
      impl->originals[name.original] = name.identifier;
  for (const importer::ImportedName &size : imported.sizes)
    impl->originalSizes[size.identifier] = size.original;
  return Graph::Impl::graphOf(std::move(impl), std::move(imported.module), path,
                              [&](ModuleOp module, std::vector<GraphConstant> &constants) {
                                return textOf(module, imported.names, constants);
                              });
}

std::string onnxSummary(const std::filesystem::path &path) {
  std::string summary, error;
  bool isRead = false;
  onLargeStack([&] { isRead = importer::summarize(path.string(), summary, error); });
  if (!isRead)
    throw Error(error);
  return summary;
}

static Tensor tensorOf(DenseElementsAttr value) {
  Tensor tensor(Shape(value.getType().getShape().begin(), value.getType().getShape().end()),
                *nn::dtypeOf(value.getElementType()));
  if (tensor.dtype() == DType::i1) {
    llvm::copy(value.getValues<bool>(), tensor.values<bool>().begin());
  } else if (tensor.size() > 0) {
    const ArrayRef<char> bytes = value.getRawData();
    for (std::size_t at = 0; at < tensor.bytes().size(); at += bytes.size()) // a splat is one element
      std::memcpy(tensor.bytes().data() + at, bytes.data(), bytes.size());
  }
  return tensor;
}

std::pair<std::string, Tensor> readOnnxTensor(const std::filesystem::path &path) {
  const std::shared_ptr<MLIRContext> context = newContext();
  importer::TensorFile file;
  std::string error;
  if (!importer::readTensorFile(*context, path.string(), file, error))
    throw Error(error);
  return {file.name, tensorOf(file.value)};
}

std::vector<std::string> onnxLossNames() {
  std::vector<std::string> names;
  for (StringRef name : importer::lossNames())
    names.push_back(name.str());
  return names;
}

std::string onnxSupportTable() { return importer::supportTable() + exporter::exportTable(); }

//===-- Out -----------------------------------------------------------------------------------------===//

/// The elements of a variable that the graph says itself, an i1 as a byte; `owned` keeps them. Of an
/// optimizer's those that it starts with.
static std::optional<ArrayRef<char>> initialElements(ModuleOp module, StringRef name,
                                                     std::list<Tensor> &owned) {
  auto variable = module.lookupSymbol<nn::VariableOp>(name);
  auto elements = variable ? dyn_cast<DenseElementsAttr>(variable.getInitializer()) : DenseElementsAttr();
  if (variable && variable.getRole() == nn::VariableRole::optimizer && !elements) {
    Builder builder(module.getContext());
    auto type = cast<RankedTensorType>(variable.getType());
    if (isa<nn::ZerosAttr>(variable.getInitializer()))
      elements = cast<DenseElementsAttr>(builder.getZeroAttr(type));
    else if (auto fill = dyn_cast<nn::FillAttr>(variable.getInitializer()))
      elements = DenseElementsAttr::get(
          type, builder.getFloatAttr(type.getElementType(), fill.getValue().getValueAsDouble()));
  }
  if (!elements)
    return std::nullopt;
  owned.push_back(tensorOf(elements));
  const std::span<const std::byte> bytes = owned.back().bytes();
  return ArrayRef<char>(reinterpret_cast<const char *>(bytes.data()), bytes.size());
}

/// The elements of a variable: those that are given, or those that the graph gives.
static std::optional<ArrayRef<char>> elementsOf(ModuleOp module, StringRef name, const Weights &weights,
                                                std::list<Tensor> &owned) {
  const Tensor *given = weights.find(name.str());
  if (!given)
    return initialElements(module, name, owned);
  auto variable = module.lookupSymbol<nn::VariableOp>(name);
  const TensorInfo wanted = tensorInfo(name, variable.getType());
  if (given->dtype() != wanted.dtype || given->shape() != wanted.shape)
    throw Error(weights.file + ": the variable '" + name.str() + "' is " + nameOf(given->dtype()) + " " +
                toString(given->shape()) + ", but the network's is " + typeText(variable.getType()));
  return ArrayRef<char>(reinterpret_cast<const char *>(given->bytes().data()), given->bytes().size());
}

static void writeOnnx(const exporter::ExportedModel &model, const std::filesystem::path &path,
                      const std::filesystem::path &external) {
  auto bytes = [](ArrayRef<char> part) {
    return std::span(reinterpret_cast<const std::byte *>(part.data()), part.size());
  };
  // Both are on the disk before either takes its place.
  std::optional<AtomicFile> data;
  if (!model.external.empty()) {
    data.emplace(external);
    for (ArrayRef<char> part : model.external)
      data->write(bytes(part));
  }
  AtomicFile file(path);
  file.write(bytes(ArrayRef<char>(model.bytes.data(), model.bytes.size())));
  if (data)
    data->commit();
  file.commit();
}

/// Lets the function take pixels in 0…1 where the graph expects them normalised; gives the input's name.
static std::optional<std::string> takePixels(ModuleOp module, const Graph &graph, StringRef entry) {
  const auto statistics = ImageStatistics::of(graph);
  auto function = module.lookupSymbol<nn::FuncOp>(entry);
  if (statistics.mean.empty() || !function)
    return std::nullopt;
  const std::string images = imageName(graph);
  for (auto [i, argument] : llvm::enumerate(function.getBody().getArguments())) {
    if (function.getArgName(static_cast<unsigned>(i)) != images)
      continue;
    OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
    SmallVector<OpOperand *> uses =
        llvm::map_to_vector(argument.getUses(), [](OpOperand &use) { return &use; });
    Value pixels = normalized(builder, argument, statistics);
    for (OpOperand *use : uses)
      use->set(pixels);
    return images;
  }
  return std::nullopt;
}

std::optional<std::string> exportOnnx(const Graph &graph, const Weights &weights,
                                      const std::filesystem::path &path, const OnnxExportOptions &options) {
  if (options.opset != 0 && options.opset < exporter::leastOpset)
    throw Error("ONNX files are written in operator set " + std::to_string(exporter::leastOpset) +
                " or a later one, not " + std::to_string(options.opset));
  CompileOptions code;
  code.sizes = options.sizes;
  code.average = options.average;
  code.mode = options.mode;
  code.optimizer = options.optimizer;
  StageOptions stages;
  OwningOpRef<ModuleOp> module = lowerUntil(graph, "differentiate", code, stages)->take();
  std::optional<std::string> normalizes = takePixels(*module, graph, options.entry);
  std::list<Tensor> owned;
  exporter::ExportOptions wanted;
  wanted.entry = options.entry;
  wanted.mostOpset = options.opset ? options.opset : exporter::latestOpset;
  wanted.valueOf = [&](StringRef name) { return elementsOf(*module, name, weights, owned); };
  for (const auto &[original, identifier] : graph.implementation().originals)
    wanted.originals[identifier] = original;
  wanted.originalSizes = graph.implementation().originalSizes;
  wanted.producer = DLC_VERSION;
  wanted.externalName = path.filename().string() + ".data";
  if (options.externalData)
    wanted.mostBytesInside = 0;
  exporter::ExportedModel model;
  std::string errors;
  onLargeStack([&] { exporter::exportOnnx(*module, wanted, model, errors); }); // bodies nest
  if (!errors.empty())
    throw Error(graph.file() + ": " + errors);
  writeOnnx(model, path, std::filesystem::path(path).replace_filename(wanted.externalName));
  return normalizes;
}

} // namespace dlc
