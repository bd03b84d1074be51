// dlc::importOnnx: the importer's module becomes a Graph, with a text that names values as the file does.
#include "dlc/Onnx.h"

#include "API/GraphImpl.h"
#include "API/ModuleText.h"
#include "API/NetworkText.h"
#include "Import/Import.h"
#include "NN/NNElementTypes.h"
#include "Train/Train.h"

#include "llvm/ADT/ScopeExit.h"

#include <cstring>

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
  wanted.loss = options.loss;
  for (const Argument &constant : options.constants)
    wanted.constants.emplace(constant.name, elementsOf(*impl->context, *constant.tensor));
  importer::ImportedModel imported;
  std::string errors;
  // Subgraphs and functions nest.
  onLargeStack([&] { importer::importOnnx(*impl->context, path.string(), wanted, imported, errors); });
  if (!imported.module)
    throw Error(errors);
  for (const auto *list : {&imported.inputs, &imported.outputs})
    for (const importer::ImportedName &name : *list)
      impl->originals[name.original] = name.identifier;
  return Graph::Impl::graphOf(std::move(impl), std::move(imported.module), path,
                              [&](ModuleOp module, std::vector<GraphConstant> &constants) {
                                return textOf(module, imported.names, constants);
                              });
}

std::pair<std::string, Tensor> readOnnxTensor(const std::filesystem::path &path) {
  const std::shared_ptr<MLIRContext> context = newContext();
  importer::TensorFile file;
  std::string error;
  if (!importer::readTensorFile(*context, path.string(), file, error))
    throw Error(error);
  DenseElementsAttr value = file.value;
  Tensor tensor(Shape(value.getType().getShape().begin(), value.getType().getShape().end()),
                *nn::dtypeOf(value.getElementType()));
  if (tensor.dtype() == DType::i1) {
    llvm::copy(value.getValues<bool>(), tensor.values<bool>().begin());
  } else if (tensor.size() > 0) {
    const ArrayRef<char> bytes = value.getRawData();
    for (std::size_t at = 0; at < tensor.bytes().size(); at += bytes.size()) // a splat is one element
      std::memcpy(tensor.bytes().data() + at, bytes.data(), bytes.size());
  }
  return {file.name, std::move(tensor)};
}

std::vector<std::string> onnxLossNames() {
  std::vector<std::string> names;
  for (StringRef name : importer::lossNames())
    names.push_back(name.str());
  return names;
}

std::string onnxSupportTable() { return importer::supportTable(); }

} // namespace dlc
