#include "Import/Inputs.h"

#include "Import/Errors.h"
#include "Import/Numbers.h"
#include "Import/TensorValues.h"
#include "NN/NNRank.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

#include "onnx/onnx.pb.h"

using namespace mlir;

namespace dlc::importer {

/// Some exporters write -1 for a size that is not known.
static bool isDynamic(const ::onnx::TensorShapeProto::Dimension &dimension) {
  return !dimension.has_dim_value() || dimension.dim_value() == -1;
}

static const ::onnx::TensorShapeProto *shapeOf(const ::onnx::ValueInfoProto &input) {
  return input.type().tensor_type().has_shape() ? &input.type().tensor_type().shape() : nullptr;
}

InputTypes::InputTypes(MLIRContext *context, std::vector<const ::onnx::ValueInfoProto *> inputs,
                       const ImportOptions &options)
    : context(context), dynamicBatch(options.dynamicBatch), inputs(std::move(inputs)) {
  chooseBatch();
  nameSizes();
  applySizes(options);
  applyShapes(options);
  for (const auto &[key, identifier] : identifiers)
    if (!numbers.contains(key))
      sizeNames.push_back({key, identifier});
}

/// A dimension without a name is called after its input and its axis; a leading one is the batch, if no
/// dimension is called so.
std::string InputTypes::keyOf(const ::onnx::ValueInfoProto &input, int dimension) const {
  const auto &size = shapeOf(input)->dim(dimension);
  if (!size.dim_param().empty())
    return size.dim_param();
  return dimension == 0 && batchKey.empty() ? "batch" : input.name() + "_" + std::to_string(dimension);
}

void InputTypes::chooseBatch() {
  static constexpr llvm::StringLiteral names[] = {"batch", "batch_size", "batchsize", "batch_dim",
                                                  "bs",    "n",          "b"};
  std::string leading;
  for (const auto *input : inputs) {
    const auto *shape = shapeOf(*input);
    for (int d = 0; shape && d < shape->dim_size(); ++d) {
      const std::string &name = shape->dim(d).dim_param();
      if (isDynamic(shape->dim(d)) && llvm::is_contained(names, llvm::StringRef(name).lower()) &&
          batchKey.empty())
        batchKey = name;
    }
    if (shape && shape->dim_size() > 0 && isDynamic(shape->dim(0)) && leading.empty())
      leading = keyOf(*input, 0);
  }
  if (batchKey.empty() && !leading.empty() && leading != "batch")
    batchKey = leading;
}

void InputTypes::nameSizes() {
  UniqueNames taken;
  taken.take("batch");
  for (const auto *input : inputs) {
    const auto *shape = shapeOf(*input);
    for (int d = 0; shape && d < shape->dim_size(); ++d) {
      if (!isDynamic(shape->dim(d)))
        continue;
      const std::string key = keyOf(*input, d);
      if (identifiers.contains(key))
        continue;
      const bool isBatch = key == batchKey || (batchKey.empty() && key == "batch");
      identifiers[key] = isBatch ? "batch" : taken.take(key);
    }
  }
}

void InputTypes::applySizes(const ImportOptions &options) {
  for (const auto &[name, number] : options.sizes) {
    auto found = identifiers.find(name);
    for (auto it = identifiers.begin(); found == identifiers.end() && it != identifiers.end(); ++it)
      if (it->second == name)
        found = it;
    if (found == identifiers.end()) {
      std::string known;
      for (const auto &[key, identifier] : identifiers)
        known += (known.empty() ? "" : ", ") + key;
      refuse("no input has a size '" + Twine(name) + "'; " +
             (known.empty() ? "all sizes are numbers" : "the named sizes are " + known));
    }
    numbers[found->first] = number;
  }
}

void InputTypes::applyShapes(const ImportOptions &options) {
  for (const auto &[name, shape] : options.shapes) {
    const ::onnx::ValueInfoProto *found = nullptr;
    for (const auto *input : inputs)
      if (input->name() == name || (!found && identifierOf(input->name()) == name))
        found = input;
    if (!found)
      refuse("there is no input '" + Twine(name) + "'");
    const auto *declared = shapeOf(*found);
    if (!declared) {
      shapes[found->name()] = shape;
      continue;
    }
    if (declared->dim_size() != static_cast<int>(shape.size()))
      refuse("the input '" + Twine(name) + "' has " + Twine(declared->dim_size()) +
             " dimensions, the shape " + nn::shapeText(shape) + " has " + Twine(shape.size()));
    for (int d = 0; d < declared->dim_size(); ++d) {
      if (!isDynamic(declared->dim(d))) {
        if (declared->dim(d).dim_value() != shape[d])
          refuse("the input '" + Twine(name) + "' has " + Twine(declared->dim(d).dim_value()) +
                 " at dimension " + Twine(d) + ", the shape " + nn::shapeText(shape) + " has " +
                 Twine(shape[d]));
        continue;
      }
      const std::string key = keyOf(*found, d);
      auto [known, isNew] = numbers.try_emplace(key, shape[d]);
      if (known->second != shape[d])
        refuse("the size '" + Twine(key) + "' would be " + Twine(known->second) + " and " + Twine(shape[d]) +
               ", which the input '" + name + "' has at dimension " + Twine(d));
    }
  }
}

nn::SizedTensorType InputTypes::typeOf(const ::onnx::ValueInfoProto &input) const {
  const std::string where = "the input '" + input.name() + "' ";
  if (!input.type().has_tensor_type())
    refuse(where + "is no tensor: nn has no sequences, maps and optionals as inputs");
  Type element;
  try {
    element = elementTypeOf(context, input.type().tensor_type().elem_type());
  } catch (const Refusal &refusal) {
    refuse(where + "has a type that is not supported: " + refusal.message);
  }
  const auto *shape = shapeOf(input);
  if (!shape) {
    auto given = shapes.find(input.name());
    if (given == shapes.end())
      refuse(where + "has no shape in the file; give it one: --shape " + input.name() + "=1x3x224x224");
    return nn::SizedTensorType::get(given->second, element);
  }
  checkRank("the input '" + input.name() + "'", static_cast<size_t>(shape->dim_size()));
  llvm::SmallVector<int64_t> sizes;
  for (int d = 0; d < shape->dim_size(); ++d) {
    if (dynamicBatch && d == 0 && !isDynamic(shape->dim(d)) && shape->dim(d).dim_value() == 1) {
      sizes.push_back(nn::kBatchSize);
      continue;
    }
    if (!isDynamic(shape->dim(d))) {
      if (shape->dim(d).dim_value() < 0)
        refuse(where + "has the size " + Twine(shape->dim(d).dim_value()) + " at dimension " + Twine(d) +
               "; a size that is not known has a name (dim_param) or nothing");
      sizes.push_back(shape->dim(d).dim_value());
      continue;
    }
    const std::string key = keyOf(input, d);
    auto number = numbers.find(key);
    sizes.push_back(number != numbers.end() ? number->second : nn::namedSize(identifiers.at(key)));
  }
  int64_t bytes = 8;
  for (int64_t size : sizes)
    if (!nn::isSymbolic(size) && size != 0 && llvm::MulOverflow(bytes, size, bytes))
      refuse(where + "has the shape " + nn::shapeText(sizes) + ", which no memory holds");
  return nn::SizedTensorType::get(sizes, element);
}

nn::SizedTensorType InputTypes::statedType(const ::onnx::ValueInfoProto &value) const {
  const auto *shape = value.type().has_tensor_type() ? shapeOf(value) : nullptr;
  if (!shape || shape->dim_size() > nn::kMostDimensions)
    return {};
  llvm::SmallVector<int64_t> sizes;
  for (const auto &size : shape->dim()) {
    auto identifier = identifiers.find(size.dim_param());
    auto number = numbers.find(size.dim_param());
    if (size.has_dim_value() && size.dim_value() >= 0)
      sizes.push_back(size.dim_value());
    else if (size.has_dim_param() && number != numbers.end())
      sizes.push_back(number->second);
    else if (size.has_dim_param() && identifier != identifiers.end())
      sizes.push_back(nn::namedSize(identifier->second));
    else
      return {};
  }
  try {
    Type element = elementTypeOf(context, value.type().tensor_type().elem_type());
    return isa<FloatType>(element) ? nn::SizedTensorType::get(sizes, element) : nn::SizedTensorType();
  } catch (const Refusal &) {
    return {};
  }
}

} // namespace dlc::importer
