// Products and convolutions of numbers that bytes hold become kernels of bytes, which take a fourth of the
// memory and are several times as fast. nn writes them in floats, as (bytes - zero point) · scale; a sum of
// products of bytes is exact in i32, and what zero points add to it are sums of one side:
//
//     Σ (a - p) · (b - q) = Σ a · b - p · Σ b - q · Σ a + k · p · q
//
// Where b are weights, Σ b is computed once. The result differs from that of floats only where those round:
// in f64 it is the same.
#include "Conversion/NNToKernel/ByteFactors.h"
#include "Conversion/NNToKernel/Patterns.h"

#include "Kernel/Kernel.h"

using namespace mlir;

namespace dlc::kernels {
namespace {
/// Products whose sum i32 holds, whatever the bytes and zero points are.
constexpr int64_t mostProducts = (int64_t(1) << 31) / (255 * 255);
/// The same in f32, which holds whole numbers of 24 bits.
constexpr int64_t mostInF32 = (int64_t(1) << 24) / (255 * 255);
/// Channels of a group below which a kernel of bytes, which reads four together, leaves most of them unused.
constexpr int64_t leastChannels = 3;

bool isEmpty(Value value) { return llvm::is_contained(typeOf(value).getShape(), 0); }

Value product(Value x, Value y, nn::Composer &compose) { return x && y ? compose.mul(x, y) : x ? x : y; }

/// Replaces `op`, whose sums are `sums` in i32, by what they are with scales. Who wants whole numbers takes
/// the sums themselves.
void replace(Operation *op, Value sums, Value scale, nn::Composer &compose, PatternRewriter &rewriter) {
  Type element = getElementTypeOrSelf(op->getResult(0));
  if (!scale)
    for (Operation *user : llvm::to_vector(op->getUsers()))
      if (auto cast = dyn_cast<nn::CastOp>(user);
          cast && getElementTypeOrSelf(cast.getResult()).isSignlessInteger(32))
        rewriter.replaceOp(user, sums);
  Value result = compose.cast(sums, element);
  rewriter.replaceOp(op, scale ? compose.mul(result, scale) : result);
}

struct LowerMatmulOfBytes : OpRewritePattern<nn::MatmulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::MatmulOp op, PatternRewriter &rewriter) const override {
    Type element = typeOf(op.getResult()).getElementType();
    ArrayRef<int64_t> matrix = typeOf(op.getRhs()).getShape().take_back(2);
    const bool transposeLhs = op.getTransposeLhs(), transposeRhs = op.getTransposeRhs();
    const int64_t depth = matrix[transposeRhs ? 1 : 0];
    if (!(element.isF32() || element.isF64()) || nn::hasSymbolic(matrix) || depth > mostProducts ||
        isEmpty(op.getLhs()) || isEmpty(op.getRhs()))
      return rewriter.notifyMatchFailure(op, "its sizes are not those of a kernel of bytes");
    const int64_t rank = typeOf(op.getRhs()).getRank();
    ArrayRef<int64_t> frontLeft = typeOf(op.getLhs()).getShape().drop_back(2),
                      frontRight = typeOf(op.getRhs()).getShape().drop_back(2);
    if (!frontLeft.empty() && !frontRight.empty() && frontLeft != frontRight)
      return rewriter.notifyMatchFailure(op, "repeats matrices of one operand");
    auto left = byteFactorOf(op.getLhs(), -1);
    auto right = left ? byteFactorOf(op.getRhs(), rank - (transposeRhs ? 2 : 1)) : std::nullopt;
    if (!right)
      return rewriter.notifyMatchFailure(op, "its operands are not made of bytes");
    nn::Composer compose(rewriter, op.getLoc());
    Bytes lhs = bytesOf(*left, /*isUnsigned=*/true, compose), rhs = bytesOf(*right, false, compose);
    Type i32 = rewriter.getI32Type();
    FailureOr<Value> kernel = matrixProduct(op, typeOf(op.getResult()).clone(i32),
                                            asSignless(lhs.value, compose), rhs.value, rewriter);
    if (failed(kernel))
      return failure();
    Value sums = *kernel;
    // Of parameters along the columns, a row.
    auto asRow = [&](Value parameter) {
      if (!parameter || !transposeRhs || typeOf(parameter).getNumElements() == 1)
        return parameter;
      return compose.reshape(parameter, {1, typeOf(parameter).getNumElements()});
    };
    if (lhs.zero)
      sums = compose.sub(sums, compose.mul(lhs.zero, sumsOf(rhs.value, transposeRhs ? 1 : 2, 2, compose)));
    if (rhs.zero)
      sums = compose.sub(sums,
                         compose.mul(asRow(rhs.zero), sumsOf(lhs.value, transposeLhs ? 2 : 1, 1, compose)));
    if (lhs.zero && rhs.zero)
      sums =
          compose.add(sums, compose.mul(compose.mul(lhs.zero, static_cast<double>(depth)), asRow(rhs.zero)));
    replace(op, sums, product(left->scale, asRow(right->scale), compose), compose, rewriter);
    return success();
  }

