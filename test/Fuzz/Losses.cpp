// Losses, each a number for every element or example and what becomes of these.
#include "Operators.h"

#include <cmath>

namespace dlc::fuzz {

using Z = std::int64_t;

static std::vector<Attribute> reductionAttribute(Generator &g, std::vector<Attribute> attributes,
                                                 bool batchMean = true) {
  if (g.chance(0.7))
    attributes.push_back(
        {"reduction", std::string(batchMean ? g.random.of({"none", "sum", "mean", "batch_mean"})
                                            : g.random.of({"none", "sum", "mean"}))});
  return attributes;
}

using Loss = Scalar (*)(Scalar input, Scalar target, double parameter);

// What an input and a target must be: any numbers, or made from them by an op.
static void addLoss(Operators &table, const std::string &name, Loss loss, const char *parameter = nullptr,
                    double standard = 0, const char *input = nullptr, const char *target = nullptr) {
  table[name] = {[=](const Op &op, const Operands &x, Z) -> Results {
                   require(x[0]->shape == x[1]->shape && x[0]->size() > 0);
                   const double p = parameter ? op.number(parameter, standard) : 0;
                   return {reduceLoss(
                       zip(*x[0], *x[1], x[0]->element, [&](Scalar a, Scalar b) { return loss(a, b, p); }),
                       op.word("reduction", "mean"))};
                 },
                 [=](Generator &g) {
                   ValueId x = g.floats(1, 4, 1), y = g.like(g.type(x));
                   if (input)
                     x = g.add(input, {x});
                   if (target)
                     y = g.add(target, {y});
                   std::vector<Attribute> attributes;
                   if (parameter && g.chance(0.5))
                     attributes.push_back({parameter, g.random.of({0.5, 1.5})});
                   g.add(name, {x, y}, reductionAttribute(g, attributes));
                 }};
}

// Classes in dimension 1: log-probabilities (or logits), labels, weights.
static Results classLoss(const Op &op, const Operands &x, bool logits) {
  const Array &input = *x[0];
  require(input.rank() >= 2 && input.size() > 0);
  Array scores = input;
  const Z classes = input.dim(1);
  if (logits)
    eachLine(scores.shape, 1, [&](Z base, Z stride) { softmaxLine(scores, base, stride, classes, true); });
  const double smoothing = op.number("label_smoothing", 0);
  const bool probabilities = x[1]->rank() == input.rank();
  Shape shape = input.shape;
  shape.erase(shape.begin() + 1);
  require(x[1]->shape == (probabilities ? input.shape : shape));
  Array losses(input.element, shape);
  Scalar total, weights;
  Z next = 0;
  eachLine(input.shape, 1, [&](Z base, Z stride) {
    Scalar loss, weightOfThis;
    const double label = probabilities ? 0 : (*x[1])[next].value;
    const bool isIgnored = label == static_cast<double>(op.integer("ignore_index", -100));
    // A label that is no class adds nothing, but is counted, unless classes have weights of their own.
    if (!probabilities && !isIgnored && x.size() <= 2)
      weightOfThis = Scalar(1);
    if (probabilities || (label >= 0 && label < static_cast<double>(classes) && !isIgnored))
      for (Z c = 0; c < classes; ++c) {
        Scalar share = probabilities ? (*x[1])[base + c * stride] : Scalar(label == static_cast<double>(c));
        if (smoothing > 0)
          share = share * Scalar(1 - smoothing) + Scalar(smoothing / static_cast<double>(classes));
        const Scalar weight = x.size() > 2 ? (*x[2])[c] : Scalar(1);
        if (share.value != 0 || share.node >= 0)
          loss = loss - share * weight * scores[base + c * stride];
        if (!probabilities && label == static_cast<double>(c))
          weightOfThis = weight;
      }
    losses[next++] = loss;
    total = total + loss;
    weights = weights + weightOfThis;
  });
  const std::string reduction = op.word("reduction", "mean");
  if (reduction != "mean" || probabilities)
    return {reduceLoss(losses, reduction)};
  require(weights.value > 0);
  return {Array(input.element, {}, total / weights)};
}

static void proposeClassLoss(Generator &g, const std::string &name, bool logits) {
  ValueId x = g.floats(2, 4, 1);
  if (!logits)
    x = g.add("log_softmax", {x}, {{"axis", Z(1)}});
  const Type type = g.type(x);
  Op op{.name = name, .operands = {x}};
  if (logits && g.chance(0.2)) {
    op.operands.push_back(g.add("softmax", {g.like(type)}, {{"axis", Z(1)}}));
  } else {
    Shape shape = type.shape;
    shape.erase(shape.begin() + 1);
    op.operands.push_back(g.indices(shape, type.shape[1]));
    if (g.chance(0.4)) {
      op.operands.push_back(g.input({type.element, {type.shape[1]}}, {.low = 0.5, .high = 1.5}));
      op.words = {"weights"};
    }
    if (g.chance(0.3))
      op.attributes.push_back({"ignore_index", Z(-100)});
  }
  if (logits && g.chance(0.4))
    op.attributes.push_back({"label_smoothing", 0.125});
  op.attributes = reductionAttribute(g, op.attributes, false);
  g.add(op);
}

// What the cosine of the angle between two lines of elements is made of.
struct Angle {
  Scalar product, left, right; ///< x · y, x · x, y · y

