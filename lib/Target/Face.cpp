// Instead of C source, because where dlc runs there need be no C compiler. Field order of the face:
// Support/Support.h.
#include "Target/Face.h"

#include "Model/Safetensors.h"
#include "Target/Architecture.h"
#include "Target/Constants.h"
#include "Target/Identifiers.h"
#include "Target/ProgramObject.h"
#include "Target/Signatures.h"
#include "dlc/Error.h"
#include "dlc/program.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/Support/JSON.h>
#include <map>

namespace dlc {
namespace {

class FaceBuilder {
public:
  FaceBuilder(llvm::Module &module, const Manifest &manifest)
      : module(module), manifest(manifest), make(module), build(module.getContext()),
        pointer(build.getPtrTy()), face(addFace()) {}

  void addFunctions();

private:
  llvm::Constant *addFace();
  void addWeightsHeader(std::vector<llvm::Constant *> &fields);
  llvm::Constant *selftest();
  llvm::Function *begin(const std::string &name, llvm::Type *result, llvm::ArrayRef<llvm::Type *> parameters);
  void forward(const std::string &name, llvm::Type *result, llvm::ArrayRef<llvm::Type *> parameters,
               bool takesFace);
  void addEntry(const Signature &signature);
  llvm::Value *addressOf(llvm::Argument &argument, const Parameter &parameter);
  llvm::Type *typeOf(const Parameter &parameter);

  llvm::Module &module;
  const Manifest &manifest;
  Constants make;
  llvm::IRBuilder<> build;
  llvm::Type *pointer;
  llvm::Constant *face;
};

/// `entry` is the one whose sizes stand in the shape.
llvm::json::Object describe(const ManifestTensor &tensor, const ManifestEntry *entry) {
  llvm::json::Array shape;
  for (int64_t dimension : tensor.shape)
    shape.push_back(dimension < 0 ? llvm::json::Value(entry->sizeText(dimension))
                                  : llvm::json::Value(dimension));
  return llvm::json::Object{
      {"name", llvm::json::fixUTF8(tensor.name)}, {"type", nameOf(tensor.type)}, {"shape", std::move(shape)}};
}

llvm::json::Array describe(const std::vector<ManifestTensor> &tensors, const ManifestEntry &entry) {
  llvm::json::Array result;
  for (const ManifestTensor &tensor : tensors)
    result.push_back(describe(tensor, &entry));
  return result;
}

/// All that there is code for, the newest first.
llvm::json::Array cpusOf(const Manifest &manifest) {
  llvm::json::Array cpus{manifest.cpu};
  for (const ManifestFallback &fallback : manifest.fallbacks)
    cpus.push_back(fallback.cpu);
  return cpus;
}

/// What NAME_info returns.
std::string describe(const Manifest &manifest) {
  static constexpr const char *roles[] = {"parameter", "buffer", "optimizer"};
  llvm::json::Array functions, variables, classes;
  for (const Signature &signature : signaturesOf(manifest)) {
    llvm::json::Array sizes;
    for (const SizeParameter &size : signature.sizes)
      sizes.push_back(signature.entry->sizes[size.index]);
    functions.push_back(
        llvm::json::Object{{"name", llvm::json::fixUTF8(signature.entry->name)},
                           {"function", identifierOf(manifest.name) + "_" + signature.name},
                           {"sizes", std::move(sizes)},
                           {"inputs", describe(signature.entry->inputs, *signature.entry)},
                           {"outputs", describe(signature.entry->outputs, *signature.entry)}});
  }
  for (const ManifestVariable &variable : manifest.variables) {
    llvm::json::Object entry = describe(variable.tensor, nullptr);
    entry["role"] = roles[size_t(variable.role)];
    variables.push_back(std::move(entry));
  }
  for (const std::string &name : manifest.classNames)
    classes.push_back(llvm::json::fixUTF8(name));
  const bool isForSeveral = !manifest.fallbacks.empty();
  llvm::json::Object info{
      {"name", llvm::json::fixUTF8(manifest.name)},
      {"cpu", isForSeveral ? manifest.fallbacks.back().cpu : manifest.cpu},
      {"cpu_features", isForSeveral ? manifest.fallbacks.back().features : manifest.features},
      {"cpus", cpusOf(manifest)},
      {"parallel", manifest.openmp ? "openmp" : "none"},
      {"functions", std::move(functions)},
      {"variables", std::move(variables)},
      {"classes", std::move(classes)}};
  if (!manifest.mean.empty())
    info["normalization"] =
        llvm::json::Object{{"mean", llvm::json::Array(manifest.mean)},
                           {"standard_deviation", llvm::json::Array(manifest.standardDeviation)}};
  std::string text;
  llvm::raw_string_ostream(text) << llvm::json::Value(std::move(info));
  return text;
}

llvm::Constant *FaceBuilder::addFace() {
  ModelTemplate file = makeModelTemplate(manifest);
  std::vector<llvm::Constant *> fields = {module.getNamedGlobal(programSymbol), make.bytes(file.index, 8),
                                          make.i64(int64_t(file.index.size())),
                                          make.numbers(llvm::ArrayRef<uint64_t>(file.checksumPlaces)),
                                          manifest.selftest ? selftest() : make.null()};
  addWeightsHeader(fields);
  return make.global(make.record(fields), llvm::GlobalValue::PrivateLinkage);
}

/// Of the .safetensors files that export_weights writes: parameters and buffers. There is none where no such
/// file can be written.
void FaceBuilder::addWeightsHeader(std::vector<llvm::Constant *> &fields) {
  std::vector<SafetensorsTensor> tensors;
  std::map<std::string, uint32_t> indices;
  for (const auto &[i, variable] : llvm::enumerate(manifest.variables)) {
    indices[variable.tensor.name] = uint32_t(i);
    if (variable.role != ModelSegment::Role::Optimizer && !variable.isRandomState)
      tensors.push_back({variable.tensor.name, variable.tensor.type, variable.tensor.shape, {}});
  }
  std::string header;
  try {
    if (!manifest.freestanding)
      header = safetensorsHeader(manifest.name, tensors);
  } catch (const Error &) { // a name that the format has not: the library says so when it is asked
  }
  std::vector<uint32_t> order;
  for (const SafetensorsTensor &tensor : tensors)
    order.push_back(indices.at(tensor.name));
  const std::span<const std::byte> bytes = std::as_bytes(std::span(header));
  fields.insert(fields.end(),
                {header.empty() ? make.null() : make.bytes(bytes, 8), make.i64(int64_t(bytes.size())),
                 header.empty() ? make.null() : make.numbers(order), make.i32(int64_t(order.size()))});
}

/// Fields of dlc_selftest and dlc_selftest_case.
llvm::Constant *FaceBuilder::selftest() {
  std::vector<llvm::Constant *> cases;
  for (const ManifestCall &call : manifest.selftest->calls) {
    std::vector<llvm::Constant *> arguments;
    for (const std::vector<std::byte> &bytes : call.arguments)
      arguments.push_back(make.bytes(bytes, DLC_ARENA_ALIGNMENT));
    const std::vector<uint64_t> sizes(call.sizes.begin(), call.sizes.end());
    cases.push_back(make.record({make.i32(call.entry), make.i32(0), make.numbers(sizes),
                                 make.table(arguments), make.i64(int64_t(call.resultBytes))}));
  }
  return make.global(make.record({make.i32(manifest.selftest->initialises), make.i32(int64_t(cases.size())),
                                  make.table(cases)}),
                     llvm::GlobalValue::PrivateLinkage);
}

/// Starts the exported function NAME_name.
llvm::Function *FaceBuilder::begin(const std::string &name, llvm::Type *result,
                                   llvm::ArrayRef<llvm::Type *> parameters) {
  auto *function = llvm::Function::Create(llvm::FunctionType::get(result, parameters, false),
                                          llvm::GlobalValue::ExternalLinkage,
                                          identifierOf(manifest.name) + "_" + name, module);
  // Protected, not default: exported, but a function of the same name elsewhere cannot take its place.
  function->setVisibility(llvm::GlobalValue::ProtectedVisibility);
  build.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "", function));
  return function;
}