  /// Sums in i32 over the dimension `from` of the last two, counted from the end; one element stands at `to`.
  static Value sumsOf(Value value, int64_t from, int64_t to, nn::Composer &compose) {
    const int64_t rank = typeOf(value).getRank();
    Value sums = compose.reduceSum(compose.cast(value, compose.builder.getI32Type()), {rank - from});
    SmallVector<int64_t> shape(typeOf(sums).getShape());
    shape.insert(shape.end() - (to - 1), 1);
    return compose.reshape(sums, shape);
  }
};

struct LowerConvOfBytes : OpRewritePattern<nn::ConvOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ConvOp op, PatternRewriter &rewriter) const override {
    Type element = typeOf(op.getResult()).getElementType();
    ArrayRef<int64_t> shape = typeOf(op.getWeight()).getShape();
    int64_t products = 1;
    for (int64_t size : shape.drop_front())
      products *= size;
    if (!(element.isF32() || element.isF64()) || shape.size() != 4 || products > mostProducts ||
        nn::hasSymbolic(typeOf(op.getInput()).getShape().drop_front()) || isEmpty(op.getInput()) ||
        isEmpty(op.getWeight()))
      return rewriter.notifyMatchFailure(op, "its sizes are not those of a kernel of bytes");
    auto values = byteFactorOf(op.getInput(), -1);
    auto weights = values ? byteFactorOf(op.getWeight(), 0) : std::nullopt;
    if (!weights)
      return rewriter.notifyMatchFailure(op, "its operands are not made of bytes");
    nn::Composer compose(rewriter, op.getLoc());
    if (shape[1] < leastChannels)
      return inF32(op, products, *values, *weights, compose, rewriter);
    const nn::Window window = op.getWindow();
    if (window.hasPads() && !values->knownZero)
      return rewriter.notifyMatchFailure(op, "the zero point of its border is not known");
    Bytes input = bytesOf(*values, /*isUnsigned=*/true, compose), weight = bytesOf(*weights, false, compose);
    if (window.hasPads())
      input.value = padded(input, window, compose);
    Value signless = asSignless(input.value, compose);
    auto convolved = [&](Value weight) -> Value {
      SmallVector<int64_t> sizes(typeOf(op.getResult()).getShape());
      sizes[1] = typeOf(weight).getDimSize(0);
      auto type = nn::SizedTensorType::get(sizes, rewriter.getI32Type());
      Value init = emptyLike(rewriter, op.getLoc(), type, {signless});
      return kernel::ConvOp::create(rewriter, op.getLoc(), signless, weight, init,
                                    attributesOf(window, {0, 0, 0, 0}, op.getGroup(), rewriter))
          .getResult(0);
    };
    auto perOutput = [&](Value parameter) {
      if (!parameter || typeOf(parameter).getNumElements() == 1)
        return parameter;
      return compose.reshape(parameter, {1, shape[0], 1, 1});
    };
    Value sums = convolved(weight.value);
    if (input.zero) {
      Value all = compose.reduceSum(compose.cast(weight.value, rewriter.getI32Type()), {1, 2, 3});
      sums = compose.sub(sums, compose.mul(perOutput(all), scalar(input.zero, compose)));
    }
    if (weight.zero) {
      SmallVector<int64_t> one(shape);
      if (op.getGroup() == 1) // all output channels see the same
        one[0] = 1;
      Value ofInput = convolved(compose.filled(1, nn::SizedTensorType::get(one, rewriter.getI8Type())));
      sums = compose.sub(sums, compose.mul(perOutput(weight.zero), ofInput));
    }
    if (input.zero && weight.zero)
      sums = compose.add(sums,
                         compose.mul(compose.mul(scalar(input.zero, compose), static_cast<double>(products)),
                                     perOutput(weight.zero)));
    if (op.getBias())
      return withBias(op, sums, product(values->scale, perOutput(weights->scale), compose), compose,
                      rewriter);
    replace(op, sums, product(values->scale, perOutput(weights->scale), compose), compose, rewriter);
    return success();
  }

  /// A parameter of one element, whatever its rank.
  static Value scalar(Value parameter, nn::Composer &compose) {
    return compose.reshape(parameter, ArrayRef<int64_t>());
  }

  static LogicalResult withBias(nn::ConvOp op, Value sums, Value scale, nn::Composer &compose,
                                PatternRewriter &rewriter) {
    Value result = compose.cast(sums, typeOf(op.getResult()).getElementType());
    if (scale)
      result = compose.mul(result, scale);
    Value bias = compose.reshape(op.getBias(), {1, typeOf(op.getBias()).getDimSize(0), 1, 1});
    rewriter.replaceOp(op, compose.add(result, bias));
    return success();
  }

  /// With a border of the zero point, which is what a pad is.
  static Value padded(const Bytes &input, const nn::Window &window, nn::Composer &compose) {
    OpBuilder &b = compose.builder;
    return compose.make<nn::PadOp>(input.value,
                                   b.getDenseI64ArrayAttr({0, 0, window.before[0], window.before[1], 0, 0,
                                                           window.after[0], window.after[1]}),
                                   nn::PadModeAttr::get(b.getContext(), nn::PadMode::constant),
                                   b.getF64FloatAttr(static_cast<double>(*input.knownZero)));
  }

  /// Few channels: a convolution in f32, which is exact if there are few products.
  static LogicalResult inF32(nn::ConvOp op, int64_t products, const ByteFactor &values,
                             const ByteFactor &weights, nn::Composer &compose, PatternRewriter &rewriter) {
    if (!typeOf(op.getResult()).getElementType().isF64() || products > mostInF32 || values.scale ||
        weights.scale)
      return rewriter.notifyMatchFailure(op, "has few channels");
    Type f32 = rewriter.getF32Type();
    Value sums = compose.make<nn::ConvOp>(compose.cast(op.getInput(), f32), compose.cast(op.getWeight(), f32),
                                          Value(), op.getStridesAttr(), op.getPadsAttr(),
                                          op.getDilationsAttr(), op.getGroupAttr(), op.getAutoPadAttr());
    Value result = compose.cast(sums, rewriter.getF64Type());
    if (op.getBias())
      result =
          compose.add(result, compose.reshape(op.getBias(), {1, typeOf(op.getBias()).getDimSize(0), 1, 1}));
    rewriter.replaceOp(op, result);
    return success();
  }
};
} // namespace

void populateBytePatterns(RewritePatternSet &patterns) {
  // Before the same products in floats.
  patterns.add<LowerMatmulOfBytes, LowerConvOfBytes>(patterns.getContext(), /*benefit=*/2);
}
} // namespace dlc::kernels
