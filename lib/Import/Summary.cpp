// What is in a file, whether it can be imported or not: what someone looks at who wants to know why it
// cannot.
#include "Import/Errors.h"
#include "Import/Import.h"
#include "Import/Model.h"
#include "Import/NewerFields.h"
#include "Import/RuleTable.h"
#include "Import/TensorValues.h"

#include "onnx/onnx.pb.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <set>
#include <tuple>

namespace dlc::importer {

/// Subgraphs in subgraphs, at most: those of a hostile file are not looked at.
static constexpr int mostDepth = 48;

namespace {
class Summary {
public:
  explicit Summary(const ::onnx::ModelProto &model) : model(model) {
    for (const ::onnx::OperatorSetIdProto &opset : model.opset_import())
      opsets[opset.domain() == "ai.onnx" ? "" : opset.domain()] = opset.version();
    for (const ::onnx::FunctionProto &function : model.functions())
      functions.insert({function.domain(), function.name(), overloadOf(function)});
  }

  std::string text();

private:
  using Operator = std::tuple<std::string, std::string, std::string>; ///< domain, name, overload

  void count(const ::onnx::GraphProto &graph, int depth);
  std::string remark(const Operator &op) const;
  static std::string list(const char *title,
                          const google::protobuf::RepeatedPtrField<::onnx::ValueInfoProto> &values,
                          const std::set<std::string> &without);

  const ::onnx::ModelProto &model;
  std::map<std::string, int64_t> opsets;
  std::set<Operator> functions;
  std::map<Operator, int64_t> nodes;
};
} // namespace

void Summary::count(const ::onnx::GraphProto &graph, int depth) {
  for (const ::onnx::NodeProto &node : graph.node()) {
    ++nodes[{node.domain() == "ai.onnx" ? "" : node.domain(), node.op_type(), overloadOf(node)}];
    for (const ::onnx::AttributeProto &attribute : node.attribute()) {
      if (attribute.has_g() && depth < mostDepth)
        count(attribute.g(), depth + 1);
      for (const ::onnx::GraphProto &inner : attribute.graphs())
        if (depth < mostDepth)
          count(inner, depth + 1);
    }
  }
}

std::string Summary::remark(const Operator &op) const {
  if (functions.contains(op))
    return "a function of the file";
  const auto &[domain, name, overload] = op;
  auto opset = opsets.find(domain);
  if (opset == opsets.end())
    return "the file does not say the operator set of its domain";
  return ruleFor(domain, name, opset->second) ? "" : whyNoRule(domain, name, opset->second);
}

std::string Summary::list(const char *title,
                          const google::protobuf::RepeatedPtrField<::onnx::ValueInfoProto> &values,
                          const std::set<std::string> &without) {
  std::string text;
  for (const ::onnx::ValueInfoProto &value : values) {
    if (without.contains(value.name()))
      continue;
    text += (text.empty() ? std::string(title) : std::string(llvm::StringRef(title).size(), ' ')) +
            value.name() + "  ";
    if (!value.type().has_tensor_type()) {
      text += "no tensor\n";
      continue;
    }
    const auto &tensor = value.type().tensor_type();
    std::string shape;
    for (const auto &size : tensor.shape().dim())
      shape += (shape.empty() ? "" : ", ") + (size.has_dim_value()       ? std::to_string(size.dim_value())
                                              : size.dim_param().empty() ? "?"
                                                                         : size.dim_param());
    text +=
        nameOfDataType(tensor.elem_type()) + (tensor.has_shape() ? " [" + shape + "]\n" : " of any shape\n");
  }
  return text;
}

std::string Summary::text() {
  const ::onnx::GraphProto &graph = model.graph();
  count(graph, 0);
  std::string sets, producer = model.producer_name();
  for (const auto &[domain, version] : opsets)
    sets += (sets.empty() ? "" : ", ") + (domain.empty() ? "" : domain + " ") + std::to_string(version);
  if (!producer.empty())
    producer = ", by " + producer + (model.producer_version().empty() ? "" : " " + model.producer_version());
  std::string text = (graph.name().empty() ? "a graph without a name" : graph.name()) + ": operator set " +
                     sets + producer + '\n';
  std::set<std::string> weights;
  int64_t elements = 0;
  for (const ::onnx::TensorProto &tensor : graph.initializer()) {
    weights.insert(tensor.name());
    int64_t count = 1;
    for (int64_t size : tensor.dims())
      if (llvm::MulOverflow(count, std::max<int64_t>(size, 0), count))
        count = INT64_MAX;
    if (llvm::AddOverflow(elements, count, elements))
      elements = INT64_MAX;
  }
  text += list("  inputs   ", graph.input(), weights) + list("  outputs  ", graph.output(), {});
  text += "  weights  " + std::to_string(weights.size()) + " tensors of " + std::to_string(elements) +
          " elements\n";
  size_t width = 0;
  auto nameOf = [](const Operator &op) {
    const auto &[domain, name, overload] = op;
    constexpr size_t most = 200;
    return shortened((domain.empty() ? "" : domain + ".") + name + (overload.empty() ? "" : ":" + overload),
                     most);
  };
  for (const auto &[op, number] : nodes)
    width = std::max(width, nameOf(op).size());
  for (const auto &[op, number] : nodes) {
    const std::string why = remark(op);
    text += llvm::formatv("  {0} {1,6}{2}\n", llvm::left_justify(nameOf(op), width), number,
                          why.empty() ? "" : "  " + why)
                .str();
  }
  // Names may hold anything.
  std::string safe;
  for (char c : text)
    safe += static_cast<unsigned char>(c) < 0x20 && c != '\n' ? '?' : c;
  return safe;
}

bool summarize(const std::string &file, std::string &summary, std::string &error) {
  try {
    summary = Summary(*readModel(file).model).text();
    return true;
  } catch (const Refusal &refusal) {
    error = file + ": " + refusal.message;
    return false;
  }
}

} // namespace dlc::importer
