#include "Import/Node.h"

#include "onnx/onnx.pb.h"

using namespace mlir;

namespace dlc::importer {

static std::string nameOf(const ::onnx::NodeProto &proto) {
  if (!proto.name().empty())
    return proto.name();
  for (const std::string &output : proto.output())
    if (!output.empty())
      return output;
  return proto.op_type();
}

Emit emitInto(Scope &scope, OpBuilder &builder, Location location) {
  builder.setInsertionPointToEnd(&scope.body.block);
  Emit emit(builder, location);
  emit.capture = [&body = scope.body](Value value) { return body.local(value); };
  return emit;
}

Node::Node(const ::onnx::NodeProto &proto, Scope &scope, int64_t opset)
    : proto(proto), scope(scope), opset(opset),
      e(builder, NameLoc::get(StringAttr::get(scope.session.context, nameOf(proto)))),
      builder(scope.session.context) {
  builder.setInsertionPointToEnd(&scope.body.block);
  e.capture = [&scope](Value value) { return scope.body.local(value); };
}

const std::string &Node::opType() const { return proto.op_type(); }
const std::string &Node::domain() const { return proto.domain(); }

//===-- Inputs --------------------------------------------------------------------------------------===//

size_t Node::inputCount() const { return proto.input_size(); }

const std::string &Node::input(size_t i) const { return proto.input(static_cast<int>(i)); }

bool Node::has(size_t i) const { return i < inputCount() && !proto.input(static_cast<int>(i)).empty(); }

Ref Node::item(size_t i) const {
  if (!has(i))
    refuse("its input " + Twine(i) + " is missing");
  const std::string &name = proto.input(static_cast<int>(i));
  Ref item = scope.find(name);
  if (!item)
    refuse("it reads '" + Twine(name) + "', which nothing in front of it makes");
  return item;
}

Value Node::in(size_t i) { return valueOf(item(i)); }

nn::SizedTensorType Node::type(size_t i) const {
  Ref given = item(i);
  if (!given->type)
    refuse("its input " + Twine(i) + " is " + (given->sequence ? "a sequence" : "nothing") +
           ", not a tensor");
  return given->type;
}

const Known *Node::known(size_t i) const { return has(i) ? item(i)->known() : nullptr; }

static const Known &needKnown(const Node &node, size_t i, const char *what) {
  const Known *known = node.known(i);
  if (!known)
    refuse("its " + Twine(what) + " (input " + Twine(i) +
           ") must be known when the file is read: nn has no op with one that is computed");
  return *known;
}

Shape Node::integers(size_t i, const char *what) const {
  const Known &known = needKnown(*this, i, what);
  Shape result;
  for (const Number &number : known.elements) {
    if (number.isSize)
      refuse("its " + Twine(what) + " (input " + Twine(i) + ") depends on the size '" +
             nn::sizeExpression(number.integer) + "'; give that a number: --size NAME=N");
    result.push_back(known.isReal() ? static_cast<int64_t>(number.real) : number.integer);
  }
  return result;
}

Shape Node::sizes(size_t i, const char *what) const {
  const Known &known = needKnown(*this, i, what);
  Shape result;
  for (const Number &number : known.elements)
    result.push_back(number.integer);
  return result;
}

int64_t Node::integer(size_t i, const char *what) const {
  Shape all = integers(i, what);
  if (all.size() != 1)
    refuse("its " + Twine(what) + " (input " + Twine(i) + ") must be one number");
  return all.front();
}

std::vector<double> Node::reals(size_t i, const char *what) const {
  const Known &known = needKnown(*this, i, what);
  std::vector<double> result;
  for (const Number &number : known.elements) {
    if (number.isSize)
      refuse("its " + Twine(what) + " depends on the size '" + nn::sizeExpression(number.integer) + "'");
    result.push_back(known.isReal() ? number.real : static_cast<double>(number.integer));
  }
  return result;
}

double Node::real(size_t i, const char *what) const {
  std::vector<double> all = reals(i, what);
  if (all.size() != 1)
    refuse("its " + Twine(what) + " (input " + Twine(i) + ") must be one number");
  return all.front();
}

std::optional<Shape> Node::integersOf(size_t input, const char *attribute) const {
  if (has(input))
    return integers(input, attribute);
  if (hasAttr(attribute))
    return is(attribute);
  return std::nullopt;
}

int64_t Node::axis(int64_t axis, int64_t rank, bool allowEnd) const {
  if (axis < -rank || axis > rank - (allowEnd ? 0 : 1))
    refuse("its axis " + Twine(axis) + " is out of range for rank " + Twine(rank));
  return axis < 0 ? axis + rank : axis;
}

Shape Node::axes(ArrayRef<int64_t> axes, int64_t rank) const {
  Shape result;
  for (int64_t one : axes) {
    result.push_back(axis(one, rank));
    if (llvm::count(result, result.back()) > 1)
      refuse("it has the axis " + Twine(one) + " twice");
  }
  return result;
}

//===-- Outputs -------------------------------------------------------------------------------------===//

size_t Node::outputCount() const { return proto.output_size(); }

const std::string &Node::output(size_t i) const { return proto.output(static_cast<int>(i)); }

bool Node::wants(size_t i) const { return i < outputCount() && !proto.output(static_cast<int>(i)).empty(); }

void Node::set(size_t i, Value value) {
  if (!wants(i))
    return;
  scope.session.names.try_emplace(value, identifierOf(proto.output(static_cast<int>(i))));
  setItem(i, itemOf(value));
}

void Node::setItem(size_t i, Ref item) {
  if (wants(i) && item->name.empty())
    item->name = proto.output(static_cast<int>(i));
  if (wants(i))
    scope.define(proto.output(static_cast<int>(i)), std::move(item));
}

void Node::setResults(Operation *op) {
  for (auto [i, result] : llvm::enumerate(op->getResults()))
    set(i, result);
}

} // namespace dlc::importer
