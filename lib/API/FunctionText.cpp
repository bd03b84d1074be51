// Prints a function: MLIR prints its ops under names of its own, which are then replaced by those that the
// annotations ask for.
#include "API/FunctionText.h"

#include "API/PrintedText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace dlc {

/// What the regions of an op capture: their last arguments.
static OperandRange capturesOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, OperandRange>(op)
      .Case<nn::ScanOp, nn::IfOp, nn::LoopOp, nn::TrainingOp>([](auto op) { return op.getCaptures(); })
      .Default([](Operation *op) { return op->getOperands().take_front(0); });
}

/// Arguments of a region that are no captures: steps, carried values, slices.
static Block::BlockArgListType ownArguments(Region &region) {
  return region.getArguments().drop_back(capturesOf(region.getParentOp()).size());
}

namespace {
using Names = llvm::StringMap<std::string>; // MLIR's %name or %name#1 -> ours

class FunctionText {
public:
  FunctionText(nn::FuncOp function, const Annotations &annotations)
      : function(function), annotations(annotations), state(function, OpPrintingFlags().useLocalScope()) {
    chooseNames();
  }

  std::string text() {
    std::string result;
    if (auto comment = annotations.comments.find(function); comment != annotations.comments.end())
      appendComment(result, comment->second, "  ");
    std::string header;
    llvm::raw_string_ostream stream(header);
    function->print(stream, OpPrintingFlags().useLocalScope().skipRegions());
    result += "  " + header.substr(0, header.rfind("{...}")) + "{\n";
    bool first = true;
    for (Operation &op : function.getBody().front()) {
      if (!isa<nn::ReturnOp>(op) || op.getNumOperands() != 0)
        result += lines(op, first);
      first = false;
    }
    return result + "  }\n";
  }

private:
  void chooseNames() {
    llvm::StringMap<int> wanted;
    llvm::StringSet<> taken;
    for (auto [argument, name] : llvm::zip_equal(function.getBody().getArguments(),
                                                 function.getArgNames().getAsRange<StringAttr>())) {
      taken.insert(name.getValue());
      chosenNames[argument] = "%" + name.str();
    }
    auto wantedName = [&](Value value) {
      auto name = annotations.names.find(value);
      return name == annotations.names.end() ? std::string("value") : name->second;
    };
    auto eachValue = [&](auto visit) {
      function.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) {
        for (OpResult result : op->getResults())
          visit(result, wantedName(result));
        for (Region &region : op->getRegions())
          for (BlockArgument argument : ownArguments(region))
            visit(argument, wantedName(argument));
      });
    };
    eachValue([&](Value, const std::string &name) { ++wanted[name]; });
    llvm::StringMap<int> numbers;
    eachValue([&](Value value, const std::string &name) {
      std::string chosen = name;
      if (wanted[name] > 1 || taken.contains(name)) {
        // A name that ends in a digit takes a separator, so that fc1 and fc11 stay apart.
        std::string stem = llvm::isDigit(name.back()) ? name + "_" : name;
        do
          chosen = stem + std::to_string(++numbers[name]);
        while (taken.contains(chosen) || wanted.count(chosen));
      }
      taken.insert(chosen);
      chosenNames[value] = "%" + chosen;
    });
    // What a region captures keeps its name: no other value of the function has it.
    function.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) {
      const OperandRange captures = capturesOf(op);
      for (Region &region : op->getRegions())
        for (auto [argument, capture] :
             llvm::zip_equal(region.getArguments().take_back(captures.size()), captures))
          chosenNames[argument] = chosenNames.lookup(capture);
    });
  }

  /// A region whose lines are being written.
  struct Open {
    Operation *op;
    Names around, atBegin; ///< outside, where MLIR's numbers are for other values, and where it begins
  };

  /// The lines of an op and of those in its regions, each with its comment.
  std::string lines(Operation &outermost, bool first) {
    SmallVector<Operation *> ops; // in the order in which they are printed, each on a line of its own
    outermost.walk<WalkOrder::PreOrder>([&](Operation *op) { ops.push_back(op); });
    const std::string whole = printed(&outermost, state);
    SmallVector<StringRef> printedLines;
    StringRef(whole).split(printedLines, '\n');
    SmallVector<Open> open;
    const auto *next = ops.begin();
    std::string text;
    for (StringRef line : printedLines) {
      StringRef rest = line.ltrim();
      const std::string indentation = "    " + line.drop_back(rest.size()).str();
      if (rest.starts_with("}")) { // a region ends, and another one may begin
        if (rest.ends_with("{")) {
          names = open.back().atBegin;
        } else {
          names = std::move(open.back().around);
          define(*open.pop_back_val().op);
        }
        text += (indentation + rest + "\n").str();
        first = rest.ends_with("{");
        continue;
      }
      Operation &op = **next++;
      if (auto comment = annotations.comments.find(&op); comment != annotations.comments.end()) {
        text += first ? "" : "\n";
        appendComment(text, comment->second, indentation);
      }
      first = op.getNumRegions() > 0;
      text += indentation + lineOf(op, rest, open) + "\n";
    }
    return text;
  }

  std::string lineOf(Operation &op, StringRef line, SmallVector<Open> &open) {
    std::string text;
    if (op.getNumResults() > 0) {
      text = chosenList(op) + " = ";
      line = line.split(" = ").second;
    }
    const Names inside = namesInside(op);
    text += outsideStrings(line, [&](StringRef part) { return shortNumbers(renamed(part, inside)); });
    if (op.getNumRegions() > 0) {
      open.push_back({&op, std::move(names), inside});
      names = inside;
    } else {
      define(op);
    }
    return text;
  }

  Names namesInside(Operation &op) {
    Names inside;
    for (Region &region : op.getRegions())
      for (BlockArgument argument : region.getArguments())
        inside[printedValue(argument, state)] = chosenNames.lookup(argument);
    return inside;
  }

  std::string chosenList(Operation &op) const {
    std::string list;
    for (OpResult result : op.getResults())
      list += (list.empty() ? "" : ", ") + chosenNames.lookup(result);
    return list;
  }

  /// From here on the results of an op have our names.
  void define(Operation &op) {
    for (OpResult result : op.getResults())
      names[printedValue(result, state)] = chosenNames.lookup(result);
  }

  /// `inside` are names of arguments of regions, which stand in front of `=` or, of a loop's step, `to`.
  std::string renamed(StringRef text, const Names &inside) {
    std::string result;
    while (!text.empty()) {
      size_t begin = std::min(text.find('%'), text.size());
      result += text.take_front(begin);
      text = text.drop_front(begin);
      if (text.empty())
        break;
      size_t end = 1;
      while (end < text.size() && (llvm::isAlnum(text[end]) || StringRef("_.$-#").contains(text[end])))
        ++end;
      StringRef name = text.take_front(end);
      text = text.drop_front(end);
      const bool isArgument = !inside.empty() && (text.starts_with(" = ") || text.starts_with(" to "));
      const Names &known = isArgument ? inside : names;
      auto found = known.find(name);
      result += found == known.end() ? name.str() : found->second;
    }
    return result;
  }

  nn::FuncOp function;
  const Annotations &annotations;
  AsmState state;
  llvm::DenseMap<Value, std::string> chosenNames;
  Names names; // of what is defined so far and can be used where we are
};
} // namespace

std::string functionText(nn::FuncOp function, const Annotations &annotations) {
  return FunctionText(function, annotations).text();
}

} // namespace dlc