/// NAME_name calls dlc_support_name with the same arguments, after the face if that takes one.
void FaceBuilder::forward(const std::string &name, llvm::Type *result,
                          llvm::ArrayRef<llvm::Type *> parameters, bool takesFace) {
  llvm::Function *function = begin(name, result, parameters);
  llvm::SmallVector<llvm::Type *> types;
  llvm::SmallVector<llvm::Value *> arguments;
  if (takesFace) {
    types.push_back(pointer);
    arguments.push_back(face);
  }
  for (llvm::Argument &argument : function->args()) {
    types.push_back(argument.getType());
    arguments.push_back(&argument);
  }
  llvm::FunctionCallee callee =
      module.getOrInsertFunction("dlc_support_" + name, llvm::FunctionType::get(result, types, false));
  llvm::Value *value = build.CreateCall(callee, arguments);
  if (result->isVoidTy())
    build.CreateRetVoid();
  else
    build.CreateRet(value);
}

llvm::Type *FaceBuilder::typeOf(const Parameter &parameter) {
  if (!parameter.byValue())
    return pointer;
  switch (parameter.tensor->type) {
#define DLC_ELEMENT_TYPE(value, ID, name, mlir, kind, bits, c_type, ...)                                     \
  case DType::name:                                                                                          \
    return std::is_same_v<c_type, float>    ? build.getFloatTy()                                             \
           : std::is_same_v<c_type, double> ? build.getDoubleTy()                                            \
                                            : static_cast<llvm::Type *>(build.getIntNTy(bits));
#include "dlc/element_types.def"
  }
  llvm_unreachable("an element type that is not in the list");
}

