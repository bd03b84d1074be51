// Prints networks for people, and edits the attributes of one in place. Here and not in the dialect, because
// names and comments are no part of a module: only whoever builds it knows them.
#include "API/ModuleText.h"

#include "mlir/IR/AsmState.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace dlc {

//===-- Small pieces --------------------------------------------------------------------------------===//

// Applies `rewrite` to the parts of MLIR text that are not in quotes.
template <typename Rewrite> static std::string outsideStrings(StringRef text, Rewrite rewrite) {
  std::string result;
  while (!text.empty()) {
    size_t open = std::min(text.find('"'), text.size());
    result += rewrite(text.take_front(open));
    text = text.drop_front(open);
    if (text.empty())
      break;
    size_t close = 1;
    while (close < text.size() && text[close] != '"')
      close += text[close] == '\\' ? 2 : 1;
    close = std::min(close + 1, text.size());
    result += text.take_front(close);
    text = text.drop_front(close);
  }
  return result;
}

// The decimal number 2.500000e-01 in its shortest form, 0.25. Digits are moved, never rounded; numbers with
// many zeros stay as they are.
static std::string shortNumber(StringRef mantissa, int exponent) {
  auto [whole, fraction] = mantissa.split('.');
  std::string digits = (whole + fraction.rtrim('0')).str();
  int point = 1 + exponent; // how many of the digits stand before the point
  if (point < -3 || point > 7)
    return (whole + "." + (digits.size() > 1 ? digits.substr(1) : "0") + "e" + (exponent < 0 ? "-" : "+") +
            (std::abs(exponent) < 10 ? "0" : "") + Twine(std::abs(exponent)))
        .str();
  if (point <= 0)
    return "0." + std::string(digits == "0" ? 0 : -point, '0') + digits;
  if (static_cast<int>(digits.size()) < point)
    digits.append(point - digits.size(), '0');
  std::string rest = digits.substr(point);
  return digits.substr(0, point) + "." + (rest.empty() ? "0" : rest);
}

// Shortens every number of the form d.dddddde±dd, as MLIR prints them.
static std::string shortNumbers(StringRef text) {
  std::string result;
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    auto digits = [&] {
      size_t from = end;
      while (end < text.size() && llvm::isDigit(text[end]))
        ++end;
      return end > from;
    };
    bool begins = llvm::isDigit(text[i]) && (i == 0 || !(llvm::isAlnum(text[i - 1]) || text[i - 1] == '.' ||
                                                         text[i - 1] == '_' || text[i - 1] == '%'));
    int exponent = 0;
    size_t mantissaEnd = 0;
    bool isNumber = begins && digits() && end == i + 1 && end < text.size() && text[end] == '.' &&
                    (++end, digits()) && end + 1 < text.size() && text[end] == 'e';
    if (isNumber) {
      mantissaEnd = end;
      bool negative = text[++end] == '-';
      end += negative || text[end] == '+';
      size_t from = end;
      isNumber = digits() && !text.slice(from, end).getAsInteger(10, exponent);
      exponent = negative ? -exponent : exponent;
    }
    if (isNumber) {
      result += shortNumber(text.slice(i, mantissaEnd), exponent);
      i = end;
    } else {
      result += text[i++];
    }
  }
  return result;
}

static void appendComment(std::string &text, StringRef comment, StringRef indentation) {
  SmallVector<StringRef> lines;
  comment.split(lines, '\n');
  for (StringRef line : lines)
    text += (indentation + "//" + (line.empty() ? "" : " ") + line + "\n").str();
}

static std::string printed(Operation *op, AsmState &state) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  op->print(stream, state);
  return text;
}

static std::string printedValue(Value value, AsmState &state) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  value.printAsOperand(stream, state);
  return text;
}

//===-- Functions -----------------------------------------------------------------------------------===//

