// Unique: what occurs in a tensor, each once. How many there are depends on the data; there are as many rows
// as there may be.
#include "Import/Bodies.h"
#include "Import/RuleTable.h"

#include <cmath>
#include <set>

using namespace mlir;

namespace dlc::importer {

namespace {
/// What is compared: row-major [count, width], numbers.
struct Rows {
  Value values;
  int64_t count, width;
};
} // namespace

static Rows rowsOf(Emit &e, Value data, int64_t axis) {
  const Shape shape = shapeOf(data);
  Shape perm = counting(0, static_cast<int64_t>(shape.size()));
  perm.erase(perm.begin() + axis);
  perm.insert(perm.begin(), axis);
  const int64_t count = shape[axis], width = count == 0 ? 0 : countOf(shape) / count;
  Value front = e.transpose(data, perm);
  if (elementOf(front).isInteger(1))
    front = e.cast(front, e.builder.getI8Type());
  return {e.reshape(front, {count, width}), count, width};
}

/// How many rows differ, if their elements are known.
static std::optional<int64_t> knownCount(const Known *known, int64_t axis) {
  if (!known || known->hasSizes())
    return std::nullopt;
  std::vector<std::vector<double>> rows(static_cast<size_t>(known->shape[axis]));
  const int64_t inner = countOf(ArrayRef<int64_t>(known->shape).drop_front(axis + 1));
  for (auto [place, number] : llvm::enumerate(known->elements)) {
    const double value = known->isReal() ? number.real : static_cast<double>(number.integer);
    if (std::isnan(value) || std::abs(value) > 0x1p53) // not equal to itself, not exact
      return std::nullopt;
    rows[static_cast<int64_t>(place) / inner % known->shape[axis]].push_back(value);
  }
  return static_cast<int64_t>(std::set(rows.begin(), rows.end()).size());
}

static Value sortedIndices(Emit &e, Value values) {
  return e.op<nn::SortOp>({values}, e.attrs().integer("axis", 0))->getResult(1);
}

/// The indices of the rows in ascending order, of equal ones the first in front: sorted by the last column,
/// then by the one before it, …, as sorting keeps the order of what is equal.
static Value orderOf(Node &node, Rows rows) {
  Emit &e = node.e;
  if (rows.width == 1)
    return sortedIndices(e, e.reshape(rows.values, {rows.count}));
  Value columns = e.flip(e.transpose(rows.values, {1, 0}), {0});
  Value inOrder = e.range(rows.count, e.builder.getI64Type());
  Operation *scan =
      makeScan(node.scope, e, {inOrder}, {columns}, rows.width, [&](Emit &body, ArrayRef<Value> arguments) {
        Value order = arguments[0];
        Value column = body.gather(arguments[1], order, 0);
        return SmallVector<Value>{body.gather(order, sortedIndices(body, column), 0)};
      });
  return scan->getResult(0);
}

/// 1 for each row that differs from the one in front of it, 0 for all others.
static Value startsOf(Emit &e, Rows rows, Value order) {
  Value sorted = e.gather(rows.values, order, 0);
  Type i64 = e.builder.getI64Type();
  Value one = e.filled(1, nn::SizedTensorType::get({1}, i64));
  if (rows.count == 1)
    return one;
  Value differs = e.compare(nn::ComparePredicate::ne, e.slice(sorted, 0, 1, INT64_MAX),
                            e.slice(sorted, 0, 0, rows.count - 1));
  const int64_t inner[] = {1};
  Value any = e.reduce<nn::ReduceMaxOp>(e.cast(differs, i64), ArrayRef<int64_t>(inner), false);
  return e.concat({one, any}, 0);
}

static void unique(Node &node) {
  Emit &e = node.e;
  Value data = node.in(0);
  if (llvm::any_of(shapeOf(data), nn::isSymbolic))
    refuse("its input has a dynamic size; give it a number: --size NAME=N");
  std::optional<Known> known;
  if (const Known *elements = node.known(0))
    known = *elements;
  int64_t axis = 0;
  if (node.hasAttr("axis")) {
    axis = node.axis(node.needI("axis"), rankOf(data));
  } else {
    data = e.reshape(data, {countOf(shapeOf(data))});
    if (known)
      known->shape = shapeOf(data);
  }
  Rows rows = rowsOf(e, data, axis);
  if (rows.count == 0 || rows.width == 0)
    refuse("its input is empty");
  Type i64 = e.builder.getI64Type();
  auto counted = nn::SizedTensorType::get({rows.count}, i64);

  // Equal rows lie side by side: a group, whose first row is the first in the data, too.
  Value order = orderOf(node, rows), starts = startsOf(e, rows, order);
  Value group = e.sub(e.typed<nn::CumsumOp>(counted, starts, e.attrs().integer("axis", 0)), 1);
  Operation *sorted = e.op<nn::SortOp>({starts}, e.attrs().integer("axis", 0).unit("descending"));
  Value isGroup = e.compare(nn::ComparePredicate::ne, sorted->getResult(0), 0);
  Value first = e.where(isGroup, e.gather(order, sorted->getResult(1), 0),
                        e.scalar(static_cast<double>(rows.count), i64));
  Value inverse = e.gather(group, sortedIndices(e, order), 0);
  Value counts = e.typed<nn::ScatterElementsOp>(
      counted, {e.filled(0, counted), group, e.filled(1, counted)},
      e.attrs().integer("axis", 0).add(
          "reduction", nn::ScatterReductionAttr::get(node.context(), nn::ScatterReduction::add)));
  if (!node.i("sorted", 1)) { // as they occur
    Value occurrence = sortedIndices(e, first);
    first = e.gather(first, occurrence, 0);
    counts = e.gather(counts, occurrence, 0);
    inverse = e.gather(sortedIndices(e, occurrence), inverse, 0);
  }
  if (std::optional<int64_t> count = knownCount(known ? &*known : nullptr, axis)) {
    first = e.slice(first, 0, 0, *count);
    counts = e.slice(counts, 0, 0, *count);
  }
  node.set(0, e.gather(data, first, axis));
  const Value others[] = {first, inverse, counts};
  for (auto [output, value] : llvm::enumerate(others))
    if (node.wants(output + 1))
      node.set(output + 1, value);
}

ArrayRef<Rule> uniqueRules() {
  static const Rule rules[] = {
      {"Unique", 11, newest, unique,
       "of static sizes; of elements that are not known, rows behind the last read 0, and their index is out "
       "of range"},
  };
  return rules;
}

} // namespace dlc::importer
