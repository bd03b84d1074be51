#include "Import/Scope.h"

#include "Import/KnownAttributes.h"
#include "Import/NewerFields.h"
#include "Import/Node.h"
#include "Import/RuleTable.h"
#include "Import/TensorValues.h"
#include "NN/NNBody.h"

#include "onnx/onnx.pb.h"

#include <set>

using namespace mlir;

namespace dlc::importer {

//===-- Bodies --------------------------------------------------------------------------------------===//

Value Body::local(Value value) {
  if (value.getParentBlock() == &block || !parent)
    return value;
  Value &argument = captured[value];
  if (!argument) {
    Value outer = parent->local(value);
    argument = block.addArgument(outer.getType(), outer.getLoc());
    captures.push_back(outer);
  }
  return captured[value];
}

Value Body::constant(Emit &emit, DenseElementsAttr value) {
  Value &known = constants[value];
  if (!known)
    known = emit.constant(value);
  return known;
}

//===-- Values --------------------------------------------------------------------------------------===//

/// A size as an i64 of rank 0.
static Value sizeValue(Session &session, Emit &emit, int64_t size) {
  Type i64 = emit.builder.getI64Type();
  auto scalarType = nn::SizedTensorType::get({}, i64);
  auto product = [&](Value a, Value b) { return a ? emit.mul(a, b) : b; };
  Value sum;
  for (const nn::SizeTerm &term : nn::sizeTerms(size)) {
    Value part;
    if (term.coefficient != 1 || term.factors.empty())
      part =
          emit.constant(DenseElementsAttr::get(cast<RankedTensorType>(Type(scalarType)), term.coefficient));
    for (const nn::SizeFactor &factor : term.factors) {
      Value value;
      if (factor.name.empty()) {
        value = sizeValue(session, emit, factor.numerator);
        Value divisor =
            emit.constant(DenseElementsAttr::get(cast<RankedTensorType>(Type(scalarType)), factor.divisor));
        // Rounded down: a numerator is not negative where sizes are.
        value = emit.div(value, divisor);
      } else {
        auto anchor = session.anchors.find(nn::namedSize(factor.name));
        if (anchor == session.anchors.end())
          refuse("the size '" + factor.name + "' is needed as a number, and no input tells it");
        value = emit.typed<nn::SizeOp>(scalarType, anchor->second.first,
                                       emit.attrs().ints("axes", anchor->second.second));
      }
      part = product(part, value);
    }
    sum = sum ? emit.add(sum, part) : part;
  }
  return sum ? sum : emit.scalar(0, i64);
}

bool Scope::isTrainable(const Item &item) const {
  return session.trains && item.isWeight && item.constant && isa<FloatType>(item.type.getElementType()) &&
         item.type.getRank() > 0 && item.constant.getNumElements() > 1 &&
         llvm::none_of(session.frozen,
                       [&](const llvm::GlobPattern &pattern) { return pattern.match(item.name); });
}

/// Makes a variable of a weight, and reads it in the function's own body.
static Value variableOf(Session &session, const Item &item, Location location) {
  // Behind all that are there: from the last weight on, since there may be thousands.
  Block &module = *session.module.getBody();
  Block::iterator place = session.lastWeight ? Block::iterator(session.lastWeight) : module.begin();
  while (place != module.end() && isa<nn::VariableOp>(*place))
    ++place;
  OpBuilder builder(&module, place);
  const std::string name = session.variables.takeIdentifier(variableNameOf(item.name));
  auto role = item.isBuffer ? nn::VariableRole::buffer : nn::VariableRole::parameter;
  session.lastWeight = nn::VariableOp::create(builder, location, name, RankedTensorType(item.type),
                                              item.constant, role, /*sym_visibility=*/StringAttr());
  builder.setInsertionPointToEnd(&session.top->block);
  Value read =
      nn::ReadOp::create(builder, location, Type(item.type), FlatSymbolRefAttr::get(session.context, name));
  session.names.try_emplace(read, name);
  return read;
}

Value Scope::valueOf(Item &item, Location location) {
  if (!item.value && isTrainable(item))
    item.value = variableOf(session, item, location);
  if (item.value)
    return body.local(item.value);
  OpBuilder builder(session.context);
  Emit emit = emitInto(*this, builder, location);
  auto named = [&](Value value) {
    if (!item.name.empty())
      session.names.try_emplace(value, identifierOf(item.name));
    return value;
  };
  if (item.constant)
    return named(body.constant(emit, item.constant));
  if (!item.elements)
    refuse(item.sequence ? "a sequence is no tensor" : "nothing is no tensor");
  if (!item.elements->hasSizes())
    return named(body.constant(emit, denseOf(*item.elements)));
  SmallVector<Value> parts;
  for (const Number &number : item.elements->elements) {
    Value value = number.isSize ? sizeValue(session, emit, number.integer)
                  : item.elements->isReal()
                      ? emit.scalar(number.real, item.elements->element)
                      : emit.constant(DenseElementsAttr::get(RankedTensorType::get({}, builder.getI64Type()),
                                                             number.integer));
    parts.push_back(emit.reshape(emit.cast(value, item.elements->element), {1}));
  }
  item.value = emit.reshape(emit.concat(parts, 0), item.elements->shape);
  return item.value;
}

//===-- Names ---------------------------------------------------------------------------------------===//

Ref Scope::find(const std::string &name) const {
  auto found = items.find(name);
  if (found != items.end())
    return found->second;
  return outer ? outer->find(name) : nullptr;
}

int64_t Scope::opsetOf(const std::string &domain) const {
  auto found = opsets.find(domain == "ai.onnx" ? "" : domain);
  if (found == opsets.end())
    refuse("the model imports no operator set of the domain '" + Twine(domain) + "'");
  return found->second;
}

void defineInitializers(Scope &scope, const ::onnx::GraphProto &graph, ArrayRef<StringRef> rawData,
                        llvm::function_ref<void()> release) {
  auto define = [&](const std::string &name, auto read) {
    try {
      Ref item = itemOf(read());
      item->name = name;
      item->isWeight = true;
      scope.define(name, item);
    } catch (const Refusal &refusal) {
      scope.session.problems.add("initializer", name, refusal.message);
      auto failed = std::make_shared<Item>();
      failed->isFailed = true;
      scope.define(name, failed);
    }
  };
  for (const auto &[i, tensor] : llvm::enumerate(graph.initializer())) {
    const StringRef bytes = i < rawData.size() ? rawData[i] : StringRef();
    define(tensor.name(), [&, &tensor = tensor] {
      return importer::valueOf(scope.session.context, tensor, scope.session.folder, bytes);
    });
    scope.find(tensor.name())->packedBits = packedBitsOf(tensor.data_type());
    if (!bytes.empty())
      release();
  }
  for (const ::onnx::SparseTensorProto &tensor : graph.sparse_initializer())
    define(tensor.values().name(),
           [&] { return importer::valueOf(scope.session.context, tensor, scope.session.folder); });
}

//===-- Nodes ---------------------------------------------------------------------------------------===//

/// With functions, unrolled loops and their bodies.
static constexpr int64_t mostNodes = 200000;
static constexpr int mostDepth = 48;

namespace {
/// Counts what is open, so that recursion ends.
struct Depth {
  explicit Depth(Session &session) : session(session) {
    if (++session.depth > mostDepth) {
      --session.depth;
      refuse("functions or subgraphs are nested deeper than " + Twine(mostDepth) +
             ", or a function calls itself");
    }
  }
  ~Depth() { --session.depth; }
  Session &session;
};
} // namespace

/// Expands a function of the model where it is called.
static void importFunction(Node &node, const ::onnx::FunctionProto &function) {
  Depth depth(node.scope.session);
  std::map<std::string, int64_t> opsets;
  for (const ::onnx::OperatorSetIdProto &opset : function.opset_import())
    opsets[opset.domain() == "ai.onnx" ? "" : opset.domain()] = opset.version();
  Scope inner(node.scope.session, node.scope.body, nullptr, std::move(opsets));
  for (int i = 0; i < function.input_size(); ++i)
    if (node.has(i))
      inner.define(function.input(i), node.item(i));
  if (static_cast<int>(node.inputCount()) > function.input_size())
    refuse("it has " + Twine(node.inputCount()) + " inputs, and the function takes " +
           Twine(function.input_size()));
  const std::vector<::onnx::AttributeProto> defaults = defaultsOf(function);
  for (const ::onnx::AttributeProto &attribute : defaults)
    inner.attributes[attribute.name()] = &attribute;
  for (const ::onnx::AttributeProto &attribute : node.proto.attribute()) {
    const ::onnx::AttributeProto *given = &attribute;
    if (!attribute.ref_attr_name().empty()) {
      auto outer = node.scope.attributes.find(attribute.ref_attr_name());
      given = outer == node.scope.attributes.end() ? nullptr : outer->second;
    }
    if (given)
      inner.attributes[attribute.name()] = given;
  }
  const size_t before = node.scope.session.problems.count();
  inner.import(function.node());
  for (int i = 0; i < function.output_size(); ++i) {
    Ref item = inner.find(function.output(i));
    if (!item && before == node.scope.session.problems.count())
      refuse("the function's output '" + function.output(i) + "' is made by none of its nodes");
    if (item)
      node.setItem(i, item);
  }
}

/// What a node that failed gives. Of a type that the file states there is a value, which nothing computes:
/// what hangs on it is looked at as well, so that all that is wrong comes in one error. Of integers there is
/// none: they may be a shape.
static Ref failedOutput(Scope &scope, const std::string &name) {
  Session &session = scope.session;
  auto stated = session.stated.find(name);
  if (session.depth == 0 && stated != session.stated.end()) {
    OpBuilder builder(session.context);
    builder.setInsertionPointToEnd(&scope.body.block);
    return itemOf(UnrealizedConversionCastOp::create(builder, builder.getUnknownLoc(),
                                                     TypeRange(Type(stated->second)), ValueRange())
                      .getResult(0));
  }
  auto failed = std::make_shared<Item>();
  failed->isFailed = true;
  return failed;
}

void Scope::importNode(const ::onnx::NodeProto &proto) {
  std::string name = proto.name();
  for (int i = 0; name.empty() && i < proto.output_size(); ++i)
    name = proto.output(i);
  const std::string shown =
      (proto.domain().empty() || proto.domain() == "ai.onnx" ? "" : proto.domain() + ".") + proto.op_type();
  bool isFailed = false;
  try {
    if (++session.nodes > mostNodes)
      refuse("there are more than " + Twine(mostNodes) +
             " nodes, with those of functions and unrolled loops");
    auto function = session.functions.find({proto.domain(), proto.op_type(), overloadOf(proto)});
    const int64_t opset = function == session.functions.end() ? opsetOf(proto.domain()) : 0;
    const Rule *rule =
        function == session.functions.end() ? ruleFor(proto.domain(), proto.op_type(), opset) : nullptr;
    if (!rule && function == session.functions.end())
      refuse(whyNoRule(proto.domain(), proto.op_type(), opset));
    // What hangs on a node that failed fails too, and is no news.
    for (const std::string &input : proto.input())
      if (Ref item = input.empty() ? nullptr : find(input); item && item->isFailed)
        isFailed = true;
    if (rule)
      refuseUnknownAttributes(proto);
    else
      refuseUnknownAttributes(proto, *function->second);
    if (!isFailed) {
      Node node(proto, *this, opset);
      if (function != session.functions.end())
        importFunction(node, *function->second);
      else if (!fold(node))
        rule->function(node);
    }
  } catch (const Refusal &refusal) {
    isFailed = true;
    session.problems.add(shown, name, refusal.message);
  }
  for (const std::string &output : proto.output())
    if (!output.empty() && (isFailed || items.find(output) == items.end()))
      define(output, failedOutput(*this, output));
}

/// The names that a subgraph reads from outside, too.
static void collectReads(const ::onnx::NodeProto &node, std::set<std::string> &reads) {
  for (const std::string &input : node.input())
    if (!input.empty())
      reads.insert(input);
  for (const ::onnx::AttributeProto &attribute : node.attribute()) {
    if (node.op_type() == "Gradient" && attribute.name() == "y")
      reads.insert(attribute.s());
    auto collect = [&](const ::onnx::GraphProto &graph) {
      for (const ::onnx::NodeProto &inner : graph.node())
        collectReads(inner, reads);
      for (const ::onnx::ValueInfoProto &output : graph.output())
        reads.insert(output.name());
    };
    if (attribute.has_g())
      collect(attribute.g());
    for (const ::onnx::GraphProto &graph : attribute.graphs())
      collect(graph);
  }
}

// Exporters write nodes in order, as ONNX asks for; some editors do not. Nodes are taken when what they read
// is there: one pass for a sorted list.
template <typename Nodes> void Scope::import(const Nodes &nodes) {
  std::map<std::string, int> makers;
  for (int i = 0; i < nodes.size(); ++i)
    for (const std::string &output : nodes.Get(i).output())
      if (!output.empty() && !makers.try_emplace(output, i).second)
        refuse("two nodes make '" + Twine(output) + "'");
  std::vector<char> state(nodes.size(), 0); // 1: waits for others, 2: done
  for (int root = 0; root < nodes.size(); ++root) {
    std::vector<int> stack{root};
    while (!stack.empty()) {
      const int at = stack.back();
      if (state[at] == 2) {
        stack.pop_back();
        continue;
      }
      state[at] = 1;
      std::set<std::string> reads;
      collectReads(nodes.Get(at), reads);
      bool waits = false;
      for (const std::string &read : reads) {
        auto maker = makers.find(read);
        if (maker == makers.end() || maker->second == at || state[maker->second] == 2)
          continue;
        if (state[maker->second] == 1)
          refuse("the nodes around '" + Twine(read) + "' read each other in a circle");
        stack.push_back(maker->second);
        waits = true;
        break;
      }
      if (waits)
        continue;
      importNode(nodes.Get(at));
      state[at] = 2;
      stack.pop_back();
    }
  }
}

template void Scope::import(const google::protobuf::RepeatedPtrField<::onnx::NodeProto> &);

void importGraphInto(Scope &scope, const ::onnx::GraphProto &graph, ArrayRef<Ref> inputs,
                     std::vector<Ref> &outputs) {
  defineInitializers(scope, graph);
  if (static_cast<int>(inputs.size()) > graph.input_size())
    refuse("its subgraph takes " + Twine(graph.input_size()) + " inputs, and " + Twine(inputs.size()) +
           " are given");
  for (auto [i, input] : llvm::enumerate(inputs))
    scope.define(graph.input(static_cast<int>(i)).name(), input);
  const size_t before = scope.session.problems.count();
  scope.import(graph.node());
  for (const ::onnx::ValueInfoProto &output : graph.output()) {
    Ref item = scope.find(output.name());
    if (before != scope.session.problems.count() || (item && item->isFailed))
      refuse("its subgraph cannot be imported");
    if (!item)
      refuse("the output '" + output.name() + "' of its subgraph is made by none of its nodes");
    outputs.push_back(item);
  }
}

std::vector<Ref> importInline(Scope &outer, const ::onnx::GraphProto &graph, ArrayRef<Ref> inputs) {
  Depth depth(outer.session);
  Scope inner(outer.session, outer.body, &outer, outer.opsets);
  inner.attributes = outer.attributes;
  std::vector<Ref> outputs;
  importGraphInto(inner, graph, inputs, outputs);
  return outputs;
}

} // namespace dlc::importer
