// What follows a detector: of boxes that overlap, the one with the highest score.
#include "Import/Bodies.h"
#include "Import/RuleTable.h"

#include <algorithm>
#include <limits>

using namespace mlir;

namespace dlc::importer {

namespace {
/// Sides of boxes, and their areas, all of one shape.
struct Boxes {
  Value top, left, bottom, right, area;
};
} // namespace

/// From corners of any diagonal (y, x, y, x), or centres and sizes (x, y, width, height), in the last
/// dimension, which becomes 1.
static Boxes boxesOf(Emit &e, Value boxes, bool areCentred) {
  auto part = [&](int64_t i) { return e.slice(boxes, rankOf(boxes) - 1, i, i + 1); };
  Boxes result;
  if (areCentred) {
    Value width = e.mul(part(2), 0.5), height = e.mul(part(3), 0.5);
    result = {
        e.sub(part(1), height), e.sub(part(0), width), e.add(part(1), height), e.add(part(0), width), {}};
  } else {
    result = {e.min(part(0), part(2)),
              e.min(part(1), part(3)),
              e.max(part(0), part(2)),
              e.max(part(1), part(3)),
              {}};
  }
  result.area = e.mul(e.sub(result.bottom, result.top), e.sub(result.right, result.left));
  return result;
}

/// Whether what two boxes share is more than that part of what they cover together. A box without an area
/// shares nothing.
static Value overlap(Emit &e, const Boxes &a, const Boxes &b, Value threshold) {
  auto length = [&](Value from, Value other, Value to, Value otherTo) {
    return e.max(e.sub(e.min(to, otherTo), e.max(from, other)), 0);
  };
  Value shared = e.mul(length(a.top, b.top, a.bottom, b.bottom), length(a.left, b.left, a.right, b.right));
  Value together = e.sub(e.add(a.area, b.area), shared);
  Value isAny = e.compare(nn::ComparePredicate::gt, e.min(e.mul(a.area, b.area), together), 0);
  Value part = e.where(isAny, e.div(shared, together), e.scalar(-1, shared));
  return e.compare(nn::ComparePredicate::gt, part, threshold);
}

static int64_t needStatic(Value value, int64_t dimension, const char *what) {
  const int64_t size = shapeOf(value)[dimension];
  if (nn::isSymbolic(size))
    refuse("the number of its " + Twine(what) + " is '" + nn::sizeExpression(size) +
           "'; give it a number: --size NAME=N");
  return size;
}

/// One after the other, as many as there may be: the best box that is left, [batch, classes], and those that
/// overlap it are left no more. The results are stacked: [steps, batch, classes], the box and whether there
/// was any.
static Operation *chooseBoxes(Node &node, Value boxes, Value scores, Value threshold, int64_t steps) {
  Emit &e = node.e;
  const Shape shape = shapeOf(scores); // [batch, classes, boxes]
  const bool areCentred = node.i("center_point_box", 0) != 0;
  const double none = -std::numeric_limits<double>::infinity();
  Boxes all = boxesOf(e, boxes, areCentred);
  for (Value *side : {&all.top, &all.left, &all.bottom, &all.right, &all.area})
    *side = e.reshape(*side, {shape[0], 1, shape[2]});
  Value places = e.reshape(e.range(shape[2], e.builder.getI64Type()), {1, 1, shape[2]});
  return makeScan(node.scope, e, {scores}, {}, steps, [&](Emit &body, ArrayRef<Value> arguments) {
    Value left = arguments[0];
    const int64_t last[] = {2};
    Value best = body.reduce<nn::ReduceMaxOp>(left, ArrayRef<int64_t>(last), true);
    Value place = body.one<nn::ArgMaxOp>({left}, body.attrs().integer("axis", 2).unit("keepdims"));
    Value chosen = body.one<nn::GatherNDOp>({boxes, place}, body.attrs().integer("batch_dims", 1));
    Boxes one = boxesOf(body, chosen, areCentred);
    Value isOver = body.one<nn::OrOp>(
        {overlap(body, one, all, threshold), body.compare(nn::ComparePredicate::eq, place, places)});
    Value next = body.where(isOver, body.scalar(none, left), left);
    Value isBox = body.compare(nn::ComparePredicate::gt, best, none);
    auto flat = [&](Value value) { return body.reshape(value, {shape[0], shape[1]}); };
    return SmallVector<Value>{next, flat(place), flat(isBox)};
  });
}

/// How many boxes are chosen depends on their values. There are as many rows as can be; those behind the last
/// box name one that is not there, at which gather_nd reads 0, as those of nn.non_zero do.
static void nonMaxSuppression(Node &node) {
  Emit &e = node.e;
  Value boxes = node.in(0), scores = node.in(1);
  if (rankOf(boxes) != 3 || rankOf(scores) != 3 || shapeOf(boxes)[2] != 4)
    refuse("its boxes are " + nn::shapeText(shapeOf(boxes)) + ", its scores " +
           nn::shapeText(shapeOf(scores)));
  const int64_t batch = needStatic(scores, 0, "images"), classes = needStatic(scores, 1, "classes"),
                count = needStatic(scores, 2, "boxes");
  const int64_t most = node.has(2) ? node.integer(2, "max_output_boxes_per_class") : 0;
  const int64_t steps = std::min(std::max<int64_t>(most, 0), count);
  Type i64 = e.builder.getI64Type();
  if (steps == 0 || batch == 0 || classes == 0) {
    node.set(e.filled(0, nn::SizedTensorType::get({0, 3}, i64)));
    return;
  }
  auto number = [&](size_t input, double fallback) {
    return node.has(input) ? e.reshape(e.cast(node.in(input), elementOf(scores)), {})
                           : e.scalar(fallback, scores);
  };
  const double none = -std::numeric_limits<double>::infinity();
  Value isGood = e.compare(nn::ComparePredicate::gt, scores, number(4, none));
  Value good = e.where(isGood, scores, e.scalar(none, scores));
  Operation *scan = chooseBoxes(node, boxes, good, number(3, 0), steps);
  // [batch, classes, steps], flat: rows of the image, the class and the box.
  const int64_t rows = batch * classes * steps;
  auto inOrder = [&](Value value) { return e.reshape(e.transpose(value, {1, 2, 0}), {rows, 1}); };
  auto counted = [&](int64_t size, ArrayRef<int64_t> line) {
    return e.reshape(e.expand(e.reshape(e.range(size, i64), line), {batch, classes, steps}), {rows, 1});
  };
  Value table = e.concat({counted(batch, {batch, 1, 1}), counted(classes, {1, classes, 1}),
                          e.cast(inOrder(scan->getResult(1)), i64)},
                         1);
  Value isBox = e.reshape(inOrder(scan->getResult(2)), {rows});
  // Boxes in front of what is none, each in its order.
  Value isNone = e.where(isBox, e.scalar(0, i64), e.scalar(1, i64));
  Operation *sorted = e.op<nn::SortOp>({isNone}, e.attrs().integer("axis", 0));
  Value chosen = e.gather(table, sorted->getResult(1), 0);
  Value isRow = e.compare(nn::ComparePredicate::eq, e.reshape(sorted->getResult(0), {rows, 1}), 0);
  Value nothing = e.reshape(e.integers({batch, classes, count}), {1, 3});
  node.set(e.where(isRow, chosen, nothing));
}

ArrayRef<Rule> detectionRules() {
  static const Rule rules[] = {
      {"NonMaxSuppression", 10, newest, nonMaxSuppression,
       "of static sizes; rows behind the last box name one that is out of range"},
  };
  return rules;
}

} // namespace dlc::importer
