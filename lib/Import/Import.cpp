// From a file to a module: functions and operator sets, inputs, nodes, outputs.
#include "Import/Import.h"

#include "Import/Inputs.h"
#include "Import/Losses.h"
#include "Import/Model.h"
#include "Import/NewerFields.h"
#include "Import/Scope.h"
#include "Import/TensorValues.h"

#include "onnx/onnx.pb.h"

#include <filesystem>
#include <set>

using namespace mlir;

namespace dlc::importer {

static std::map<std::string, int64_t> opsetsOf(const ::onnx::ModelProto &model) {
  std::map<std::string, int64_t> opsets;
  for (const ::onnx::OperatorSetIdProto &opset : model.opset_import())
    opsets[opset.domain() == "ai.onnx" ? "" : opset.domain()] = opset.version();
  opsets.try_emplace("", 1); // before versions were written
  return opsets;
}

/// What is done for a call, and for buffers that leave a function, grows with the square of its values.
static void checkCount(size_t count, const char *what) {
  constexpr size_t most = 4096;
  if (count > most)
    refuse("has " + Twine(count) + " " + what + ", and " + Twine(most) +
           " are supported; let one tensor hold several, by Concat and Split");
}

namespace {
/// Imports the main graph.
class Importer {
public:
  Importer(MLIRContext &context, const std::string &file, const ModelFile &source,
           const ImportOptions &options, ImportedModel &result)
      : source(source), model(*source.model), options(options), result(result) {
    session.context = &context;
    session.folder = std::filesystem::path(file).parent_path().string();
    session.trains = options.train;
    session.dynamicBatch = options.dynamicBatch;
    for (const std::string &pattern : options.frozen) {
      llvm::Expected<llvm::GlobPattern> glob = llvm::GlobPattern::create(pattern);
      if (!glob)
        refuse("the pattern '" + Twine(pattern) + "': " + llvm::toString(glob.takeError()));
      session.frozen.push_back(std::move(*glob));
    }
    for (const ::onnx::FunctionProto &function : model.functions())
      session.functions[{function.domain(), function.name(), overloadOf(function)}] = &function;
    const std::string name = identifierOf(model.graph().name().empty() ? "model" : model.graph().name());
    result.module = ModuleOp::create(UnknownLoc::get(&context), StringRef(name));
    session.module = *result.module;
  }

  /// What is wrong; empty on success.
  std::string run() {
    const ::onnx::GraphProto &graph = model.graph();
    std::set<std::string> constants;
    for (const ::onnx::TensorProto &tensor : graph.initializer())
      constants.insert(tensor.name());
    for (const ::onnx::SparseTensorProto &tensor : graph.sparse_initializer())
      constants.insert(tensor.values().name());
    for (const auto &[name, value] : options.constants)
      constants.insert(name);
    std::vector<const ::onnx::ValueInfoProto *> inputs;
    for (const ::onnx::ValueInfoProto &input : graph.input())
      if (!constants.contains(input.name()))
        inputs.push_back(&input);
    checkCount(inputs.size(), "inputs");
    checkCount(static_cast<size_t>(graph.output_size()), "outputs");

    nn::FuncOp function = makeFunction(inputs);
    // Arguments, results and variables of a function have names of their own.
    for (const importer::ImportedName &input : result.inputs)
      session.variables.take(input.identifier);
    for (const ::onnx::ValueInfoProto &output : graph.output())
      session.variables.take(output.name());
    for (const char *name : {"label", "target", "loss", "accuracy"})
      session.variables.take(name);
    Body body(session.context, function.getBody().front(), nullptr);
    session.top = &body;
    Scope scope(session, body, nullptr, opsetsOf(model));
    for (const auto *values : {&graph.value_info(), &graph.output()})
      for (const ::onnx::ValueInfoProto &value : *values)
        if (nn::SizedTensorType type = inputTypes->statedType(value))
          session.stated[value.name()] = type;
    // A tensor that is in the module is not needed in the mapped file any more.
    defineInitializers(scope, graph, source.rawData, [&] { source.release(); });
    for (const auto &[name, value] : options.constants)
      scope.define(name, itemOf(value));
    for (auto [input, argument] : llvm::zip(inputs, function.getBody().getArguments()))
      scope.define(input->name(), itemOf(argument));
    scope.import(graph.node());
    finish(function, scope);
    return session.problems.text();
  }

private:
  nn::FuncOp makeFunction(const std::vector<const ::onnx::ValueInfoProto *> &inputs) {
    inputTypes.emplace(session.context, inputs, options);
    SmallVector<Type> types;
    std::vector<std::string> names;
    UniqueNames unique;
    for (const ::onnx::ValueInfoProto *input : inputs) {
      try {
        types.push_back(inputTypes->typeOf(*input));
      } catch (const Refusal &refusal) {
        session.problems.add("", "", refusal.message);
        types.push_back(RankedTensorType::get({}, Builder(session.context).getF32Type()));
      }
      names.push_back(unique.take(input->name()));
      result.inputs.push_back({input->name(), names.back()});
    }
    if (!session.problems.empty())
      refuse(session.problems.text());
    result.sizes = inputTypes->names();
    OpBuilder builder(session.context);
    builder.setInsertionPointToEnd(session.module.getBody());
    auto function = nn::FuncOp::create(builder, builder.getUnknownLoc(), "predict",
                                       builder.getFunctionType(types, {}), names, ArrayRef<std::string>());
    for (Value argument : function.getBody().getArguments())
      for (auto [dimension, size] : llvm::enumerate(cast<nn::SizedTensorType>(argument.getType()).getShape()))
        if (nn::isSymbolic(size))
          session.anchors.try_emplace(size, argument, dimension);
    return function;
  }

