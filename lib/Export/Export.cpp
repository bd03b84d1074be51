// A function as a file: inputs, variables, nodes, outputs.
#include "Export/Export.h"

#include "Export/Graphs.h"

#include "onnx/onnx.pb.h"

using namespace mlir;

namespace dlc::exporter {

/// The format's version, which each operator set came with.
static int64_t irVersionOf(int64_t opset) {
  return opset >= 25 ? 13 : opset == 24 ? 12 : opset == 23 ? 11 : 10;
}

static ArrayAttr namesIn(nn::FuncOp function, StringRef attribute) {
  return function->getAttrOfType<ArrayAttr>(attribute);
}

namespace {
class Exporter {
public:
  Exporter(ModuleOp module, const ExportOptions &options, ExportedModel &result)
      : module(module), options(options), result(result),
        session(module.getContext(), model, options, result) {}

  /// What is wrong; empty on success.
  std::string run() {
    function = module.lookupSymbol<nn::FuncOp>(options.entry);
    if (!function)
      return missingEntry();
    ::onnx::GraphProto &graph = *model.mutable_graph();
    graph.set_name(module.getSymName().value_or(options.entry).str());
    try {
      addInputs(graph);
      addVariables(graph);
      nameOutputs();
      writeOps(session, graph, function.getBody().front());
      if (session.problems.empty())
        addOutputs(graph);
    } catch (const Refusal &refusal) {
      return "'" + options.entry + "' cannot be exported: " + refusal.message;
    }
    if (!session.problems.empty())
      return "'" + options.entry + "' cannot be exported to ONNX:\n" + session.problems.text();
    return finish(graph);
  }

private:
  std::string missingEntry() {
    std::string names;
    for (nn::FuncOp other : module.getOps<nn::FuncOp>())
      if (other.isPublic())
        names += (names.empty() ? "" : ", ") + other.getSymName().str();
    return "there is no entry point '" + options.entry + "'; there are " + names;
  }

  size_t inputCount() {
    ArrayAttr state = namesIn(function, kStateArguments);
    return function.getArgumentTypes().size() - (state ? state.size() : 0);
  }
  size_t outputCount() {
    ArrayAttr state = namesIn(function, kStateResults);
    return function.getResultTypes().size() - (state ? state.size() : 0);
  }

  void addInputs(::onnx::GraphProto &graph) {
    for (size_t i = 0; i < inputCount(); ++i) {
      Value argument = function.getBody().getArgument(static_cast<unsigned>(i));
      const std::string name =
          session.take(session.originalOf(function.getArgName(static_cast<unsigned>(i))));
      session.values[argument] = name;
      auto type = cast<nn::SizedTensorType>(argument.getType());
      session.describe(*graph.add_input(), name, type);
      for (auto [dimension, size] : llvm::enumerate(type.getShape()))
        if (nn::isSymbolic(size))
          session.anchors.try_emplace(size, name, static_cast<int64_t>(dimension));
    }
    for (size_t i = 0; i < outputCount(); ++i)
      outputs.push_back(session.take(session.originalOf(function.getResultName(static_cast<unsigned>(i)))));
  }

  void addVariables(::onnx::GraphProto &graph) {
    ArrayAttr names = namesIn(function, kStateArguments);
    if (!names)
      return;
    for (auto [i, attribute] : llvm::enumerate(names)) {
      Value argument = function.getBody().getArgument(static_cast<unsigned>(inputCount() + i));
      const StringRef name = cast<FlatSymbolRefAttr>(attribute).getValue();
      auto variable = module.lookupSymbol<nn::VariableOp>(name);
      if (variable && isa<nn::RandomStateAttr>(variable.getInitializer())) {
        session.states.insert(argument);
        continue;
      }
      std::optional<ArrayRef<char>> bytes = options.valueOf ? options.valueOf(name) : std::nullopt;
      if (!bytes)
        refuse("the variable '" + name +
               "' has no value: give the .dlm of a trained network, --weights FILE, or --seed N for weights "
               "at random");
      const std::string given = session.take(name.str());
      session.values[argument] = given;
      auto type = cast<nn::SizedTensorType>(argument.getType());
      session.variable(given, type, *bytes);
      if (assigned(attribute)) // also an input, for which a caller may give what the last call has made of it
        session.describe(*graph.add_input(), given, type);
    }
  }

