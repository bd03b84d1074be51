#include "ProfileTable.h"

#include "Table.h"
#include "dlc/Error.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>

namespace dlc {
std::string labelOf(const Profile::Kernel &kernel) {
  if (kernel.ops.empty())
    return "copies and fills";
  std::string label = kernel.ops[0].name + (kernel.ops[0].layer.empty() ? "" : " " + kernel.ops[0].layer);
  std::vector<std::string> others;
  for (const Profile::Op &op : kernel.ops)
    if (&op != &kernel.ops[0] && op.name != kernel.ops[0].name && !std::ranges::count(others, op.name))
      others.push_back(op.name);
  // Of the same name, such as the convolutions of one loop over images, the layer tells more.
  for (const Profile::Op &op : kernel.ops)
    if (&op != &kernel.ops[0] && op.name == kernel.ops[0].name && !op.layer.empty() &&
        op.layer != kernel.ops[0].layer && !std::ranges::count(others, op.layer))
      others.insert(others.begin(), op.layer);
  constexpr std::size_t mostNames = 4;
  for (std::size_t i = 0; i < std::min(others.size(), mostNames); ++i)
    label += (i ? ", " : " + ") + others[i];
  return label + (others.size() > mostNames ? ", …" : "");
}

void addWork(std::int64_t &sum, std::int64_t more) { sum = sum < 0 || more < 0 ? -1 : sum + more; }

namespace {
constexpr std::size_t mostRows = 50;
constexpr double leastShare = 0.001; ///< of a row of its own

struct Row {
  std::string label;
  Profile::Op main;                  ///< with the work of all
  std::vector<std::int64_t> numbers; ///< of the ops, which are alike
  std::int64_t calls = 0;            ///< of its kernel that is called least
  std::size_t kernels = 0;
  double seconds = 0;
  bool parallel = false;          ///< one of its kernels
  std::vector<std::string> forms; ///< of its kernels

