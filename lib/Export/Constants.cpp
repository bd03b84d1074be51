// Initializers: the constants and variables of the network. Large ones may lie in a file beside the model.
#include "Export/Session.h"

#include "onnx/onnx.pb.h"

using namespace mlir;

namespace dlc::exporter {

/// One value everywhere is written as a node if it has more elements.
static constexpr int64_t mostSplatElements = 1024;
/// What is smaller stays in the model, also where others are in a file of their own.
static constexpr size_t leastExternalBytes = 1024;
/// External data begin at multiples of this, so that they can be mapped.
static constexpr size_t externalAlignment = 4096;

DenseElementsAttr Session::intsOf(ArrayRef<int64_t> values) {
  auto type = RankedTensorType::get({static_cast<int64_t>(values.size())}, IntegerType::get(context, 64));
  return DenseElementsAttr::get(type, values);
}

static void fillIn(::onnx::TensorProto &tensor, const std::string &name, RankedTensorType type) {
  tensor.set_name(name);
  tensor.set_data_type(dataTypeOf(type.getElementType()));
  for (int64_t size : type.getShape())
    tensor.add_dims(size);
}

/// The elements, row-major, a byte for each i1; in `owned` if the attribute has them in another form.
static ArrayRef<char> bytesOf(DenseElementsAttr value, std::list<std::string> &owned) {
  if (value.getElementType().isInteger(1)) {
    std::string &bytes = owned.emplace_back();
    for (bool element : value.getValues<bool>())
      bytes.push_back(static_cast<char>(element));
    return bytes;
  }
  if (!value.isSplat())
    return value.getRawData();
  std::string &bytes = owned.emplace_back();
  const ArrayRef<char> element = value.getRawData();
  for (int64_t i = 0; i < value.getNumElements(); ++i)
    bytes.append(element.data(), element.size());
  return bytes;
}

std::string Session::constant(DenseElementsAttr value, const std::string &wanted) {
  auto [known, isNew] = constants.try_emplace(value);
  if (!isNew)
    return known->second;
  const std::string name = take(wanted);
  constants[value] = name;
  if (value.isSplat() && value.getNumElements() > mostSplatElements) {
    ::onnx::NodeProto &node = *preamble->add_node();
    node.set_op_type("ConstantOfShape");
    node.set_name(takeNode(name));
    node.add_output(name);
    node.add_input(constant(intsOf(value.getType().getShape())));
    ::onnx::AttributeProto &attribute = *node.add_attribute();
    attribute.set_name("value");
    attribute.set_type(::onnx::AttributeProto::TENSOR);
    std::list<std::string> owned;
    auto one = value.getType().clone({1});
    fillIn(*attribute.mutable_t(), "", cast<RankedTensorType>(one));
    const ArrayRef<char> bytes = bytesOf(value.resizeSplat(one), owned);
    attribute.mutable_t()->set_raw_data(bytes.data(), bytes.size());
    return name;
  }
  ::onnx::TensorProto *tensor = model.mutable_graph()->add_initializer();
  fillIn(*tensor, name, cast<RankedTensorType>(value.getType()));
  initializers.push_back({tensor, bytesOf(value, result.owned)});
  return name;
}

void Session::variable(StringRef name, nn::SizedTensorType type, ArrayRef<char> bytes) {
  ::onnx::TensorProto *tensor = model.mutable_graph()->add_initializer();
  fillIn(*tensor, name.str(), type);
  initializers.push_back({tensor, bytes});
}

void Session::placeInitializers() {
  int64_t total = 0;
  for (const Initializer &initializer : initializers)
    total += static_cast<int64_t>(initializer.bytes.size());
  const bool isExternal = total >= options.mostBytesInside;
  size_t offset = 0;
  for (const auto &[tensor, bytes] : initializers) {
    if (!isExternal || bytes.size() < leastExternalBytes) {
      tensor->set_raw_data(bytes.data(), bytes.size());
      continue;
    }
    if (const size_t rest = offset % externalAlignment) {
      result.external.push_back(result.owned.emplace_back(externalAlignment - rest, '\0'));
      offset += externalAlignment - rest;
    }
    tensor->set_data_location(::onnx::TensorProto::EXTERNAL);
    auto add = [tensor = tensor](const char *key, const std::string &value) {
      ::onnx::StringStringEntryProto &entry = *tensor->add_external_data();
      entry.set_key(key);
      entry.set_value(value);
    };
    add("location", options.externalName);
    add("offset", std::to_string(offset));
    add("length", std::to_string(bytes.size()));
    result.external.push_back(bytes);
    offset += bytes.size();
  }
}

} // namespace dlc::exporter
