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
    if (probabilities || (label >= 0 && label < static_cast<double>(classes) &&
                          label != static_cast<double>(op.integer("ignore_index", -100))))
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

void addLosses(Operators &table) {
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
          Scalar both, left, right;
          for (Z i = 0; i < x[0]->dim(axis); ++i) {
            const Scalar a = (*x[0])[base + i * stride], b = (*x[1])[base + i * stride];
            both = both + a * b, left = left + a * a, right = right + b * b;
          }
          const Scalar epsilon(op.number("epsilon", 1e-8));
          require(left.value > 1e-3 && right.value > 1e-3);
          y[next++] = both / (max(sqrt(left), epsilon) * max(sqrt(right), epsilon));
        });
        return {std::move(y)};
      },
      [](Generator &g) {
        const ValueId x = g.floats(1, 4, 1);
        g.add("cosine_similarity", {x, g.like(g.type(x))}, {{"axis", g.axis(g.type(x))}});
      }};
}

} // namespace dlc::fuzz
