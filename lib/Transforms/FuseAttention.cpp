// Decomposed attention becomes nn.attention, whose scores are never in memory as a whole:
//
//     softmax(query · keyᵀ · scale + mask) · value
//
// This is how exporters write it. In: nn, before differentiation, so that its gradients are one op as well.
// The scale may be a product or a quotient by a constant, or missing; the mask may be added, or be a choice
// between the scores and a number so small that its exponential is 0 beside any other.
#include "NN/NNAttention.h"
#include "Transforms/Passes.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_FUSEATTENTION
#include "Transforms/Passes.h.inc"

namespace {
/// What exporters write for -∞: -10⁴ and less, beside which scores are taken to be small.
constexpr double mostOfHidden = -1e4;

nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

/// The number that a constant repeats.
std::optional<double> numberOf(Value value) {
  DenseElementsAttr elements;
  if (auto expand = value.getDefiningOp<ExpandOp>())
    value = expand.getInput();
  if (!matchPattern(value, m_Constant(&elements)) || !elements.isSplat() ||
      !isa<FloatType>(elements.getElementType()))
    return std::nullopt;
  return elements.getSplatValue<APFloat>().convertToDouble();
}

/// Which keys each query sees by a constant mask, [queries, keys].
struct Visible {
  bool all = true, causal = true;
  bool leavesNone = false; ///< whether a query sees no key

  /// `T` is the type of an element. Nothing is known where heads or examples differ.
  template <typename T>
  static std::optional<Visible> of(DenseElementsAttr elements, llvm::function_ref<bool(const T &)> isSeen) {
    ArrayRef<int64_t> shape = elements.getType().getShape();
    if (shape.size() < 2 || ShapedType::getNumElements(shape.drop_back(2)) != 1)
      return std::nullopt;
    const int64_t queries = shape.end()[-2], keys = shape.back();
    Visible visible;
    visible.causal = queries > 1;
    auto element = elements.value_begin<T>();
    for (int64_t i = 0; i < queries; ++i) {
      bool sees = false;
      for (int64_t j = 0; j < keys; ++j, ++element) {
        const bool isHere = isSeen(*element);
        sees |= isHere, visible.all &= isHere, visible.causal &= isHere == (j <= i);
      }
      visible.leavesNone |= !sees;
    }
    return visible;
  }
};

/// Query, key, value and mask of decomposed attention.
struct Parts {
  Value query, key, value, mask;
  SmallVector<int64_t> orderOfKey; ///< the permutation that makes keys of `key`; empty: none
  bool hidesMask = false;          ///< whether `mask` says which keys do not take part
  bool isCausal = false;
  bool isFinite =
      false; ///< whether what hides a key is a number, beside which all hidden keys weigh the same
  double scale = 1;

  /// Whether `product` is that of attention's weights and values.
  bool match(MatmulOp product) {
    auto softmax = product.getLhs().getDefiningOp<SoftmaxOp>();
    value = product.getRhs();
    if (product.getTransposeLhs() || product.getTransposeRhs() || !softmax || !softmax->hasOneUse())
      return false;
    nn::SizedTensorType scores = typeOf(softmax.getInput());
    const int64_t axis = static_cast<int64_t>(softmax.getAxis());
    if (scores.getRank() != 4 || (axis != -1 && axis != 3))
      return false;
    Value inner = softmax.getInput();
    if (!peelAdded(inner) || !peelChoice(inner, scores) || !peelScale(inner))
      return false;
    // Together two masks may leave a query no key.
    if (isFinite && mask && isCausal)
      return false;
    auto ofScores = inner.getDefiningOp<MatmulOp>();
    if (!ofScores || ofScores.getTransposeLhs() || !ofScores->hasOneUse())
      return false;
    query = ofScores.getLhs();
    return setKey(ofScores) && fit(scores);
  }

private:
  /// Whether a value is made of a product of matrices, by a scale or a choice.
  static bool isOfProduct(Value value) {
    Operation *op = value.getDefiningOp();
    if (isa_and_present<MulOp, DivOp, WhereOp>(op))
      return llvm::any_of(op->getOperands(), [](Value operand) { return isOfProduct(operand); });
    return isa_and_present<MatmulOp>(op);
  }

  /// Takes a mask off that is added to `scores`.
  bool peelAdded(Value &scores) {
    auto add = scores.getDefiningOp<AddOp>();
    if (!add || !add->hasOneUse())
      return true;
    const bool isLeft = isOfProduct(add.getLhs());
    scores = isLeft ? add.getLhs() : add.getRhs();
    Value added = isLeft ? add.getRhs() : add.getLhs();
    DenseElementsAttr elements;
    if (matchPattern(added, m_Constant(&elements)) && isa<FloatType>(elements.getElementType())) {
      bool isExact = true; // 0, or as good as -∞
      std::optional<Visible> visible = Visible::of<APFloat>(elements, [&](const APFloat &element) {
        isExact &= element.isZero() || element.convertToDouble() <= mostOfHidden;
        isFinite |= element.isFiniteNonZero();
        return element.isZero();
      });
      if (visible && isExact && visible->all)
        return true;
      isCausal = visible && isExact && visible->causal;
      isFinite &= isCausal;
    }
    if (!isCausal)
      mask = added;
    return true;
  }

