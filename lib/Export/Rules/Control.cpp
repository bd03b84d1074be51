// Control flow: bodies are graphs, which see the values that nn's bodies are given.
#include "Export/Graphs.h"
#include "Export/RuleTable.h"

#include "onnx/onnx.pb.h"

using namespace mlir;

namespace dlc::exporter {

static void scan(Writer &w, nn::ScanOp op) {
  Block &block = op.getBlock();
  const int64_t axis = op.getAxis();
  std::vector<std::string> inputs;
  SmallVector<int64_t> inputAxes, outputAxes;
  for (Value init : op.getInits())
    inputs.push_back(w.in(init));
  for (auto [input, slice] : llvm::zip(op.getInputs(), op.getSlices())) {
    inputs.push_back(w.in(input));
    inputAxes.push_back(nn::ScanOp::stackingAxis(rankOf(slice), axis));
  }
  for (Value stacked : op.getStacked())
    outputAxes.push_back(nn::ScanOp::stackingAxis(rankOf(stacked) - 1, axis));
  auto body = bodyOf(w.session, block, block.getArguments().drop_back(op.getCaptured().size()),
                     op.getCaptured(), op.getCaptures(), Session::stemOf(op));
  if (op.getInputs().empty()) {
    // ONNX counts the steps by what is scanned: one byte each, which the body does not read.
    inputs.push_back(w.filled(0, op.getLength(), IntegerType::get(op.getContext(), 8)));
    inputAxes.push_back(0);
    auto type = nn::SizedTensorType::get({}, IntegerType::get(op.getContext(), 8));
    w.session.describe(*body->add_input(), w.session.take(Session::stemOf(op) + "_step"), type);
  }
  Attrs attributes;
  attributes.graph("body", body)
      .i("num_scan_inputs", static_cast<int64_t>(inputAxes.size()))
      .is("scan_input_axes", inputAxes)
      .is("scan_input_directions", SmallVector<int64_t>(inputAxes.size(), op.getReverse()));
  if (!outputAxes.empty())
    attributes.is("scan_output_axes", outputAxes)
        .is("scan_output_directions", SmallVector<int64_t>(outputAxes.size(), op.getReverse()));
  w.set("Scan", inputs, attributes);
}

static void branch(Writer &w, nn::IfOp op) {
  Attrs attributes;
  for (auto [name, region] :
       {std::pair("then_branch", &op.getThenBranch()), std::pair("else_branch", &op.getElseBranch())})
    attributes.graph(name, bodyOf(w.session, region->front(), {}, region->front().getArguments(),
                                  op.getCaptures(), Session::stemOf(op) + "_" + name));
  w.set("If", {w.in(op.getCondition())}, attributes);
}

/// The body of ONNX also takes the condition, and always says whether there is a next step.
static void loop(Writer &w, nn::LoopOp op) {
  Block &block = op.getBody().front();
  const std::string stem = Session::stemOf(op);
  const size_t carried = op.getInits().size();
  ArrayRef<BlockArgument> arguments = block.getArguments();
  auto body = bodyOf(w.session, block, arguments.take_front(1 + carried), arguments.drop_front(1 + carried),
                     op.getCaptures(), stem);
  auto flag = nn::SizedTensorType::get({}, IntegerType::get(op.getContext(), 1));
  const std::string goesOn = w.session.take(stem + "_goes_on");
  w.session.describe(*body->add_input(), goesOn, flag);
  for (int i = body->input_size() - 1; i > 1; --i)
    body->mutable_input()->SwapElements(i, i - 1);
  if (!op.getCondition()) {
    const std::string next = w.session.take(stem + "_condition");
    ::onnx::NodeProto &node = *body->add_node();
    node.set_op_type("Identity");
    node.set_name(w.session.takeNode(next));
    node.add_input(goesOn);
    node.add_output(next);
    w.session.describe(*body->add_output(), next, flag);
    for (int i = body->output_size() - 1; i > 0; --i)
      body->mutable_output()->SwapElements(i, i - 1);
  }
  std::vector<std::string> inputs{w.integer(op.getBound()), op.getCondition()
                                                                ? w.in(op.getCondition())
                                                                : w.scalar(1, flag.getElementType())};
  for (Value init : op.getInits())
    inputs.push_back(w.in(init));
  w.set("Loop", inputs, Attrs().graph("body", body));
}

ArrayRef<Rule> controlRules() {
  static const Rule rules[] = {
      rule<nn::ScanOp, scan>("Scan"),
      rule<nn::IfOp, branch>("If"),
      rule<nn::LoopOp, loop>("Loop"),
  };
  return rules;
}

} // namespace dlc::exporter
