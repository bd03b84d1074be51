#include "Data/Spec.h"

#include "dlc/Error.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace dlc {

/// At each comma that is in no bracket.
static std::vector<std::string> splitAtCommas(const std::string &text) {
  std::vector<std::string> items(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == ',' && depth <= 0)
      items.emplace_back();
    else
      items.back() += c;
  }
  return items;
}

DataSpec parseDataSpec(const std::string &text) {
  DataSpec spec;
  if (std::filesystem::exists(text)) { // whatever is in its name
    spec.source = text;
    return spec;
  }
  bool isFirst = true;
  for (const std::string &item : splitAtCommas(text)) {
    const std::size_t equals = item.find('='), bracket = item.find('(');
    const bool isColumn = equals != item.npos && equals < bracket;
    if (isFirst && !isColumn)
      spec.source = item;
    else if (!isColumn || equals == 0 || equals + 1 == item.size())
      throw Error(text +
                  ": behind the source, columns are NAME=COLUMN, NAME=A+B, NAME=A:C or NAME=FILE.npy, not '" +
                  item + "'");
    else
      spec.columns.push_back({item.substr(0, equals), item.substr(equals + 1)});
    isFirst = false;
  }
  return spec;
}

SourceSpec parseSourceSpec(const std::string &text) {
  SourceSpec spec{text, {}};
  for (const std::string suffix : {":train", ":test"})
    if (text.ends_with(suffix))
      spec = {text.substr(0, text.size() - suffix.size()), {}, suffix == ":test", true};
  const std::size_t bracket = spec.name.rfind('(');
  if (bracket == spec.name.npos || !spec.name.ends_with(')') || std::filesystem::exists(spec.name))
    return spec;
  for (const std::string &item :
       splitAtCommas(spec.name.substr(bracket + 1, spec.name.size() - bracket - 2))) {
    const std::size_t equals = item.find('=');
    if (equals == 0 || equals == item.npos || equals + 1 == item.size())
      throw Error(text + ": settings in brackets are NAME=VALUE, not '" + item + "'");
    spec.settings.push_back({item.substr(0, equals), item.substr(equals + 1)});
  }
  spec.name.resize(bracket);
  return spec;
}

void SourceSpec::checkSettings(const std::vector<std::string> &known) const {
  std::string list;
  for (const std::string &name : known)
    list += (list.empty() ? "" : name == known.back() ? " and " : ", ") + name;
  for (const NameAndValue &setting : settings)
    if (!std::ranges::count(known, setting.name))
      throw Error(name + ": " + (known.empty() ? "has no settings" : "its settings are " + list) + ", not '" +
                  setting.name + "'");
    else if (std::ranges::count(settings, setting.name, &NameAndValue::name) > 1)
      throw Error(name + ": '" + setting.name + "' is set twice");
}

const std::string *SourceSpec::find(const std::string &setting) const {
  const auto found = std::ranges::find(settings, setting, &NameAndValue::name);
  return found == settings.end() ? nullptr : &found->value;
}

std::int64_t SourceSpec::count(const std::string &setting, std::int64_t usual) const {
  const std::string *text = find(setting);
  if (!text)
    return usual;
  std::int64_t value = 0;
  const auto [rest, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || rest != text->data() + text->size() || value < 1)
    throw Error(name + ": " + setting + " is a whole number of at least 1, not '" + *text + "'");
  return value;
}

} // namespace dlc
