#include "LayoutTable.h"

#include "ProfileTable.h"
#include "Table.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace dlc {
namespace {
/// Kernels of one op that bring elements into the same order.
struct Conversion {
  std::string op, place, form;
  bool prepares = false;
  std::size_t kernels = 0;
};

struct Entry {
  std::string name;
  std::size_t kernels = 0; ///< all that it calls
  std::vector<Conversion> conversions;

  std::size_t count(bool prepares) const {
    std::size_t sum = 0;
    for (const Conversion &conversion : conversions)
      sum += conversion.prepares == prepares ? conversion.kernels : 0;
    return sum;
  }
};

std::vector<Entry> entriesOf(const Profile &profile) {
  std::vector<Entry> entries;
  for (const Profile::Kernel &kernel : profile.kernels()) {
    if (entries.empty() || entries.back().name != kernel.entry)
      entries.push_back({kernel.entry, 0, {}});
    Entry &entry = entries.back();
    ++entry.kernels;
    if (!isConversion(kernel))
      continue;
    const std::string &form = kernel.forms.front().name;
    const std::string place =
        kernel.ops.empty() ? "" : std::filesystem::path(kernel.ops.front().place).filename().string();
    const std::string op = labelOf(kernel);
    auto same = std::ranges::find_if(entry.conversions, [&](const Conversion &other) {
      return other.op == op && other.place == place && other.form == form &&
             other.prepares == kernel.prepares;
    });
    if (same == entry.conversions.end())
      same = entry.conversions.insert(same, {op, place, form, kernel.prepares});
    ++same->kernels;
  }
  return entries;
}
} // namespace

void printLayout(std::ostream &out, const Profile &profile) {
  using enum Table::Align;
  for (const Entry &entry : entriesOf(profile)) {
    if (!entry.conversions.empty()) {
      Table table({left, left, left, left, right});
      table.row({entry.name, "at", "order", "when", "kernels"});
      table.rule();
      for (const Conversion &conversion : entry.conversions)
        table.row({conversion.op, conversion.place, conversion.form,
                   conversion.prepares ? "once" : "in each call", std::to_string(conversion.kernels)});
      table.print(out);
    }
    out << entry.name << ": " << entry.kernels << (entry.kernels == 1 ? " kernel" : " kernels")
        << "; conversions of layout: " << entry.count(false) << " in each call, " << entry.count(true)
        << " once for all calls\n\n";
  }
}

nlohmann::ordered_json layoutAsJson(const Profile &profile) {
  auto list = nlohmann::ordered_json::array();
  for (const Entry &entry : entriesOf(profile)) {
    auto conversions = nlohmann::ordered_json::array();
    for (const Conversion &conversion : entry.conversions)
      conversions.push_back({{"op", conversion.op},
                             {"at", conversion.place},
                             {"order", conversion.form},
                             {"once", conversion.prepares},
                             {"kernels", conversion.kernels}});
    list.push_back({{"entry", entry.name},
                    {"kernels", entry.kernels},
                    {"in_each_call", entry.count(false)},
                    {"once", entry.count(true)},
                    {"conversions", std::move(conversions)}});
  }
  return list;
}

} // namespace dlc
