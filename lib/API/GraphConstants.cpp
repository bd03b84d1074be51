// In memory every constant is a dense attribute: folds, splats and lowering know one form. Names come and go
// with texts.
#include "API/GraphConstants.h"

#include "API/NetworkText.h"
#include "NN/NN.h"
#include "NN/NNElementTypes.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace dlc {

//===-- Bytes ---------------------------------------------------------------------------------------===//

/// Row-major, i1 in a byte each. Null, and why, if the bytes are not those of such a tensor.
static DenseElementsAttr denseOf(RankedTensorType type, ArrayRef<char> bytes, std::string &problem) {
  std::optional<DType> element = nn::dtypeOf(type.getElementType());
  std::optional<uint64_t> size;
  if (element && type.hasStaticShape() && !type.getEncoding())
    size = byteSize(*element, type.getShape());
  if (!size) {
    problem = "its type is none of a constant";
    return nullptr;
  }
  if (*size != bytes.size()) {
    problem =
        "it has " + std::to_string(bytes.size()) + " bytes, and its type takes " + std::to_string(*size);
    return nullptr;
  }
  if (*size == 0)
    return DenseElementsAttr::get(type, ArrayRef<Attribute>());
  if (*element != DType::i1)
    return DenseElementsAttr::getFromRawBuffer(type, bytes);
  SmallVector<bool> bits;
  for (char byte : bytes) {
    if (byte != 0 && byte != 1) {
      problem = "a boolean of it is neither 0 nor 1";
      return nullptr;
    }
    bits.push_back(byte != 0);
  }
  return DenseElementsAttr::get(type, bits);
}

/// Whether the attribute holds the bytes of a segment as they are: a splat has one element, booleans take a
/// bit.
static bool holdsBytes(DenseElementsAttr value) {
  return !value.getElementType().isInteger(1) && (!value.isSplat() || value.getNumElements() == 1);
}

static std::vector<std::byte> expandedBytes(DenseElementsAttr value) {
  std::vector<std::byte> bytes;
  if (value.getElementType().isInteger(1)) {
    for (bool bit : value.getValues<bool>())
      bytes.push_back(std::byte(bit));
    return bytes;
  }
  auto element = std::as_bytes(std::span(value.getRawData()));
  for (int64_t i = 0, count = value.getNumElements(); i < count; ++i)
    bytes.insert(bytes.end(), element.begin(), element.end());
  return bytes;
}

/// Whether it is to be kept apart. A splat is short in every form.
static bool isLarge(DenseElementsAttr value) {
  std::optional<DType> element = nn::dtypeOf(value.getElementType());
  return element && !value.isSplat() &&
         static_cast<uint64_t>(value.getNumElements()) * byteWidth(*element) > largeConstantBytes;
}

GraphConstant constantOf(MLIRContext &context, const ModelSegment &segment) {
  auto type = RankedTensorType::get(segment.shape, nn::elementType(&context, segment.type));
  std::string problem;
  ArrayRef<char> bytes(reinterpret_cast<const char *>(segment.bytes.data()), segment.bytes.size());
  DenseElementsAttr value = denseOf(type, bytes, problem);
  if (!value)
    throw Error("the constant " + quoteName(segment.name) + ": " + problem);
  return {segment.name, value};
}

ManifestConstant manifestConstant(const GraphConstant &constant,
                                  const std::shared_ptr<MLIRContext> &context) {
  DenseElementsAttr value = constant.value;
  ManifestConstant result;
  result.tensor.name = constant.name;
  result.tensor.type = *nn::dtypeOf(value.getElementType());
  result.tensor.shape.assign(value.getType().getShape().begin(), value.getType().getShape().end());
  if (holdsBytes(value)) {
    result.bytes = std::as_bytes(std::span(value.getRawData()));
    result.owner = context;
  } else {
    auto bytes = std::make_shared<std::vector<std::byte>>(expandedBytes(value));
    result.bytes = *bytes;
    result.owner = std::move(bytes);
  }
  return result;
}

//===-- Texts ---------------------------------------------------------------------------------------===//

/// Names that are none of a text and none of a list yet: constant0, constant1, …
namespace {
class Names {
public:
  Names(StringRef text, ArrayRef<GraphConstant> constants) : text(text) {
    for (const GraphConstant &constant : constants)
      taken.insert(constant.name);
  }

  std::string next() {
    while (true) {
      std::string name = "constant" + std::to_string(count++);
      if (!text.contains("dense_resource<" + name + ">") && taken.insert(name).second)
        return name;
    }
  }

private:
  StringRef text;
  llvm::StringSet<> taken;
  int count = 0;
};
} // namespace

/// The name of a constant of that value, which is added unless it is there.
static std::string nameOf(DenseElementsAttr value, std::vector<GraphConstant> &constants, Names &names) {
  auto known =
      llvm::find_if(constants, [&](const GraphConstant &constant) { return constant.value == value; });
  if (known == constants.end())
    known = constants.insert(known, {names.next(), value});
  return known->name;
}

