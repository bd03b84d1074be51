#include "Import/TensorValues.h"

#include "Import/Errors.h"
#include "Import/ExternalData.h"
#include "Import/Numbers.h"
#include "NN/NNElementTypes.h"

#include "onnx/onnx.pb.h"

#include <cstring>

using namespace mlir;

namespace dlc::importer {

/// Bytes of one tensor of a file: what a process could address, and not what an attacker writes.
static constexpr int64_t mostBytes = int64_t(1) << 40;
/// Of a sparse tensor, whose few values say nothing of the memory that all of it takes.
static constexpr int64_t mostDenseBytes = int64_t(1) << 29;

static constexpr std::pair<int32_t, const char *> dataTypeNames[] = {
    {1, "float"},         {2, "uint8"},
    {3, "int8"},          {4, "uint16"},
    {5, "int16"},         {6, "int32"},
    {7, "int64"},         {8, "string"},
    {9, "bool"},          {10, "float16"},
    {11, "double"},       {12, "uint32"},
    {13, "uint64"},       {14, "complex64"},
    {15, "complex128"},   {16, "bfloat16"},
    {17, "float8e4m3fn"}, {18, "float8e4m3fnuz"},
    {19, "float8e5m2"},   {20, "float8e5m2fnuz"},
    {21, "uint4"},        {22, "int4"},
    {23, "float4e2m1"},   {24, "float8e8m0"},
    {25, "uint2"},        {26, "int2"}};

std::string nameOfDataType(int32_t dataType) {
  for (const auto &[number, name] : dataTypeNames)
    if (number == dataType)
      return name;
  return "type number " + std::to_string(dataType);
}

Type elementTypeOf(MLIRContext *context, int32_t dataType) {
  switch (dataType) {
#define DLC_ELEMENT_TYPE(value, ID, name, mlir, kind, bits, c_type, cpp_type, npy, idx, onnx)                \
  case onnx:                                                                                                 \
    return nn::elementType(context, DType::name);
#include "dlc/element_types.def"
  }
  refuse("nn has no element type for " + nameOfDataType(dataType));
}

unsigned packedBitsOf(int32_t dataType) {
  return dataType == 21 || dataType == 22 ? 4 : dataType == 25 || dataType == 26 ? 2 : 0;
}

static bool isSignedPacked(int32_t dataType) { return dataType == 22 || dataType == 26; }

/// The first in the lowest bits of the first byte.
static std::vector<char> unpacked(ArrayRef<char> packed, size_t count, unsigned bits, bool isSigned) {
  std::vector<char> numbers(count);
  const unsigned perByte = 8 / bits, mask = (1U << bits) - 1, sign = isSigned ? 1U << (bits - 1) : 0;
  for (size_t i = 0; i < count; ++i) {
    const unsigned number = static_cast<uint8_t>(packed[i / perByte]) >> (bits * (i % perByte)) & mask;
    numbers[i] = static_cast<char>((number ^ sign) - sign);
  }
  return numbers;
}

/// The bytes of a field with one entry for each element, of which each has `width` bytes.
template <typename Narrow, typename Field> static std::vector<char> narrowed(const Field &field) {
  std::vector<char> bytes(field.size() * sizeof(Narrow));
  for (int i = 0; i < field.size(); ++i) {
    const Narrow value = static_cast<Narrow>(field[i]);
    std::memcpy(&bytes[i * sizeof(Narrow)], &value, sizeof(Narrow));
  }
  return bytes;
}

static std::vector<char> typedBytes(const ::onnx::TensorProto &tensor) {
  switch (tensor.data_type()) {
  case ::onnx::TensorProto::FLOAT:
    return narrowed<float>(tensor.float_data());
  case ::onnx::TensorProto::DOUBLE:
    return narrowed<double>(tensor.double_data());
  case ::onnx::TensorProto::INT64:
    return narrowed<int64_t>(tensor.int64_data());
  case ::onnx::TensorProto::INT32:
    return narrowed<int32_t>(tensor.int32_data());
  case ::onnx::TensorProto::UINT32:
    return narrowed<uint32_t>(tensor.uint64_data());
  case ::onnx::TensorProto::UINT64:
    return narrowed<uint64_t>(tensor.uint64_data());
  case ::onnx::TensorProto::INT16:
  case ::onnx::TensorProto::UINT16:
  case ::onnx::TensorProto::FLOAT16:
  case ::onnx::TensorProto::BFLOAT16:
    return narrowed<uint16_t>(tensor.int32_data());
  default: // of 8 bits, and bool
    return narrowed<uint8_t>(tensor.int32_data());
  }
}

static DenseElementsAttr denseOf(RankedTensorType type, ArrayRef<char> bytes) {
  if (type.getElementType().isInteger(1)) {
    SmallVector<bool> values;
    for (char byte : bytes)
      values.push_back(byte != 0);
    return DenseElementsAttr::get(type, values);
  }
  return DenseElementsAttr::getFromRawBuffer(type, bytes);
}

static SmallVector<int64_t> shapeOf(const google::protobuf::RepeatedField<int64_t> &dims, int64_t width) {
  checkRank("its tensor", static_cast<size_t>(dims.size()));
  SmallVector<int64_t> shape(dims.begin(), dims.end());
  for (int64_t size : shape)
    if (size < 0)
      refuse("it has the size " + Twine(size));
  int64_t bytes = width;
  for (int64_t size : shape)
    if (size != 0 && llvm::MulOverflow(bytes, size, bytes))
      bytes = INT64_MAX;
  if (bytes > mostBytes)
    refuse("no memory holds its shape " + nn::shapeText(shape));
  return shape;
}

static ArrayRef<char> bytesIn(StringRef text) { return {text.data(), text.size()}; }

DenseElementsAttr valueOf(MLIRContext *context, const ::onnx::TensorProto &tensor, const std::string &folder,
                          StringRef rawData) {
  const unsigned packedBits = packedBitsOf(tensor.data_type());
  Type element = packedBits ? IntegerType::get(context, 8,
                                               isSignedPacked(tensor.data_type()) ? IntegerType::Signless
                                                                                  : IntegerType::Unsigned)
                            : elementTypeOf(context, tensor.data_type());
  const int64_t width = (element.getIntOrFloatBitWidth() + 7) / 8;
  SmallVector<int64_t> shape = shapeOf(tensor.dims(), width);
  const auto count = static_cast<size_t>(countOf(shape)),
             wanted = packedBits ? (count * packedBits + 7) / 8 : count * static_cast<size_t>(width);
  auto toElements = [&](RankedTensorType type, ArrayRef<char> bytes) {
    return packedBits ? denseOf(type, unpacked(bytes, count, packedBits, isSignedPacked(tensor.data_type())))
                      : denseOf(type, bytes);
  };
  auto type = RankedTensorType::get(shape, element);
  if (tensor.has_segment())
    refuse("it is a segment of a tensor, which has no meaning in a model");
  if (tensor.data_location() == ::onnx::TensorProto::EXTERNAL)
    return toElements(type, bytesIn(readExternalData(tensor, folder, wanted)->getBuffer()));
  std::vector<char> typed;
  ArrayRef<char> bytes = bytesIn(rawData.empty() ? StringRef(tensor.raw_data()) : rawData);
  if (!tensor.has_raw_data() && rawData.empty()) {
    typed = typedBytes(tensor);
    bytes = typed;
  }
  if (bytes.size() != wanted)
    refuse("it has " + Twine(packedBits ? bytes.size() * 8 / packedBits : bytes.size() / width) +
           " elements, and its shape " + nn::shapeText(shape) + " has " + Twine(count));
  return toElements(type, bytes);
}

DenseElementsAttr valueOf(MLIRContext *context, const ::onnx::SparseTensorProto &tensor,
                          const std::string &folder) {
  DenseElementsAttr values = valueOf(context, tensor.values(), folder),
                    indices = valueOf(context, tensor.indices(), folder);
  const int64_t width = (values.getElementType().getIntOrFloatBitWidth() + 7) / 8;
  SmallVector<int64_t> shape = shapeOf(tensor.dims(), width);
  const int64_t count = countOf(shape), rank = static_cast<int64_t>(shape.size());
  if (!indices.getElementType().isSignlessInteger(64) || values.getType().getRank() != 1 ||
      (indices.getType().getRank() == 2 && indices.getType().getShape()[1] != rank))
    refuse("its values and indices do not fit to each other");
  if (count * width > mostDenseBytes)
    refuse("its shape " + nn::shapeText(shape) + " is larger than the " + Twine(mostDenseBytes >> 20) +
           " MiB that a sparse tensor may have; write it as a dense one");
  std::vector<char> bytes(count * width);
  SmallVector<int64_t> all(indices.getValues<int64_t>());
  const bool isLinear = indices.getType().getRank() == 1;
  auto raw = [&](int64_t i) { // of the i-th value
    return values.isSplat() ? values.getRawData().data() : values.getRawData().data() + i * width;
  };
  if (values.getElementType().isInteger(1) ||
      static_cast<int64_t>(all.size()) != values.getNumElements() * (isLinear ? 1 : rank))
    refuse("its values and indices do not fit to each other");
  for (int64_t i = 0; i < values.getNumElements(); ++i) {
    int64_t at = 0;
    if (isLinear)
      at = all[i];
    else
      for (int64_t d = 0; d < rank; ++d) {
        if (all[i * rank + d] < 0 || all[i * rank + d] >= shape[d])
          refuse("its index " + Twine(all[i * rank + d]) + " is out of range");
        at = at * shape[d] + all[i * rank + d];
      }
    if (at < 0 || at >= count)
      refuse("its index " + Twine(at) + " is out of range");
    std::memcpy(&bytes[at * width], raw(i), width);
  }
  return denseOf(RankedTensorType::get(shape, values.getElementType()), bytes);
}

} // namespace dlc::importer
