// The fields of each record stand in the order of include/dlc/program.h; a test reads the result through that
// header.
#include "Target/ProgramObject.h"

#include "Target/Constants.h"
#include "dlc/Error.h"
#include "dlc/program.h"

#include <ranges>

namespace dlc {
static_assert(DLC_PROGRAM_VERSION == 6 && sizeof(dlc_program) == 136 && sizeof(dlc_constant_info) == 40 &&
                  sizeof(dlc_entry_info) == 112 && sizeof(dlc_variable_info) == 48 &&
                  sizeof(dlc_tensor_info) == 32,
              "the records below follow version 6 of the Program");

using Rows = std::vector<llvm::Constant *>;

static llvm::Constant *tensorRecord(Constants &make, const ManifestTensor &tensor) {
  std::vector<uint64_t> shape(tensor.shape.begin(), tensor.shape.end());
  return make.record({make.string(tensor.name), make.i32(int32_t(tensor.type)),
                      make.i32(int64_t(shape.size())), make.numbers(shape), make.i32(int32_t(tensor.role)),
                      make.i32(0)});
}

/// Bytes that a symbol leads to, of any name if it is empty.
static llvm::Constant *bytesRecord(Constants &make, std::span<const std::byte> bytes,
                                   const std::string &symbol, std::vector<DataBlob> *apart) {
  if (apart && bytes.size() >= leastBlobBytes) {
    apart->push_back({symbol.empty() ? "dlc.data." + std::to_string(apart->size()) : symbol, bytes});
    return make.declared(apart->back().symbol, bytes.size());
  }
  auto *global = llvm::cast<llvm::GlobalVariable>(make.bytes(bytes, DLC_ARENA_ALIGNMENT));
  if (!symbol.empty()) {
    global->setLinkage(llvm::GlobalValue::ExternalLinkage);
    global->setName(symbol);
  }
  return global;
}

static llvm::Constant *variableRecord(Constants &make, const ManifestVariable &variable,
                                      std::vector<DataBlob> *apart) {
  llvm::Constant *initial =
      variable.initial.empty() ? make.null() : bytesRecord(make, variable.initial, "", apart);
  return make.record({tensorRecord(make, variable.tensor), make.i32(int32_t(variable.role)),
                      make.i32(variable.isRandomState ? DLC_RANDOM_STATE : 0), initial});
}

static llvm::Constant *entryRecord(Constants &make, const ManifestEntry &entry, llvm::FunctionType *type) {
  Rows inputs, outputs, sizes;
  for (const std::vector<std::string> *texts : {&entry.sizes, &entry.derivedSizes})
    for (const std::string &text : *texts)
      sizes.push_back(make.string(text));
  for (const ManifestTensor &tensor : entry.inputs)
    inputs.push_back(tensorRecord(make, tensor));
  for (const ManifestTensor &tensor : entry.outputs)
    outputs.push_back(tensorRecord(make, tensor));
  std::vector<uint32_t> variables(entry.variables.begin(), entry.variables.end());
  std::vector<uint32_t> outdated(entry.outdated.begin(), entry.outdated.end());
  if (!outdated.empty())
    outdated.push_back(uint32_t(-1));
  return make.record(
      {make.string(entry.name), make.i32(int32_t(entry.role)), make.i32(int64_t(entry.sizes.size())),
       make.i32(int64_t(entry.derivedSizes.size())), make.i32(entry.prepares), make.table(sizes),
       make.i32(int64_t(inputs.size())), make.i32(int64_t(outputs.size())), make.table(inputs),
       make.table(outputs), make.i32(int64_t(variables.size())), make.i32(entry.writes),
       make.numbers(variables), make.i64(entry.fixedArenaBytes), make.i64(entry.batchArenaBytes),
       make.numbers(outdated), entry.hasMeasure ? make.function(entry.measureSymbol(), type) : make.null(),
       make.function(entry.symbol, type)});
}

static llvm::Constant *constantRecord(Constants &make, const ManifestConstant &constant, BytesOfConstants how,
                                      std::vector<DataBlob> *apart) {
  if (how == BytesOfConstants::Referenced && constant.symbol.empty())
    return make.record({tensorRecord(make, constant.tensor), make.address(constant.bytes.data())});
  return make.record(
      {tensorRecord(make, constant.tensor), bytesRecord(make, constant.bytes, constant.symbol, apart)});
}

void addProgram(llvm::Module &module, const Manifest &manifest, BytesOfConstants how,
                std::vector<DataBlob> *apart) {
  if (std::optional<std::string> problem = findProblem(manifest))
    throw Error("model " + quoteName(manifest.name) + ": " + *problem);
  llvm::LLVMContext &context = module.getContext();
  auto *pointer = llvm::PointerType::getUnqual(context);
  // Both functions of an entry point take two pointers.
  auto *runType = llvm::FunctionType::get(llvm::Type::getVoidTy(context), {pointer, pointer}, false);
  Constants make(module);
  Rows variableRows, classNameRows, constantRows;
  for (const ManifestVariable &variable : manifest.variables)
    variableRows.push_back(variableRecord(make, variable, apart));
  for (const ManifestConstant &constant : manifest.constants)
    constantRows.push_back(constantRecord(make, constant, how, apart));
  for (const std::string &name : manifest.classNames)
    classNameRows.push_back(make.string(name));
  // What the programs for all CPUs share is there once.
  llvm::Constant *name = make.string(manifest.name), *graph = make.string(manifest.graph);
  llvm::Constant *variables = make.table(variableRows), *classNames = make.table(classNameRows);
  llvm::Constant *mean = make.numbers(manifest.mean), *deviation = make.numbers(manifest.standardDeviation);
  llvm::Constant *constants = make.table(constantRows);
  auto programFor = [&](const std::string &cpu, const std::string &features,
                        const std::vector<ManifestEntry> &entries, const ManifestPrepared &prepared,
                        llvm::Constant *fallback) {
    Rows entryRows;
    for (const ManifestEntry &entry : entries)
      entryRows.push_back(entryRecord(make, entry, runType));
    return make.record({make.i32(DLC_PROGRAM_MAGIC),
                        make.i32(DLC_PROGRAM_VERSION),
                        name,
                        make.string(cpu),
                        make.string(features),
                        graph,
                        make.i32(manifest.openmp),
                        make.i32(int64_t(variableRows.size())),
                        variables,
                        make.i32(int64_t(entryRows.size())),
                        make.i32(int64_t(classNameRows.size())),
                        make.table(entryRows),
                        classNames,
                        make.i32(int64_t(manifest.mean.size())),
                        make.i32(manifest.dialectVersion),
                        mean,
                        deviation,
                        make.i32(int64_t(constantRows.size())),
                        make.i32(prepared.count),
                        constants,
                        make.i64(prepared.bytes),
                        fallback});
  };
  llvm::Constant *fallback = make.null();
  for (const ManifestFallback &older : manifest.fallbacks | std::views::reverse)
    fallback = make.global(programFor(older.cpu, older.features, older.entries, older.prepared, fallback),
                           llvm::GlobalValue::PrivateLinkage);
  make.global(programFor(manifest.cpu, manifest.features, manifest.entries, manifest.prepared, fallback),
              llvm::GlobalValue::ExternalLinkage, programSymbol);
}

Object emitProgramObject(const Manifest &manifest, const TargetOptions &options) {
  llvm::LLVMContext context;
  llvm::Module module(manifest.name, context);
  addProgram(module, manifest, BytesOfConstants::Referenced);
  TargetOptions plain = options;
  plain.sanitizer = SanitizerKind::none; // it holds no code
  return emitObject(module, plain);
}

} // namespace dlc
