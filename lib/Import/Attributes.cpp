// Attributes of a node, which in the body of a function may stand for those of the call.
#include "Import/Nearest.h"
#include "Import/Node.h"
#include "Import/TensorValues.h"

#include "onnx/onnx.pb.h"

using namespace mlir;

namespace dlc::importer {

const ::onnx::AttributeProto *Node::find(const char *name) const {
  for (const ::onnx::AttributeProto &attribute : proto.attribute()) {
    if (attribute.name() != name)
      continue;
    if (attribute.ref_attr_name().empty())
      return &attribute;
    auto given = scope.attributes.find(attribute.ref_attr_name());
    return given == scope.attributes.end() ? nullptr : given->second;
  }
  return nullptr;
}

bool Node::hasAttr(const char *name) const { return find(name) != nullptr; }

int64_t Node::i(const char *name, int64_t fallback) const {
  const auto *attribute = find(name);
  return attribute ? attribute->i() : fallback;
}

int64_t Node::needI(const char *name) const {
  const auto *attribute = find(name);
  if (!attribute)
    refuse("its attribute '" + Twine(name) + "' is missing");
  return attribute->i();
}

double Node::f(const char *name, double fallback) const {
  const auto *attribute = find(name);
  return attribute ? static_cast<double>(attribute->f()) : fallback;
}

std::string Node::s(const char *name, const std::string &fallback) const {
  const auto *attribute = find(name);
  return attribute ? attribute->s() : fallback;
}

std::string Node::choice(const char *name, const std::string &fallback, ArrayRef<StringRef> words) const {
  std::string word = s(name, fallback);
  if (llvm::is_contained(words, word))
    return word;
  std::string known;
  for (StringRef one : words)
    known += (known.empty() ? "'" : ", '") + one.str() + "'";
  const StringRef nearest = words.size() > 1 ? nearestWord(word, words) : StringRef();
  refuse("its attribute " + Twine(name) + " is '" + word + "', and " + known +
         (words.size() > 1 ? " are" : " is") + " supported" +
         (nearest.empty() ? "" : "; nearest to it: '" + nearest + "'"));
}

void Node::needOnly(const char *name, int64_t value) const {
  if (const int64_t given = i(name, value); given != value)
    refuse("its attribute " + Twine(name) + " is " + Twine(given) + ", and " + Twine(value) +
           " is supported");
}

Shape Node::is(const char *name, ArrayRef<int64_t> fallback) const {
  const auto *attribute = find(name);
  return attribute ? Shape(attribute->ints().begin(), attribute->ints().end()) : Shape(fallback);
}

std::vector<double> Node::fs(const char *name) const {
  const auto *attribute = find(name);
  return attribute ? std::vector<double>(attribute->floats().begin(), attribute->floats().end())
                   : std::vector<double>();
}

std::vector<std::string> Node::ss(const char *name) const {
  const auto *attribute = find(name);
  return attribute ? std::vector<std::string>(attribute->strings().begin(), attribute->strings().end())
                   : std::vector<std::string>();
}

const ::onnx::GraphProto *Node::graph(const char *name) const {
  const auto *attribute = find(name);
  return attribute && attribute->has_g() ? &attribute->g() : nullptr;
}

unsigned Node::packedBits(const char *name) const {
  const auto *attribute = find(name);
  return attribute && attribute->has_t() ? packedBitsOf(attribute->t().data_type()) : 0;
}

DenseElementsAttr Node::tensor(const char *name) const {
  const auto *attribute = find(name);
  if (!attribute)
    return {};
  if (attribute->has_t())
    return importer::valueOf(context(), attribute->t(), scope.session.folder);
  if (attribute->has_sparse_tensor())
    return importer::valueOf(context(), attribute->sparse_tensor(), scope.session.folder);
  Builder types(context());
  if (attribute->type() == ::onnx::AttributeProto::FLOAT)
    return DenseElementsAttr::get(RankedTensorType::get({}, types.getF32Type()), attribute->f());
  if (attribute->type() == ::onnx::AttributeProto::INT)
    return DenseElementsAttr::get(RankedTensorType::get({}, types.getI64Type()), attribute->i());
  if (attribute->type() == ::onnx::AttributeProto::FLOATS) {
    std::vector<float> values(attribute->floats().begin(), attribute->floats().end());
    return DenseElementsAttr::get(
        RankedTensorType::get({static_cast<int64_t>(values.size())}, types.getF32Type()),
        ArrayRef<float>(values));
  }
  if (attribute->type() == ::onnx::AttributeProto::INTS) {
    std::vector<int64_t> values(attribute->ints().begin(), attribute->ints().end());
    return DenseElementsAttr::get(
        RankedTensorType::get({static_cast<int64_t>(values.size())}, types.getI64Type()),
        ArrayRef<int64_t>(values));
  }
  refuse("its attribute '" + Twine(name) + "' is no tensor of numbers");
}

Type Node::elementType(int64_t dataType) const {
  return elementTypeOf(context(), static_cast<int32_t>(dataType));
}

} // namespace dlc::importer
