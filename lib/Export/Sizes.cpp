// Dynamic sizes: their names at the borders of graphs, and nodes that compute them where a shape is an input.
#include "Export/Session.h"

#include "onnx/onnx.pb.h"

using namespace mlir;

namespace dlc::exporter {

void Session::describe(::onnx::ValueInfoProto &info, const std::string &name, nn::SizedTensorType type) {
  info.set_name(name);
  ::onnx::TypeProto_Tensor &tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(dataTypeOf(type.getElementType()));
  ::onnx::TensorShapeProto &shape = *tensor.mutable_shape();
  for (int64_t size : type.getShape()) {
    ::onnx::TensorShapeProto_Dimension &dimension = *shape.add_dim();
    if (!nn::isSymbolic(size)) {
      dimension.set_dim_value(size);
      continue;
    }
    const std::string text = nn::sizeExpression(size);
    auto original = options.originalSizes.find(text);
    dimension.set_dim_param(original == options.originalSizes.end() ? text : original->second);
  }
}

std::string Session::computed(const char *type, const std::vector<std::string> &inputs) {
  ::onnx::NodeProto &node = *preamble->add_node();
  const std::string name = take(std::string("size_") + type);
  node.set_op_type(type);
  node.set_name(takeNode(name));
  node.add_output(name);
  for (const std::string &input : inputs)
    node.add_input(input);
  return name;
}

/// What an input has along a dimension.
static void setBounds(::onnx::NodeProto &node, int64_t dimension) {
  for (auto [name, value] : {std::pair("start", dimension), std::pair("end", dimension + 1)}) {
    ::onnx::AttributeProto &attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(::onnx::AttributeProto::INT);
    attribute.set_i(value);
  }
}

/// A size as a tensor of one element.
std::string Session::size(int64_t size) {
  if (!nn::isSymbolic(size))
    return constant(intsOf(size), "size");
  if (auto known = sizes.find(size); known != sizes.end())
    return known->second;
  auto remember = [&](std::string name) { return sizes[size] = std::move(name); };
  auto read = [&](const std::pair<std::string, int64_t> &anchor) {
    std::string name = computed("Shape", {anchor.first});
    setBounds(*preamble->mutable_node(preamble->node_size() - 1), anchor.second);
    return name;
  };
  if (auto anchor = anchors.find(size); anchor != anchors.end())
    return remember(read(anchor->second));
  if (nn::isName(size)) {
    // An input may tell it by a multiple, or with a number beside it.
    for (const auto &[given, anchor] : anchors) {
      if (std::optional<int64_t> factor = nn::divideSizes(given, size); factor && !nn::isSymbolic(*factor))
        return remember(computed("Div", {read(anchor), this->size(*factor)}));
      if (std::optional<int64_t> rest = nn::subtractSizes(given, size); rest && !nn::isSymbolic(*rest))
        return remember(computed("Sub", {read(anchor), this->size(*rest)}));
    }
    refuse("the size '" + nn::sizeExpression(size) + "' is given by no input; give it a number: --size " +
           nn::sizeExpression(size) + "=N");
  }
  std::string sum;
  for (const nn::SizeTerm &term : nn::sizeTerms(size)) {
    std::string product;
    if (term.coefficient != 1 || term.factors.empty())
      product = this->size(term.coefficient);
    for (const nn::SizeFactor &factor : term.factors) {
      std::string value;
      if (!factor.name.empty()) {
        value = this->size(nn::namedSize(factor.name));
      } else {
        const std::string numerator = this->size(factor.numerator), divisor = this->size(factor.divisor);
        std::optional<int64_t> least = nn::leastOf(factor.numerator);
        // Div rounds towards zero; what may be negative is rounded down by taking its remainder away.
        value = computed("Div", {least && *least >= 0
                                     ? numerator
                                     : computed("Sub", {numerator, computed("Mod", {numerator, divisor})}),
                                 divisor});
      }
      product = product.empty() ? value : computed("Mul", {product, value});
    }
    sum = sum.empty() ? product : computed("Add", {sum, product});
  }
  return remember(sum);
}

std::string Session::shape(ArrayRef<int64_t> shape) {
  if (!nn::hasSymbolic(shape))
    return constant(intsOf(shape), "shape");
  std::vector<std::string> parts;
  for (size_t d = 0; d < shape.size();) {
    SmallVector<int64_t> numbers; // that follow each other
    for (; d < shape.size() && !nn::isSymbolic(shape[d]); ++d)
      numbers.push_back(shape[d]);
    if (!numbers.empty())
      parts.push_back(constant(intsOf(numbers), "size"));
    else
      parts.push_back(size(shape[d++]));
  }
  if (parts.size() == 1)
    return parts.front();
  std::string name = computed("Concat", parts);
  ::onnx::AttributeProto &axis = *preamble->mutable_node(preamble->node_size() - 1)->add_attribute();
  axis.set_name("axis");
  axis.set_type(::onnx::AttributeProto::INT);
  axis.set_i(0);
  return name;
}

} // namespace dlc::exporter