std::string takeOutConstants(std::string text, MLIRContext &context, std::vector<GraphConstant> &constants) {
  // Numbers take two characters at least, with a comma: fewer for each byte of an f64 than of anything else.
  std::vector<size_t> ends;
  std::vector<TextRange> literals = longLiterals(text, largeConstantBytes / 8 * 2, ends);
  if (literals.empty())
    return text;
  Names names(text, constants);
  ScopedDiagnosticHandler unheard(&context, [](Diagnostic &) { return success(); });
  std::string result;
  size_t copied = 0;
  for (auto [literal, end] : llvm::zip_equal(literals, ends)) {
    StringRef written = StringRef(text).slice(literal.begin, literal.end);
    auto value = dyn_cast_if_present<DenseElementsAttr>(
        parseAttribute(normalized(text.substr(literal.begin, end - literal.begin)), &context, Type(), nullptr,
                       /*isKnownNullTerminated=*/true));
    if (!value || !isLarge(value) || !isa<RankedTensorType>(value.getType()))
      continue;
    result += StringRef(text).slice(copied, literal.begin);
    result += "dense_resource<" + nameOf(value, constants, names) + ">";
    result += std::string(written.count('\n'), '\n');
    copied = literal.end;
  }
  return result + text.substr(copied);
}

std::vector<NamedData> dataOf(ArrayRef<GraphConstant> constants) {
  std::vector<NamedData> data;
  for (const GraphConstant &constant : constants) {
    ManifestConstant carried = manifestConstant(constant, nullptr);
    data.push_back({constant.name,
                    std::string(reinterpret_cast<const char *>(carried.bytes.data()), carried.bytes.size())});
  }
  return data;
}

//===-- Modules -------------------------------------------------------------------------------------===//

/// Calls `visit` with each op that holds elements, and these; a variable may hold them as its initial value.
template <typename Visit> static LogicalResult forEachConstant(ModuleOp module, Visit visit) {
  WalkResult walked = module.walk([&](Operation *op) -> WalkResult {
    if (auto constant = dyn_cast<nn::ConstantOp>(op))
      return visit(op, constant.getValueAttr(), [&](ElementsAttr value) { constant.setValueAttr(value); });
    if (auto variable = dyn_cast<nn::VariableOp>(op))
      if (auto value = dyn_cast_if_present<ElementsAttr>(variable.getInitializer()))
        return visit(op, value, [&](ElementsAttr value) { variable.setInitializerAttr(value); });
    return WalkResult::advance();
  });
  return failure(walked.wasInterrupted());
}

LogicalResult fillInConstants(ModuleOp module, std::vector<GraphConstant> &constants,
                              ArrayRef<NamedData> data) {
  llvm::StringMap<DenseElementsAttr> values;
  for (const GraphConstant &constant : constants)
    values[constant.name] = constant.value;
  llvm::StringMap<const NamedData *> spelledOut;
  for (const NamedData &one : data)
    spelledOut[one.name] = &one;
  llvm::StringSet<> used;
  LogicalResult filled =
      forEachConstant(module, [&](Operation *op, ElementsAttr held, auto set) -> WalkResult {
        // One without a value is for the verifier.
        if (!held || isa<DenseElementsAttr>(held))
          return WalkResult::advance();
        auto resource = dyn_cast<DenseResourceElementsAttr>(held);
        auto type = resource ? dyn_cast<RankedTensorType>(resource.getType()) : RankedTensorType();
        if (!type)
          return op->emitError() << "a constant of a network is written as dense<…>, not so";
        std::string name = resource.getRawHandle().getKey().str();
        auto fail = [&](const std::string &problem) {
          return op->emitError() << "the constant '" << name << "': " << problem;
        };
        DenseElementsAttr &value = values[name];
        if (!value) {
          auto given = spelledOut.find(name);
          if (given == spelledOut.end())
            return fail("it is not in the file; a text spells it out as dense<…>, or at its end in "
                        "{-# dialect_resources: {builtin: {…}} #-}");
          std::string problem;
          value = denseOf(type, ArrayRef<char>(given->second->bytes), problem);
          if (!value)
            return fail(problem);
          constants.push_back({name, value});
        }
        if (value.getType() != type) {
          std::string mine;
          llvm::raw_string_ostream(mine) << value.getType();
          return fail("it is " + mine + ", and cannot be taken for another type");
        }
        used.insert(name);
        set(value);
        return WalkResult::advance();
      });
  llvm::erase_if(constants, [&](const GraphConstant &constant) { return !used.contains(constant.name); });
  return filled;
}

void nameConstants(ModuleOp module, std::vector<GraphConstant> &constants) {
  Names names("", constants);
  auto &dialect = DenseResourceElementsHandle::getManagerInterface(module.getContext());
  (void)forEachConstant(module, [&](Operation *, ElementsAttr held, auto set) -> WalkResult {
    auto value = dyn_cast<DenseElementsAttr>(held);
    if (!value || !isLarge(value))
      return WalkResult::advance();
    std::string name = nameOf(value, constants, names);
    // Without data: printers then write the name alone.
    auto *entry = dialect.getBlobManager().lookup(name);
    if (!entry)
      entry = &dialect.getBlobManager().insert(name);
    DenseResourceElementsHandle handle(entry, cast<BuiltinDialect>(dialect.getDialect()));
    set(DenseResourceElementsAttr::get(value.getType(), handle));
    return WalkResult::advance();
  });
}

} // namespace dlc