  void finish(nn::FuncOp function, Scope &scope) {
    SmallVector<Value> values;
    std::vector<std::string> names;
    UniqueNames unique;
    for (const ::onnx::ValueInfoProto &output : model.graph().output()) {
      try {
        Ref item = scope.find(output.name());
        if (item && item->isFailed)
          continue;
        if (!item)
          refuse("the output '" + output.name() + "' is made by no node");
        values.push_back(scope.valueOf(*item, UnknownLoc::get(session.context)));
        names.push_back(unique.take(output.name()));
        result.outputs.push_back({output.name(), names.back()});
      } catch (const Refusal &refusal) {
        session.problems.add("output", output.name(), refusal.message);
      }
    }
    if (!session.problems.empty())
      return;
    OpBuilder builder(session.context);
    builder.setInsertionPointToEnd(&function.getBody().front());
    nn::ReturnOp::create(builder, builder.getUnknownLoc(), values);
    function.setFunctionType(
        builder.getFunctionType(function.getArgumentTypes(), ValueRange(values).getTypes()));
    function.setResultNamesAttr(builder.getStrArrayAttr(llvm::to_vector_of<StringRef>(names)));
    result.names = session.names;
    if (options.lossText)
      addLossOf(function, options.lossText, result.names);
    else if (!options.loss.empty())
      addNamedLoss(function);
  }

  void addNamedLoss(nn::FuncOp predict) {
    const ::onnx::FunctionProto *own =
        llvm::is_contained(lossNames(), options.loss) ? nullptr : lossFunctionNamed(session, options.loss);
    if (own)
      addLossFunction(predict, session, opsetsOf(model), *own, result.names);
    else
      addLoss(predict, options.loss, result.names);
  }

  const ModelFile &source;
  const ::onnx::ModelProto &model;
  const ImportOptions &options;
  ImportedModel &result;
  std::optional<InputTypes> inputTypes;
  Session session;
};
} // namespace

bool importOnnx(MLIRContext &context, const std::string &file, const ImportOptions &options,
                ImportedModel &result, std::string &errors) {
  try {
    const ModelFile source = readModel(file);
    const std::string problems = Importer(context, file, source, options, result).run();
    if (problems.empty())
      return true;
    errors = file + ": cannot be imported:\n" + problems;
  } catch (const Refusal &refusal) {
    errors = file + ": " + refusal.message;
  }
  result.module = nullptr;
  return false;
}

bool readTensorFile(MLIRContext &context, const std::string &file, TensorFile &result, std::string &error) {
  try {
    std::unique_ptr<::onnx::TensorProto> tensor = readTensor(file);
    result = {tensor->name(), valueOf(&context, *tensor, std::filesystem::path(file).parent_path().string())};
    return true;
  } catch (const Refusal &refusal) {
    error = file + ": " + refusal.message;
    return false;
  }
}

} // namespace dlc::importer