  /// Executions of the op in so many calls of the entry point. A kernel may run once for each block of an op,
  /// but an op in a loop as often as its kernels do.
  double executions(std::int64_t ofEntry) const {
    return static_cast<double>(main.repeated ? calls : ofEntry);
  }
};

std::vector<Row> rowsOf(const Profile &profile, const std::string &entry) {
  std::vector<Row> rows;
  for (const Profile::Kernel &kernel : profile.kernels()) {
    if (kernel.entry != entry || kernel.calls == 0)
      continue;
    const Profile::Op main = kernel.ops.empty() ? Profile::Op() : kernel.ops[0];
    auto row = std::ranges::find_if(rows, [&](const Row &row) { return row.main.isAlike(main); });
    if (row == rows.end()) {
      rows.emplace_back();
      rows.back().label = labelOf(kernel);
      rows.back().main = main;
      rows.back().numbers = {main.number};
      rows.back().calls = kernel.calls;
      row = rows.end() - 1;
    } else if (!std::ranges::count(row->numbers, main.number)) {
      row->numbers.push_back(main.number);
      addWork(row->main.flops, main.flops);
      addWork(row->main.bytes, main.bytes);
    }
    row->calls = std::max(row->calls, kernel.calls);
    ++row->kernels;
    row->seconds += kernel.seconds;
    row->parallel = row->parallel || kernel.parallel;
    for (const Profile::Form &form : kernel.forms)
      if (!std::ranges::count(row->forms, form.name))
        row->forms.push_back(form.name);
  }
  std::ranges::sort(rows, std::greater(), &Row::seconds);
  return rows;
}

std::string formatted(const char *format, double value) {
  char text[32];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}
} // namespace

bool isConversion(const Profile::Kernel &kernel) {
  return !kernel.forms.empty() && std::ranges::all_of(kernel.forms, &Profile::Form::moves);
}

double conversionShare(const Profile &profile, const std::string &entry) {
  double all = 0, conversions = 0;
  for (const Profile::Kernel &kernel : profile.kernels())
    if (kernel.entry == entry) {
      all += kernel.seconds;
      conversions += isConversion(kernel) ? kernel.seconds : 0;
    }
  return all > 0 ? conversions / all : 0;
}

void printProfile(std::ostream &out, const Profile &profile, const std::string &entry, std::int64_t calls,
                  double peak) {
  using enum Table::Align;
  const std::vector<Row> rows = rowsOf(profile, entry);
  double total = 0;
  for (const Row &row : rows)
    total += row.seconds;
  Table table({left, left, right, right, right, right, right, right});
  table.row({entry, "at", "kernels", "ms a call", "share", "FLOP/s", "of peak", "B/s"});
  table.rule();
  std::size_t shown = 0;
  while (shown < std::min(rows.size(), mostRows) && rows[shown].seconds >= leastShare * total)
    ++shown;
  double others = 0;
  for (const Row &row : std::span(rows).subspan(shown))
    others += row.seconds;
  for (const Row &row : std::span(rows).first(shown)) {
    auto rate = [&](std::int64_t work) {
      return static_cast<double>(work) * row.executions(calls) / row.seconds;
    };
    const bool computes = row.main.flops > 0, moves = row.main.bytes > 0;
    table.row({row.label, std::filesystem::path(row.main.place).filename().string(),
               std::to_string(row.kernels) + (row.parallel ? "" : " (one thread)"),
               formatted("%.3f", 1e3 * row.seconds / static_cast<double>(calls)),
               formatted("%.1f %%", 100 * row.seconds / total),
               computes ? scaled(static_cast<std::int64_t>(rate(row.main.flops))) : "",
               computes ? formatted("%.1f %%", 100 * rate(row.main.flops) / peak) : "",
               moves ? scaled(static_cast<std::int64_t>(rate(row.main.bytes))) : ""});
  }
  if (shown < rows.size())
    table.row({std::to_string(rows.size() - shown) + " more", "", "",
               formatted("%.3f", 1e3 * others / static_cast<double>(calls)),
               formatted("%.1f %%", 100 * others / total), "", "", ""});
  table.rule();
  if (const double share = conversionShare(profile, entry); share > 0)
    table.row({"of all, conversions of layout", "", "",
               formatted("%.3f", 1e3 * share * total / static_cast<double>(calls)),
               formatted("%.1f %%", 100 * share), "", "", ""});
  table.row(
      {"all", "", "", formatted("%.3f", 1e3 * total / static_cast<double>(calls)), "100.0 %", "", "", ""});
  table.print(out);
}

nlohmann::ordered_json profileAsJson(const Profile &profile, const std::string &entry, std::int64_t calls,
                                     double peak) {
  const std::vector<Row> rows = rowsOf(profile, entry);
  double total = 0;
  for (const Row &row : rows)
    total += row.seconds;
  auto ops = nlohmann::ordered_json::array();
  for (const Row &row : rows) {
    nlohmann::ordered_json object;
    object["op"] = row.label;
    object["at"] = row.main.place;
    object["forms"] = row.forms;
    object["kernels"] = row.kernels;
    object["parallel"] = row.parallel;
    object["seconds_per_call"] = row.seconds / static_cast<double>(calls);
    object["share"] = row.seconds / total;
    const double done = row.executions(calls) / row.seconds;
    if (row.main.flops > 0) {
      object["flops_per_second"] = static_cast<double>(row.main.flops) * done;
      object["of_peak"] = static_cast<double>(row.main.flops) * done / peak;
    }
    if (row.main.bytes > 0)
      object["bytes_per_second"] = static_cast<double>(row.main.bytes) * done;
    ops.push_back(std::move(object));
  }
  return ops;
}

void writeTrace(const Profile &profile, const std::filesystem::path &file) {
  nlohmann::ordered_json events = nlohmann::ordered_json::array();
  for (const Profile::Event &event : profile.events()) {
    const Profile::Kernel &kernel = profile.kernels()[event.kernel];
    nlohmann::ordered_json record;
    record["name"] = labelOf(kernel);
    record["cat"] = kernel.entry;
    record["ph"] = "X"; // complete: with a start and a duration
    record["ts"] = 1e6 * event.start;
    record["dur"] = 1e6 * (event.end - event.start);
    record["pid"] = record["tid"] = 1;
    for (const Profile::Op &op : kernel.ops)
      record["args"]["ops"].push_back(op.name + (op.layer.empty() ? "" : " " + op.layer) +
                                      (op.place.empty() ? "" : " (" + op.place + ")"));
    if (!kernel.ops.empty() && kernel.ops[0].flops > 0)
      record["args"]["flops"] = kernel.ops[0].flops;
    record["args"]["parallel"] = kernel.parallel;
    events.push_back(std::move(record));
  }
  std::ofstream out(file);
  out << nlohmann::ordered_json{{"traceEvents", std::move(events)}, {"displayTimeUnit", "ms"}}.dump() << '\n';
  if (!out.flush())
    throw Error(file.string() + ": cannot write");
}

} // namespace dlc