  /// The next value of a variable that the function assigns; null where it does not, or where it is a random
  /// state, which ONNX keeps to itself.
  Value assigned(Attribute variable) {
    ArrayAttr arguments = namesIn(function, kStateArguments), names = namesIn(function, kStateResults);
    if (!names)
      return {};
    for (auto [i, name] : llvm::enumerate(names)) {
      if (name != variable)
        continue;
      Value value =
          function.getBody().front().getTerminator()->getOperand(static_cast<unsigned>(outputCount() + i));
      auto argument = dyn_cast<BlockArgument>(value);
      const bool isKept = argument && argument.getArgNumber() >= inputCount() &&
                          arguments[argument.getArgNumber() - inputCount()] == name;
      return isKept ? Value() : value;
    }
    return {};
  }

  /// Values that are outputs are called so where they are made; the first output that is a value, of several.
  void nameOutputs() {
    Operation *end = function.getBody().front().getTerminator();
    for (size_t i = 0; i < outputs.size(); ++i)
      if (Value value = end->getOperand(static_cast<unsigned>(i)); value.getDefiningOp())
        session.wanted.try_emplace(value, outputs[i]);
    if (ArrayAttr names = namesIn(function, kStateResults))
      for (Attribute variable : names)
        if (Value value = assigned(variable)) {
          nextNames.push_back(session.take(cast<FlatSymbolRefAttr>(variable).getValue().str() + ".next"));
          if (value.getDefiningOp())
            session.wanted.try_emplace(value, nextNames.back());
        }
  }

  void addOutputs(::onnx::GraphProto &graph) {
    Operation *end = function.getBody().front().getTerminator();
    for (size_t i = 0; i < outputs.size(); ++i)
      addOutput(session, graph, end->getOperand(static_cast<unsigned>(i)), outputs[i]);
    // A graph of ONNX keeps nothing from call to call: what variables become is an output.
    if (ArrayAttr names = namesIn(function, kStateResults)) {
      const std::string *name = nextNames.data();
      for (Attribute variable : names)
        if (Value value = assigned(variable)) {
          if (!session.states.contains(value))
            addOutput(session, graph, value, *name);
          ++name;
        }
    }
  }

  std::string finish(::onnx::GraphProto &graph) {
    // Sizes are computed of inputs, in front of everything that uses them.
    for (::onnx::NodeProto &node : *graph.mutable_node())
      session.preamble->add_node()->Swap(&node);
    graph.mutable_node()->Swap(session.preamble->mutable_node());
    session.placeInitializers();
    result.opset = session.opset;
    model.set_ir_version(irVersionOf(session.opset));
    model.set_producer_name("dlc");
    model.set_producer_version(options.producer);
    ::onnx::OperatorSetIdProto &opset = *model.add_opset_import();
    opset.set_domain("");
    opset.set_version(session.opset);
    if (model.ByteSizeLong() > INT32_MAX)
      return "'" + options.entry + "' takes " + std::to_string(model.ByteSizeLong()) +
             " bytes without its external data, and a file of ONNX holds 2 GiB";
    return model.SerializeToString(&result.bytes) ? "" : "the file cannot be written as protobuf";
  }

  ModuleOp module;
  const ExportOptions &options;
  ExportedModel &result;
  ::onnx::ModelProto model;
  Session session;
  nn::FuncOp function;
  std::vector<std::string> outputs;
  std::vector<std::string> nextNames; ///< of variables that are assigned
};
} // namespace

bool exportOnnx(ModuleOp module, const ExportOptions &options, ExportedModel &result, std::string &errors) {
  errors = Exporter(module, options, result).run();
  return errors.empty();
}

} // namespace dlc::exporter