  Angle(const Array &x, const Array &y, Z base, Z stride, Z count) {
    for (Z i = 0; i < count; ++i) {
      const Scalar a = x[base + i * stride], b = y[base + i * stride];
      product = product + a * b, left = left + a * a, right = right + b * b;
    }
    require(left.value > 1e-3 && right.value > 1e-3);
  }
};

// 1 - cosine where the target is 1, what it is above the margin where it is -1.
static Results cosineEmbeddingLoss(const Op &op, const Operands &x, Z) {
  require(x[0]->rank() == 2 && x[0]->shape == x[1]->shape && x[2]->shape == Shape{x[0]->dim(0)});
  const Scalar margin(op.number("margin", 0));
  Array losses(x[0]->element, x[2]->shape);
  for (Z n = 0; n < x[0]->dim(0); ++n) {
    const Angle angle(*x[0], *x[1], n * x[0]->dim(1), 1, x[0]->dim(1));
    const Scalar similarity =
        angle.product / sqrt((angle.left + Scalar(1e-12)) * (angle.right + Scalar(1e-12))); // as in PyTorch
    require(std::abs(std::abs((*x[2])[n].value) - 1) < 0.1);
    losses[n] = (*x[2])[n].value > 0 ? Scalar(1) - similarity : relu(similarity - margin);
  }
  return {reduceLoss(losses, op.word("reduction", "mean"))};
}

static void proposeCosineEmbeddingLoss(Generator &g) {
  const ValueId x = g.floats(2, 2, 1);
  const Type type = g.type(x);
  const ValueId isOne = g.add("step", {g.like({type.element, {type.shape[0]}})});
  const ValueId target = g.add("sub", {g.add("add", {isOne, isOne}), g.scalar(1, type.element)});
  std::vector<Attribute> attributes;
  if (g.chance(0.5))
    attributes.push_back({"margin", g.random.of({0.25, -0.5})});
  g.add("cosine_embedding_loss", {x, g.like(type), target}, reductionAttribute(g, attributes));
}

// Of log-probabilities [batch, time, classes]: -log of the probability of all ways to read the labels, with
// blanks between and around them, where equal labels that follow each other need one (Graves et al., 2006).
static Results ctcLoss(const Op &op, const Operands &x, Z) {
  require(x[0]->rank() == 3 && x[1]->rank() == 2 && x[0]->dim(0) == x[1]->dim(0));
  const Z batch = x[0]->dim(0), time = x[0]->dim(1), classes = x[0]->dim(2), most = x[1]->dim(1);
  const Z blank = op.integer("blank", 0);
  require(x[2]->shape == Shape{batch} && x[3]->shape == Shape{batch} && time > 0 && blank < classes);
  const std::string reduction = op.word("reduction", "mean");
  Array losses(x[0]->element, {batch});
  for (Z n = 0; n < batch; ++n) {
    const Z steps = static_cast<Z>((*x[2])[n].value), length = static_cast<Z>((*x[3])[n].value);
    require(steps >= 1 && steps <= time && length >= 0 && length <= most && 2 * length <= steps);
    std::vector<Z> labels(static_cast<std::size_t>(2 * length + 1), blank);
    for (Z i = 0; i < length; ++i) {
      labels[static_cast<std::size_t>(2 * i + 1)] = static_cast<Z>((*x[1])[n * most + i].value);
      require(labels[static_cast<std::size_t>(2 * i + 1)] != blank);
    }
    // Probabilities of what was read so far, by the label that was read last; none: 0.
    std::vector<Scalar> before(labels.size());
    for (Z t = 0; t < steps; ++t) {
      std::vector<Scalar> now(labels.size());
      for (std::size_t s = 0; s < labels.size(); ++s) {
        Scalar sum = t == 0 ? Scalar(s < 2) : before[s];
        if (t > 0 && s > 0)
          sum = sum + before[s - 1];
        if (t > 0 && s > 1 && labels[s] != blank && labels[s] != labels[s - 2])
          sum = sum + before[s - 2];
        now[s] = sum * exp((*x[0])[(n * time + t) * classes + labels[s]]);
      }
      before = now;
    }
    const Scalar all = length > 0 ? before.back() + before[before.size() - 2] : before.back();
    require(all.value > 1e-30);
    losses[n] = -log(all);
    if (reduction == "mean")
      losses[n] = losses[n] / Scalar(static_cast<double>(std::max<Z>(length, 1)));
  }
  return {reduceLoss(losses, reduction)};
}

static void proposeCtcLoss(Generator &g) {
  const Z time = g.random.integer(1, 9), classes = g.random.integer(2, 5);
  const Z most = g.random.integer(1, std::max<Z>(1, time / 2));
  const Z batch = g.draft.batched ? batchDimension : g.random.integer(1, 4);
  const DType element = g.floatElement();
  const ValueId x = g.add("log_softmax", {g.like({element, {batch, time, classes}})}, {{"axis", Z(2)}});
  const bool blankFirst = g.chance(0.6);
  const double first = blankFirst ? 1 : 0, fewest = static_cast<double>(std::min(2 * most, time));
  const auto integers = [&](Shape shape, double low, double high) {
    return g.input({g.random.of({DType::i64, DType::i32}), std::move(shape)}, {.low = low, .high = high});
  };
  Op op{.name = "ctc_loss",
        .operands = {x, integers({batch, most}, first, first + static_cast<double>(classes - 2)),
                     integers({batch}, std::max(1.0, fewest), static_cast<double>(time)),
                     integers({batch}, 0, static_cast<double>(std::min(most, time / 2)))}};
  if (!blankFirst)
    op.attributes.push_back({"blank", classes - 1});
  op.attributes = reductionAttribute(g, op.attributes);
  g.add(op);
}

void addLosses(Operators &table) {
  table["cosine_embedding_loss"] = {cosineEmbeddingLoss, proposeCosineEmbeddingLoss};
  table["ctc_loss"] = {ctcLoss, proposeCtcLoss};
  addLoss(table, "mse_loss", [](Scalar a, Scalar b, double) { return (a - b) * (a - b); });
  addLoss(table, "l1_loss", [](Scalar a, Scalar b, double) { return abs(a - b); });
  addLoss(
      table, "huber_loss",
      [](Scalar a, Scalar b, double delta) {
        const Scalar d = abs(a - b);
        return d.value <= delta ? Scalar(0.5) * d * d : Scalar(delta) * (d - Scalar(delta / 2));
      },
      "delta", 1);
  addLoss(
      table, "hinge_loss", [](Scalar a, Scalar b, double margin) { return relu(Scalar(margin) - b * a); },
      "margin", 1);
  addLoss(
      table, "binary_cross_entropy_loss",
      [](Scalar a, Scalar b, double) { return -(b * log(a) + (Scalar(1) - b) * log(Scalar(1) - a)); },
      nullptr, 0, "sigmoid", "sigmoid");
  addLoss(
      table, "binary_cross_entropy_with_logits_loss",
      [](Scalar a, Scalar b, double) { return softplus(a) - a * b; }, nullptr, 0, nullptr, "sigmoid");
  addLoss(
      table, "kl_divergence_loss", [](Scalar a, Scalar b, double) { return b * (log(b) - a); }, nullptr, 0,
      nullptr, "sigmoid");
  table["softmax_cross_entropy_loss"] = {
      [](const Op &op, const Operands &x, Z) { return classLoss(op, x, true); },
      [](Generator &g) { proposeClassLoss(g, "softmax_cross_entropy_loss", true); }};
  table["negative_log_likelihood_loss"] = {
      [](const Op &op, const Operands &x, Z) { return classLoss(op, x, false); },
      [](Generator &g) { proposeClassLoss(g, "negative_log_likelihood_loss", false); }};
  table["cosine_similarity"] = {
      [](const Op &op, const Operands &x, Z) -> Results {
        const Z axis = axisOf(op.integer("axis", 1), x[0]->rank());
        require(x[0]->shape == x[1]->shape && axis < x[0]->rank());
        Shape shape = x[0]->shape;
        shape.erase(shape.begin() + axis);
        Array y(x[0]->element, shape);
        Z next = 0;
        eachLine(x[0]->shape, axis, [&](Z base, Z stride) {
          const Angle angle(*x[0], *x[1], base, stride, x[0]->dim(axis));
          const Scalar epsilon(op.number("epsilon", 1e-8));
          y[next++] = angle.product / (max(sqrt(angle.left), epsilon) * max(sqrt(angle.right), epsilon));
        });
        return {std::move(y)};
      },
      [](Generator &g) {
        const ValueId x = g.floats(1, 4, 1);
        g.add("cosine_similarity", {x, g.like(g.type(x))}, {{"axis", g.axis(g.type(x))}});
      }};
}

} // namespace dlc::fuzz
