#include "Export/Graphs.h"

#include "Export/RuleTable.h"
#include "NN/NNComposer.h"
#include "NN/NNNarrowFloats.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "onnx/onnx.pb.h"

using namespace mlir;

namespace dlc::exporter {

/// Whether an op computes with floats of 8 bits, which ONNX only stores and converts.
static bool computesInFloats8(Operation *op) {
  auto isFloat8 = [](Value value) {
    return isa<FloatType>(getElementTypeOrSelf(value)) &&
           getElementTypeOrSelf(value).getIntOrFloatBitWidth() == 8;
  };
  return nn::computesInNarrowFloats(op) &&
         (llvm::any_of(op->getOperands(), isFloat8) || llvm::any_of(op->getResults(), isFloat8));
}

/// Replaces an op by simpler ones in front of it, whether or not the compiler has a form for it. False if it
/// has none.
static bool decompose(Operation *op) {
  auto compound = dyn_cast<nn::DecomposableOp>(op);
  const bool isOfFloats8 = computesInFloats8(op);
  if (!compound && !isOfFloats8)
    return false;
  OpBuilder builder(op);
  if (isOfFloats8 || nn::computesInNarrowFloats(op)) {
    op->replaceAllUsesWith(nn::computeInF32(builder, op));
  } else {
    nn::Composer compose(builder, op->getLoc());
    op->replaceAllUsesWith(compound.decompose(compose));
  }
  op->erase();
  return true;
}

/// Writes one op; the reason why that cannot be, if it cannot.
static std::string writeOp(Session &session, ::onnx::GraphProto &graph, Operation *op) {
  const Rule *rule = ruleFor(op);
  if (!rule)
    return "has no equivalent in ONNX";
  if (computesInFloats8(op))
    return "computes with floats of 8 bits";
  if (rule->since > session.options.mostOpset)
    return "has an equivalent from operator set " + std::to_string(rule->since) + " on alone";
  const int nodes = graph.node_size();
  try {
    Writer writer(session, graph, op);
    rule->function(writer, op);
    session.opset = std::max(session.opset, rule->since);
    return "";
  } catch (const Refusal &refusal) {
    graph.mutable_node()->DeleteSubrange(nodes, graph.node_size() - nodes);
    for (Value result : op->getResults())
      session.values.erase(result);
    return refusal.message;
  }
}

void writeOps(Session &session, ::onnx::GraphProto &graph, Block &block) {
  for (Operation *op = &block.front(); op && !op->hasTrait<OpTrait::IsTerminator>();) {
    Operation *before = op->getPrevNode(), *next = op->getNextNode();
    // Constants are written where they are used.
    if (isa<nn::ConstantOp>(op) || isOpTriviallyDead(op)) {
      op = next;
      continue;
    }
    const std::string problem = writeOp(session, graph, op);
    if (problem.empty()) {
      op = next;
      continue;
    }
    // What replaces a wanted value is wanted in its place.
    SmallVector<std::pair<unsigned, std::string>> wanted;
    for (OpResult result : op->getResults())
      if (auto found = session.wanted.find(result); found != session.wanted.end()) {
        wanted.emplace_back(result.getResultNumber(), found->second);
        session.wanted.erase(found);
      }
    SmallVector<Value> results(op->getResults());
    const std::string name = op->getName().getStringRef().str(), place = Session::placeOf(op);
    Operation *marker = op->getNextNode();
    SmallVector<SmallVector<OpOperand *>> uses;
    for (Value result : results) {
      uses.emplace_back();
      for (OpOperand &use : result.getUses())
        uses.back().push_back(&use);
    }
    if (decompose(op)) {
      for (const auto &[number, text] : wanted)
        if (!uses[number].empty())
          session.wanted.try_emplace(uses[number].front()->get(), text);
      op = before ? before->getNextNode() : &block.front();
      continue;
    }
    session.problems.add(name, place, problem);
    for (Value result : results) // so that those behind it are looked at
      session.values[result] = session.take("missing");
    op = marker;
  }
}

void addOutput(Session &session, ::onnx::GraphProto &graph, Value value, const std::string &name) {
  const std::string made = session.nameOf(value);
  if (made != name) {
    ::onnx::NodeProto &node = *graph.add_node();
    node.set_op_type("Identity");
    node.set_name(session.takeNode(name));
    node.add_input(made);
    node.add_output(name);
  }
  session.describe(*graph.add_output(), name, cast<nn::SizedTensorType>(value.getType()));
}

std::shared_ptr<::onnx::GraphProto> bodyOf(Session &session, Block &block, ArrayRef<BlockArgument> inputs,
                                           ArrayRef<BlockArgument> captured, ValueRange captures,
                                           const std::string &name) {
  auto graph = std::make_shared<::onnx::GraphProto>();
  graph->set_name(name);
  for (auto [argument, capture] : llvm::zip(captured, captures))
    session.values[argument] = session.nameOf(capture);
  for (BlockArgument input : inputs) {
    session.values[input] = session.take(name + "_input");
    session.describe(*graph->add_input(), session.values[input], cast<nn::SizedTensorType>(input.getType()));
  }
  writeOps(session, *graph, block);
  for (Value value : block.getTerminator()->getOperands())
    addOutput(session, *graph, value, session.take(name + "_output"));
  return graph;
}

} // namespace dlc::exporter
