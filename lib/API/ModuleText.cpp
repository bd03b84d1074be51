// Prints networks for people, and edits the attributes of one in place. Here and not in the dialect, because
// names and comments are no part of a module: only whoever builds it knows them.
#include "API/ModuleText.h"

#include "API/FunctionText.h"
#include "API/PrintedText.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace dlc {

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
    text += (first ? "" : "\n") + functionText(function, annotations);
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
