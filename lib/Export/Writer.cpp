#include "Export/Writer.h"

#include "onnx/onnx.pb.h"

using namespace mlir;

namespace dlc::exporter {

Writer::Writer(Session &session, ::onnx::GraphProto &graph, Operation *op)
    : session(session), op(op), graph(graph), stem(Session::stemOf(op)) {}

std::string Writer::out(unsigned result) {
  Value value = op->getResult(result);
  std::string &name = session.values[value];
  if (name.empty()) {
    auto wanted = session.wanted.find(value);
    name = wanted != session.wanted.end()
               ? wanted->second
               : session.take(result == 0 ? stem : stem + "_" + std::to_string(result));
  }
  return name;
}

void Writer::set(const char *type, const std::vector<std::string> &inputs, const Attrs &attributes) {
  std::vector<std::string> outputs;
  for (unsigned i = 0; i < op->getNumResults(); ++i)
    outputs.push_back(out(i));
  node(type, inputs, outputs, attributes);
}

std::string Writer::make(const char *type, const std::vector<std::string> &inputs, const Attrs &attributes) {
  std::string output = session.take(stem + "_" + type);
  node(type, inputs, {output}, attributes);
  return output;
}

namespace {
struct SetAttribute {
  ::onnx::AttributeProto &proto;

  void operator()(int64_t value) {
    proto.set_type(::onnx::AttributeProto::INT);
    proto.set_i(value);
  }
  void operator()(float value) {
    proto.set_type(::onnx::AttributeProto::FLOAT);
    proto.set_f(value);
  }
  void operator()(const std::string &value) {
    proto.set_type(::onnx::AttributeProto::STRING);
    proto.set_s(value);
  }
  void operator()(const std::vector<int64_t> &values) {
    proto.set_type(::onnx::AttributeProto::INTS);
    for (int64_t value : values)
      proto.add_ints(value);
  }
  void operator()(const std::vector<std::string> &values) {
    proto.set_type(::onnx::AttributeProto::STRINGS);
    for (const std::string &value : values)
      proto.add_strings(value);
  }
  void operator()(const std::shared_ptr<::onnx::GraphProto> &value) {
    proto.set_type(::onnx::AttributeProto::GRAPH);
    *proto.mutable_g() = *value;
  }
};
} // namespace

void Writer::node(const char *type, const std::vector<std::string> &inputs,
                  const std::vector<std::string> &outputs, const Attrs &attributes) {
  ::onnx::NodeProto &node = *graph.add_node();
  node.set_op_type(type);
  node.set_name(session.takeNode(stem));
  size_t count = inputs.size();
  while (count > 0 && inputs[count - 1].empty()) // optional ones at the end are left out
    --count;
  for (size_t i = 0; i < count; ++i)
    node.add_input(inputs[i]);
  for (const std::string &output : outputs)
    node.add_output(output);
  for (const auto &[name, value] : attributes.get()) {
    ::onnx::AttributeProto &attribute = *node.add_attribute();
    attribute.set_name(name);
    std::visit(SetAttribute{attribute}, value);
  }
}

//===-- Constants -----------------------------------------------------------------------------------===//

std::string Writer::integer(int64_t value) {
  auto type = RankedTensorType::get({}, IntegerType::get(session.context, 64));
  return session.constant(DenseElementsAttr::get(type, value));
}

std::string Writer::scalar(double value, Type element) { return filled(value, {}, element); }

std::string Writer::filled(double value, ArrayRef<int64_t> shape, Type element) {
  Builder builder(session.context);
  if (nn::hasSymbolic(shape))
    return make("Expand", {scalar(value, element), this->shape(shape)});
  auto type = RankedTensorType::get(shape, element);
  if (isa<FloatType>(element))
    return session.constant(DenseElementsAttr::get(type, builder.getFloatAttr(element, value)));
  const APInt bits(64, static_cast<uint64_t>(static_cast<int64_t>(value)));
  return session.constant(
      DenseElementsAttr::get(type, IntegerAttr::get(element, bits.trunc(element.getIntOrFloatBitWidth()))));
}

//===-- Pieces --------------------------------------------------------------------------------------===//

std::string Writer::cast(const std::string &value, Type element) {
  return make("Cast", {value}, Attrs().i("to", dataTypeOf(element)));
}

double Writer::real(const APFloat &value, Type element) {
  const double exact = value.convertToDouble();
  if (element.isF64() && static_cast<double>(static_cast<float>(exact)) != exact)
    refuse("an attribute of ONNX is a float, which rounds " + Twine(std::to_string(exact)));
  return exact;
}

} // namespace dlc::exporter