/// Of a value: of a copy in memory, which for a boolean holds 0 or 1.
llvm::Value *FaceBuilder::addressOf(llvm::Argument &argument, const Parameter &parameter) {
  if (!parameter.byValue())
    return &argument;
  llvm::Value *value = &argument;
  if (parameter.tensor->type == DType::i1)
    value = build.CreateZExt(build.CreateIsNotNull(value), build.getInt8Ty());
  llvm::AllocaInst *slot = build.CreateAlloca(value->getType());
  slot->setAlignment(llvm::Align(16));
  build.CreateStore(value, slot);
  return slot;
}

void FaceBuilder::addEntry(const Signature &signature) {
  llvm::SmallVector<llvm::Type *> types = {pointer};
  types.append(signature.sizes.size(), build.getInt64Ty());
  for (const Parameter &parameter : signature.parameters)
    types.push_back(typeOf(parameter));
  llvm::Function *function = begin(signature.name, build.getInt32Ty(), types);
  llvm::Argument *next = function->arg_begin();
  llvm::Value *model = next++;
  size_t sizeCount = signature.entry->sizes.size();
  llvm::SmallVector<llvm::Value *> values(sizeCount, build.getInt64(1));
  for (const SizeParameter &size : signature.sizes)
    values[size.index] = next++;
  llvm::Value *sizes = build.CreateAlloca(build.getInt64Ty(), build.getInt32(uint32_t(sizeCount)));
  for (size_t i = 0; i < sizeCount; ++i)
    build.CreateStore(values[i], build.CreateConstInBoundsGEP1_64(build.getInt64Ty(), sizes, i));

  llvm::Value *table = build.CreateAlloca(pointer, build.getInt32(uint32_t(signature.parameters.size())));
  for (size_t i = 0; i < signature.parameters.size(); ++i)
    build.CreateStore(addressOf(*next++, signature.parameters[i]),
                      build.CreateConstInBoundsGEP1_64(pointer, table, i));
  llvm::FunctionCallee call = module.getOrInsertFunction(
      "dlc_support_call",
      llvm::FunctionType::get(build.getInt32Ty(), {pointer, build.getInt32Ty(), pointer, pointer}, false));
  build.CreateRet(build.CreateCall(call, {model, build.getInt32(uint32_t(signature.index)), sizes, table}));
}

void FaceBuilder::addFunctions() {
  llvm::Type *status = build.getInt32Ty(), *bytes = build.getInt64Ty();
  if (manifest.freestanding) {
    forward("create_at", status, {pointer, bytes, pointer}, true);
    forward("instance_bytes", bytes, {bytes}, true);
    forward("least_instance_bytes", bytes, {bytes}, true);
    forward("load_from", status, {pointer, pointer, bytes}, false);
    forward("save_to", status, {pointer, pointer, bytes, pointer}, false);
  } else {
    forward("create", status, {pointer}, true);
    if (!manifest.fallbacks.empty())
      forward("create_for", status, {pointer, pointer}, true);
    forward("destroy", build.getVoidTy(), {pointer}, false);
    forward("load", status, {pointer, pointer}, false);
    forward("save", status, {pointer, pointer}, false);
    forward("map", status, {pointer, pointer}, false);
    forward("export_weights", status, {pointer, pointer}, false);
  }
  forward("message", pointer, {pointer}, false);
  forward("get_variable", status, {pointer, pointer, pointer, bytes}, false);
  forward("set_variable", status, {pointer, pointer, pointer, bytes}, false);
  if (manifest.selftest)
    forward("selftest", status, {pointer}, false);
  if (manifest.openmp)
    forward("set_threads", status, {pointer, build.getInt32Ty()}, false);
  if (!manifest.classNames.empty())
    forward("class_name", pointer, {build.getInt64Ty()}, true);
  if (manifest.fallbacks.empty()) {
    begin("program", pointer, {});
    build.CreateRet(module.getNamedGlobal(programSymbol));
  } else {
    forward("program", pointer, {}, true);
  }
  begin("info", pointer, {});
  build.CreateRet(make.string(describe(manifest)));
  for (const Signature &signature : signaturesOf(manifest))
    addEntry(signature);
}
} // namespace

Object emitFaceObject(const Manifest &manifest, const TargetOptions &options, std::vector<DataBlob> &apart) {
  const Architecture &architecture = architectureOf(options.target.triple);
  llvm::LLVMContext context;
  llvm::Module module(manifest.name, context);
  addProgram(module, manifest, BytesOfConstants::Copied, architecture.hasDataObjects() ? &apart : nullptr);
  FaceBuilder(module, manifest).addFunctions();
  // Creating a model must work on any CPU, or it could not refuse one.
  TargetOptions baseline = options;
  baseline.target = describeTarget(architecture.baseline, architecture.triple);
  baseline.sanitizer = SanitizerKind::none; // like the run-time core, which it only calls
  return emitObject(module, baseline);
}

} // namespace dlc
