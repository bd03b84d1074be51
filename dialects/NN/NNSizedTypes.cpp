// Tensor types whose dynamic sizes have names: the attribute #nn.sizes, its text, and the types that carry
// it.
#include "NN/NN.h"

#include "mlir/IR/DialectImplementation.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

namespace {
/// Reads `2 * sequence - 1` and the like.
class SizeParser {
public:
  explicit SizeParser(AsmParser &parser) : parser(parser) {}

  FailureOr<int64_t> sum() {
    bool isNegative = succeeded(parser.parseOptionalMinus());
    FailureOr<int64_t> total = product();
    if (succeeded(total) && isNegative)
      total = checked(subtractSizes(0, *total));
    while (succeeded(total)) {
      bool isPlus = succeeded(parser.parseOptionalPlus());
      if (!isPlus && failed(parser.parseOptionalMinus()))
        break;
      FailureOr<int64_t> next = product();
      if (failed(next))
        return failure();
      total = checked(isPlus ? addSizes(*total, *next) : subtractSizes(*total, *next));
    }
    return total;
  }

private:
  FailureOr<int64_t> product() {
    FailureOr<int64_t> total = factor();
    while (succeeded(total)) {
      if (succeeded(parser.parseOptionalStar())) {
        FailureOr<int64_t> next = factor();
        if (failed(next))
          return failure();
        total = checked(multiplySizes(*total, *next));
        continue;
      }
      bool isFloor = succeeded(parser.parseOptionalKeyword("floordiv"));
      if (!isFloor && failed(parser.parseOptionalKeyword("ceildiv")))
        break;
      int64_t divisor;
      SMLoc place = parser.getCurrentLocation();
      if (parser.parseInteger(divisor))
        return failure();
      if (divisor < 1)
        return parser.emitError(place, "a size is divided by a positive number, got ") << divisor;
      total = checked(isFloor ? floorDivideSize(*total, divisor) : ceilDivideSize(*total, divisor));
    }
    return total;
  }

  FailureOr<int64_t> factor() {
    int64_t number;
    if (OptionalParseResult result = parser.parseOptionalInteger(number); result.has_value())
      return failed(*result) ? FailureOr<int64_t>(failure()) : checked(number);
    StringRef name;
    SMLoc place = parser.getCurrentLocation();
    if (succeeded(parser.parseOptionalKeyword(&name))) {
      if (name == "floordiv" || name == "ceildiv")
        return parser.emitError(place, "'") << name << "' stands behind a size";
      return namedSize(name);
    }
    if (++depth > maxDepth)
      return parser.emitError(place, "an expression of a size is nested more than ") << maxDepth << " times";
    if (parser.parseLParen())
      return failure();
    FailureOr<int64_t> inner = sum();
    --depth;
    if (failed(inner) || parser.parseRParen())
      return failure();
    return inner;
  }

  FailureOr<int64_t> checked(std::optional<int64_t> size) {
    if (size)
      return *size;
    return parser.emitError(parser.getCurrentLocation(),
                            "a number in a size exceeds 64 bits, or it has too many terms");
  }

  static constexpr int maxDepth = 32;
  AsmParser &parser;
  int depth = 0;
};
} // namespace

Attribute SizesAttr::parse(AsmParser &parser, Type) {
  SmallVector<int64_t> sizes;
  SMLoc place = parser.getCurrentLocation();
  auto one = [&]() -> ParseResult {
    FailureOr<int64_t> size = SizeParser(parser).sum();
    if (failed(size))
      return failure();
    if (!isSymbolic(*size))
      return parser.emitError(place, "a dynamic size is no number: write ")
             << *size << " in the shape instead";
    sizes.push_back(*size);
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::LessGreater, one))
    return {};
  return get(parser.getContext(), sizes);
}

void SizesAttr::print(AsmPrinter &printer) const {
  printer << "<";
  llvm::interleaveComma(getSizes(), printer, [&](int64_t size) { printer << sizeExpression(size); });
  printer << ">";
}

/// The number of elements of a shape whose dynamic sizes are these; none if it is no size. Code multiplies
/// sizes of types that were verified without asking again.
static std::optional<int64_t> countElements(ArrayRef<int64_t> shape, ArrayRef<int64_t> sizes) {
  std::optional<int64_t> count = 1;
  for (int64_t size : shape)
    if (count && !ShapedType::isDynamic(size))
      count = multiplySizes(*count, size);
  for (int64_t size : sizes)
    count = count ? multiplySizes(*count, size) : std::nullopt;
  return count;
}

LogicalResult SizesAttr::verifyEncoding(ArrayRef<int64_t> shape, Type,
                                        function_ref<InFlightDiagnostic()> emitError) const {
  int64_t dynamic = llvm::count_if(shape, ShapedType::isDynamic);
  if (dynamic != static_cast<int64_t>(getSizes().size()))
    return emitError() << "#nn.sizes names " << getSizes().size() << " dynamic size"
                       << (getSizes().size() == 1 ? "" : "s") << ", the shape has " << dynamic;
  if (getSizes() == ArrayRef<int64_t>(kBatchSize))
    return emitError() << "the only dynamic size is the batch if nothing is said: leave out #nn.sizes<batch>";
  if (!countElements(shape, getSizes()))
    return emitError() << "the number of elements exceeds 64 bits, or has too many terms";
  return success();
}

SizedTensorType SizedTensorType::get(ArrayRef<int64_t> shape, Type element) {
  SmallVector<int64_t> plain(shape), sizes;
  for (int64_t &size : plain)
    if (isSymbolic(size)) {
      sizes.push_back(size);
      size = ShapedType::kDynamic;
    }
  Attribute encoding;
  if (!sizes.empty() && ArrayRef<int64_t>(sizes) != ArrayRef<int64_t>(kBatchSize))
    encoding = SizesAttr::get(element.getContext(), sizes);
  return RankedTensorType::get(plain, element, encoding);
}

ArrayRef<int64_t> SizedTensorType::getShape() const {
  ArrayRef<int64_t> shape = RankedTensorType::getShape();
  auto sizes = dyn_cast_if_present<SizesAttr>(getEncoding());
  if (!sizes)
    return shape;
  SmallVector<int64_t> full(shape);
  ArrayRef<int64_t> rest = sizes.getSizes();
  for (int64_t &size : full)
    if (ShapedType::isDynamic(size) && !rest.empty()) {
      size = rest.front();
      rest = rest.drop_front();
    }
  // The context keeps it for as long as the type lives.
  return DenseI64ArrayAttr::get(getContext(), full).asArrayRef();
}

bool nn::knowsSizes(RankedTensorType type) {
  int64_t dynamic = type.getNumDynamicDims();
  if (!type.getEncoding())
    return dynamic <= 1;
  auto sizes = dyn_cast<SizesAttr>(type.getEncoding());
  return sizes && static_cast<int64_t>(sizes.getSizes().size()) == dynamic &&
         sizes.getSizes() != ArrayRef<int64_t>(kBatchSize) &&
         countElements(type.getShape(), sizes.getSizes());
}