namespace {
// One function: MLIR prints its ops under its own names for values, which are then replaced by ours.
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
      if (auto comment = annotations.comments.find(&op); comment != annotations.comments.end()) {
        result += first ? "" : "\n";
        appendComment(result, comment->second, "    ");
      }
      first = false;
      if (!isa<nn::ReturnOp>(op) || op.getNumOperands() != 0)
        result += "    " + line(op) + "\n";
    }
    return result + "  }\n";
  }

private:
  void chooseNames() {
    llvm::StringMap<int> wanted;
    llvm::StringSet<> taken;
    for (StringAttr argument : function.getArgNames().getAsRange<StringAttr>())
      taken.insert(argument.getValue());
    auto eachResult = [&](auto visit) {
      function.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) {
        for (OpResult result : op->getResults()) {
          auto name = annotations.names.find(result);
          visit(result, name == annotations.names.end() ? std::string("value") : name->second);
        }
      });
    };
    eachResult([&](OpResult, const std::string &name) { ++wanted[name]; });
    llvm::StringMap<int> numbers;
    eachResult([&](OpResult result, const std::string &name) {
      std::string chosen = name;
      if (wanted[name] > 1 || taken.contains(name)) {
        // A name that ends in a digit takes a separator, so that fc1 and fc11 stay apart.
        std::string stem = llvm::isDigit(name.back()) ? name + "_" : name;
        do
          chosen = stem + std::to_string(++numbers[name]);
        while (taken.contains(chosen) || wanted.count(chosen));
      }
      taken.insert(chosen);
      chosenNames[result] = "%" + chosen;
    });
  }

  /// An op, with those of its regions, whose lines stand further in.
  std::string line(Operation &op) {
    SmallVector<Operation *> defining;
    op.walk<WalkOrder::PreOrder>([&](Operation *inner) {
      if (inner->getNumResults() > 0)
        defining.push_back(inner);
    });
    // Each region has MLIR's numbers again, for values of its own.
    const llvm::StringMap<std::string> around = op.getNumRegions() ? names : llvm::StringMap<std::string>();
    SmallVector<StringRef> lines;
    const std::string whole = printed(&op, state);
    StringRef(whole).split(lines, '\n');
    std::string text;
    const auto *next = defining.begin();
    for (StringRef each : lines) {
      StringRef rest = each.ltrim();
      text += (text.empty() ? "" : "\n    ") + each.drop_back(rest.size()).str();
      if (rest.starts_with("%")) {
        text += define(**next++) + " = ";
        rest = rest.split(" = ").second;
      }
      text += outsideStrings(rest, [&](StringRef part) { return shortNumbers(renamed(part)); });
    }
    if (op.getNumRegions()) {
      names = around;
      define(op);
    }
    return text;
  }

  /// From here on the results of an op have our names, which it gives as a list.
  std::string define(Operation &op) {
    std::string list;
    for (OpResult result : op.getResults()) {
      const std::string &name = chosenNames[result];
      names[printedValue(result, state)] = name;
      list += (list.empty() ? "" : ", ") + name;
    }
    return list;
  }

  std::string renamed(StringRef text) {
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
      auto name = names.find(text.take_front(end));
      result += name == names.end() ? text.take_front(end).str() : name->second;
      text = text.drop_front(end);
    }
    return result;
  }

  nn::FuncOp function;
  const Annotations &annotations;
  AsmState state;
  llvm::DenseMap<Value, std::string> chosenNames;
  llvm::StringMap<std::string> names; // MLIR's %name or %name#1 -> ours, of what is defined so far
};
} // namespace

//===-- Modules -------------------------------------------------------------------------------------===//

static std::string attributesText(DictionaryAttr attributes) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  attributes.print(stream);
  return outsideStrings(text, shortNumbers);
}