  /// Takes a choice off between `scores` and a small number. Where that is finite, a query that sees no key
  /// has equal weights, and in attention none: such a choice must be known to leave each query a key.
  bool peelChoice(Value &scores, nn::SizedTensorType type) {
    auto where = scores.getDefiningOp<WhereOp>();
    if (!where || !where->hasOneUse())
      return true;
    std::optional<double> ofLhs = numberOf(where.getLhs()), ofRhs = numberOf(where.getRhs());
    std::optional<double> hidden = ofLhs ? ofLhs : ofRhs;
    scores = ofLhs ? where.getRhs() : where.getLhs();
    if (!hidden || !(*hidden <= mostOfHidden) || typeOf(scores) != type)
      return false;
    DenseElementsAttr elements;
    std::optional<Visible> visible;
    if (matchPattern(where.getCondition(), m_Constant(&elements)))
      visible = Visible::of<bool>(elements, [&](const bool &element) { return element != bool(ofLhs); });
    if (!std::isinf(*hidden) && (!visible || visible->leavesNone))
      return false;
    if (visible && visible->all)
      return true;
    isFinite |= !std::isinf(*hidden);
    if (visible && visible->causal)
      return isCausal = true;
    if (mask)
      return false;
    mask = where.getCondition();
    hidesMask = ofLhs.has_value();
    return true;
  }

  bool peelScale(Value &scores) {
    if (auto mul = scores.getDefiningOp<MulOp>(); mul && mul->hasOneUse()) {
      std::optional<double> left = numberOf(mul.getLhs()), right = numberOf(mul.getRhs());
      if (!left && !right)
        return false;
      scale = left ? *left : *right;
      scores = left ? mul.getRhs() : mul.getLhs();
    } else if (auto div = scores.getDefiningOp<DivOp>(); div && div->hasOneUse()) {
      std::optional<double> divisor = numberOf(div.getRhs());
      if (!divisor || *divisor == 0)
        return false;
      scale = 1 / *divisor;
      scores = div.getLhs();
    }
    return true;
  }

  /// The keys [batch, heads, length, size], which the product takes transposed.
  bool setKey(MatmulOp ofScores) {
    key = ofScores.getRhs();
    if (ofScores.getTransposeRhs())
      return true;
    auto transpose = key.getDefiningOp<TransposeOp>();
    if (!transpose || typeOf(key).getRank() != 4)
      return false;
    orderOfKey.assign(transpose.getPerm().begin(), transpose.getPerm().end());
    std::swap(orderOfKey[2], orderOfKey[3]);
    key = transpose.getInput();
    return true;
  }

  /// Whether nothing but the mask is broadcast, and one kernel computes it. One query alone is faster by its
  /// products.
  bool fit(nn::SizedTensorType scores) const {
    if (typeOf(query).getRank() != 4 || typeOf(key).getRank() != 4 || typeOf(value).getRank() != 4)
      return false;
    SmallVector<int64_t> k(typeOf(key).getShape());
    for (auto [d, from] : llvm::enumerate(orderOfKey))
      k[d] = typeOf(key).getDimSize(from);
    ArrayRef<int64_t> q = typeOf(query).getShape(), v = typeOf(value).getShape(), s = scores.getShape();
    if (nn::isSymbolic(q[1]) || nn::isSymbolic(q[3]) || nn::isSymbolic(v[3]) || q[2] == 1)
      return false;
    return q.take_front(3) == s.take_front(3) && ArrayRef(k).take_front(2) == s.take_front(2) &&
           k[2] == s[3] && v.take_front(3) == ArrayRef(k).take_front(3) &&
           hasAttentionKernel(typeOf(query), typeOf(key).clone(k), typeOf(value),
                              mask ? typeOf(mask) : nn::SizedTensorType());
  }
};

struct FuseParts : OpRewritePattern<MatmulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MatmulOp op, PatternRewriter &rewriter) const override {
    Parts parts;
    if (!parts.match(op))
      return rewriter.notifyMatchFailure(op, "is no product of attention's weights and values");
    Composer compose(rewriter, op.getLoc());
    Value key = parts.orderOfKey.empty() ? parts.key : compose.transpose(parts.key, parts.orderOfKey);
    Value mask = parts.hidesMask ? compose.unary<NotOp>(parts.mask) : parts.mask;
    rewriter.replaceOpWithNewOp<AttentionOp>(op, parts.query, key, parts.value, mask,
                                             parts.isCausal ? rewriter.getUnitAttr() : UnitAttr(),
                                             rewriter.getF64FloatAttr(parts.scale));
    return success();
  }
};

struct FuseAttention : impl::FuseAttentionBase<FuseAttention> {
  using FuseAttentionBase::FuseAttentionBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseParts>(&getContext());
    GreedyRewriteConfig config;
    config.enableFolding(false).enableConstantCSE(false);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc
