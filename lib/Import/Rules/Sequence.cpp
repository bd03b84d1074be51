// Sequences and optionals whose length is known when the file is read: they are no values, but lists of such.
#include "Import/RuleTable.h"

using namespace mlir;

namespace dlc::importer {

static const std::vector<Ref> &sequenceOf(Node &node, size_t i) {
  Ref item = node.item(i);
  if (!item->sequence)
    refuse("its input " + Twine(i) + " is no sequence of a static length");
  return *item->sequence;
}

/// A place in a sequence, counted from the front.
static size_t placeOf(Node &node, size_t i, size_t size, bool allowEnd) {
  return static_cast<size_t>(node.axis(node.integer(i, "position"), static_cast<int64_t>(size), allowEnd));
}

static void construct(Node &node) {
  std::vector<Ref> items;
  for (size_t i = 0; i < node.inputCount(); ++i)
    items.push_back(node.item(i));
  node.setItem(itemOf(std::move(items)));
}

static void insert(Node &node) {
  std::vector<Ref> items = sequenceOf(node, 0);
  const size_t at = node.has(2) ? placeOf(node, 2, items.size(), true) : items.size();
  items.insert(items.begin() + static_cast<ptrdiff_t>(at), node.item(1));
  node.setItem(itemOf(std::move(items)));
}

static void erase(Node &node) {
  std::vector<Ref> items = sequenceOf(node, 0);
  if (items.empty())
    refuse("its sequence is empty");
  const size_t at = node.has(1) ? placeOf(node, 1, items.size(), false) : items.size() - 1;
  items.erase(items.begin() + static_cast<ptrdiff_t>(at));
  node.setItem(itemOf(std::move(items)));
}

static void at(Node &node) {
  const std::vector<Ref> &items = sequenceOf(node, 0);
  node.setItem(items[placeOf(node, 1, items.size(), false)]);
}

static void length(Node &node) {
  node.setItem(itemOf(Known{
      node.e.builder.getI64Type(), {}, {Number::of(static_cast<int64_t>(sequenceOf(node, 0).size()))}}));
}

static void concatFromSequence(Node &node) {
  SmallVector<Value> values;
  for (const Ref &item : sequenceOf(node, 0))
    values.push_back(node.valueOf(item));
  if (values.empty())
    refuse("its sequence is empty");
  const bool isNew = node.i("new_axis", 0) != 0;
  const int64_t axis = node.axis(node.needI("axis"), rankOf(values.front()) + isNew);
  if (isNew)
    for (Value &value : values) {
      Shape shape = shapeOf(value);
      shape.insert(shape.begin() + axis, 1);
      value = node.e.reshape(value, shape);
    }
  node.set(node.e.concat(values, axis));
}

static void splitToSequence(Node &node) {
  Value value = node.in(0);
  const int64_t axis = node.axis(node.i("axis", 0), rankOf(value)), size = shapeOf(value)[axis];
  if (nn::isSymbolic(size))
    refuse("it splits a dynamic size; give it a number: --size NAME=N");
  Shape parts;
  const bool dropsAxis = !node.has(1) && node.i("keepdims", 1) == 0;
  if (!node.has(1)) {
    checkComputed("sequence", size, mostOfSequence);
    parts.assign(size, 1);
  } else if (node.type(1).getRank() == 0) {
    const int64_t part = node.integer(1, "split");
    if (part < 1)
      refuse("its parts have " + Twine(part) + " elements");
    checkComputed("sequence", (size - 1) / part + 1, mostOfSequence);
    for (int64_t from = 0; from < size; from += part)
      parts.push_back(std::min(part, size - from));
  } else {
    parts = node.integers(1, "split");
  }
  std::vector<Ref> items;
  int64_t from = 0;
  for (int64_t part : parts) {
    Value slice = node.e.slice(value, axis, from, from + part);
    if (dropsAxis) {
      Shape shape = shapeOf(slice);
      shape.erase(shape.begin() + axis);
      slice = node.e.reshape(slice, shape);
    }
    items.push_back(itemOf(slice));
    from += part;
  }
  node.setItem(itemOf(std::move(items)));
}

/// The body once for each element; inputs that are no sequences are the same in each.
static void map(Node &node) {
  const ::onnx::GraphProto *graph = node.graph("body");
  if (!graph)
    refuse("its body is missing");
  const size_t count = sequenceOf(node, 0).size();
  std::vector<std::vector<Ref>> results(node.outputCount());
  for (size_t step = 0; step < count; ++step) {
    std::vector<Ref> inputs;
    for (size_t i = 0; i < node.inputCount(); ++i) {
      Ref item = node.item(i);
      if (item->sequence && item->sequence->size() != count)
        refuse("its sequences have " + Twine(count) + " and " + Twine(item->sequence->size()) + " elements");
      inputs.push_back(item->sequence ? (*item->sequence)[step] : item);
    }
    std::vector<Ref> outputs = importInline(node.scope, *graph, inputs);
    for (size_t i = 0; i < std::min(outputs.size(), results.size()); ++i)
      results[i].push_back(outputs[i]);
  }
  for (size_t i = 0; i < results.size(); ++i)
    node.setItem(i, itemOf(std::move(results[i])));
}

static void optional(Node &node) {
  if (node.has(0)) {
    node.setItem(node.item(0));
    return;
  }
  auto nothing = std::make_shared<Item>();
  nothing->isNothing = true;
  node.setItem(nothing);
}

static void optionalHasElement(Node &node) {
  const bool has = node.has(0) && !node.item(0)->isNothing;
  node.setItem(itemOf(Known{node.e.builder.getI1Type(), {}, {Number::of(has)}}));
}

static void optionalGetElement(Node &node) {
  if (node.item(0)->isNothing)
    refuse("its optional is empty");
  node.setItem(node.item(0));
}

ArrayRef<Rule> sequenceRules() {
  static const Rule rules[] = {
      {"SequenceConstruct", 11, newest, construct, "sequences of a static length, within the network"},
      {"SequenceEmpty", 11, newest, construct},
      {"SequenceInsert", 11, newest, insert},
      {"SequenceErase", 11, newest, erase},
      {"SequenceAt", 11, newest, at},
      {"SequenceLength", 11, newest, length},
      {"SequenceMap", 17, newest, map},
      {"ConcatFromSequence", 11, newest, concatFromSequence},
      {"SplitToSequence", 11, newest, splitToSequence},
      {"Optional", 15, newest, optional},
      {"OptionalHasElement", 15, newest, optionalHasElement},
      {"OptionalGetElement", 15, newest, optionalGetElement},
  };
  return rules;
}

} // namespace dlc::importer