// One line each, names and types in columns.
static std::string variablesText(ModuleOp module) {
  std::vector<std::array<std::string, 3>> rows;
  size_t nameWidth = 0, typeWidth = 0;
  AsmState state(module, OpPrintingFlags().useLocalScope());
  for (nn::VariableOp variable : module.getOps<nn::VariableOp>()) {
    std::string text = printed(variable, state);
    auto [declaration, rest] = StringRef(text).split(" : ");
    auto [type, init] = rest.split(" init ");
    rows.push_back({declaration.str(), type.str(), outsideStrings(init, shortNumbers)});
    nameWidth = std::max(nameWidth, declaration.size());
    typeWidth = std::max(typeWidth, type.size());
  }
  std::string text;
  for (auto &[declaration, type, init] : rows)
    text += "  " + declaration + std::string(nameWidth - declaration.size(), ' ') + " : " + type +
            std::string(typeWidth - type.size(), ' ') + " init " + init + "\n";
  return text;
}

std::string moduleText(ModuleOp module, const Annotations &annotations) {
  std::string text;
  if (!annotations.header.empty())
    appendComment(text, annotations.header, "");
  text += "module";
  if (std::optional<StringRef> name = module.getSymName())
    text += " @" + name->str();
  if (DictionaryAttr attributes = module->getDiscardableAttrDictionary(); !attributes.empty())
    text += " attributes " + attributesText(attributes);
  text += " {\n";
  std::string variables = variablesText(module);
  bool first = variables.empty();
  text += variables;
  for (nn::FuncOp function : module.getOps<nn::FuncOp>()) {
    text += (first ? "" : "\n") + FunctionText(function, annotations).text();
    first = false;
  }
  return text + "}\n";
}

//===-- Attributes in place -------------------------------------------------------------------------===//

// Where the next token begins: behind white space and comments.
static size_t skipBlank(StringRef text, size_t at) {
  while (at < text.size()) {
    if (llvm::isSpace(text[at]))
      ++at;
    else if (text.substr(at).starts_with("//"))
      at = std::min(text.find('\n', at), text.size());
    else
      break;
  }
  return at;
}

// The end of a name, of a string or of a dictionary in braces.
static size_t skipToken(StringRef text, size_t at) {
  if (text[at] == '"') {
    for (++at; at < text.size() && text[at] != '"'; ++at)
      at += text[at] == '\\';
    return std::min(at + 1, text.size());
  }
  if (text[at] == '{') {
    ++at;
    while ((at = skipBlank(text, at)) < text.size() && text[at] != '}')
      at = text[at] == '"' || text[at] == '{' ? skipToken(text, at) : at + 1;
    return std::min(at + 1, text.size());
  }
  size_t end = at;
  while (end < text.size() && (llvm::isAlnum(text[end]) || StringRef("_.$-").contains(text[end])))
    ++end;
  return std::max(end, at + 1);
}

std::optional<std::string> replaceModuleAttributes(const std::string &text, DictionaryAttr attributes) {
  StringRef rest = text;
  std::string wanted = attributes.empty() ? "" : "attributes " + attributesText(attributes) + " ";
  // Aliases (#name = …, !name = …) may stand before the module; ops before it mean that there is none around
  // them.
  size_t at = skipBlank(rest, 0);
  while (at < rest.size() && (rest[at] == '#' || rest[at] == '!'))
    at = skipBlank(rest, std::min(rest.find('\n', at), rest.size()));
  size_t end = at < rest.size() ? skipToken(rest, at) : at;
  StringRef keyword = rest.slice(at, end);
  if (keyword == "\"builtin.module\"")
    return std::nullopt;
  if (keyword != "module" && keyword != "builtin.module")
    return rest.take_front(at).str() + "module " + wanted + "{\n" + rest.drop_front(at).rtrim().str() +
           "\n}\n";

  at = skipBlank(rest, end);
  if (at < rest.size() && rest[at] == '@')
    at = skipBlank(rest, skipToken(rest, at + 1));
  size_t from = at;
  if (rest.substr(at).starts_with("attributes")) {
    at = skipToken(rest, skipBlank(rest, skipToken(rest, at)));
    at = skipBlank(rest, at);
  }
  return rest.take_front(from).str() + wanted + rest.drop_front(at).str();
}

} // namespace dlc
