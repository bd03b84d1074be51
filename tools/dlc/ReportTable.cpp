#include "ReportTable.h"

#include "ProfileTable.h"
#include "Table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

namespace dlc {
namespace {
/// Of a row of its own, of the time that is predicted.
constexpr double leastShare = 0.005;
/// The products of a Winograd convolution are a fourth of those of the direct form that FLOPs count, and its
/// transforms take about as long as they do.
constexpr double winogradProducts = 0.25, winogradTime = 0.5;

/// The kernels of one op, or of several that are alike.
struct Row {
  std::string label, entry;
  Profile::Op main; ///< with the work of all
  std::vector<Profile::Op> ops;
  std::vector<Profile::Op> others; ///< what its kernels compute beside it
  std::vector<Profile::Form> forms;
  std::vector<std::string> refusals;
  bool parallel = false;
  std::size_t kernels = 0;
};

template <typename T, typename Key> void addNew(std::vector<T> &to, const std::vector<T> &from, Key key) {
  for (const T &each : from)
    if (std::ranges::none_of(to, [&](const T &old) { return key(old) == key(each); }))
      to.push_back(each);
}

std::vector<Row> rowsOf(const Profile &profile) {
  std::vector<Row> rows;
  for (const Profile::Kernel &kernel : profile.kernels()) {
    if (kernel.ops.empty())
      continue; // copies and fills
    auto row = std::ranges::find_if(
        rows, [&](const Row &row) { return row.entry == kernel.entry && row.main.isAlike(kernel.ops[0]); });
    if (row == rows.end()) {
      rows.push_back({labelOf(kernel), kernel.entry, kernel.ops[0], {kernel.ops[0]}, {}, {}, {}});
      row = rows.end() - 1;
    } else if (!std::ranges::count(row->ops, kernel.ops[0])) {
      row->ops.push_back(kernel.ops[0]);
      addWork(row->main.flops, kernel.ops[0].flops);
      addWork(row->main.bytes, kernel.ops[0].bytes);
    }
    addNew(row->forms, kernel.forms, [](const Profile::Form &form) { return form.name; });
    addNew(row->refusals, kernel.refusals, [](const std::string &text) { return text; });
    addNew(row->others, {kernel.ops.begin() + 1, kernel.ops.end()}, std::identity());
    row->parallel = row->parallel || kernel.parallel;
    ++row->kernels;
  }
  // Work of what has no row of its own: convolutions of a loop over images that has become one with others'.
  for (Row &row : rows)
    for (const Profile::Op &op : row.others)
      if (row.main.flops >= 0 && op.flops > 0 &&
          std::ranges::none_of(rows, [&](const Row &other) { return std::ranges::count(other.ops, op); })) {
        row.main.flops += op.flops;
        row.main.bytes += op.bytes;
      }
  return rows;
}

/// The form of the op itself, rather than of the loops beside it.
const Profile::Form *mainForm(const Row &row) {
  auto form = std::ranges::find_if(row.forms, [](const Profile::Form &form) { return form.lanes > 0; });
  if (form == row.forms.end())
    return row.forms.empty() ? nullptr : &row.forms[0];
  return &*form;
}

struct Times {
  double possible = -1, predicted = -1; ///< seconds; -1: not known
};

Times timesOf(const Row &row, const Limits &limits) {
  if (limits.operations <= 0 || row.main.flops < 0 || row.main.bytes < 0)
    return {};
  const double share = row.parallel ? 1 : 1.0 / limits.threads;
  const double moving = static_cast<double>(row.main.bytes) / limits.bytes;
  const double computing = static_cast<double>(row.main.flops) / (limits.operations * share);
  const Profile::Form *form = mainForm(row);
  const bool isWinograd = form && form->name.starts_with("Winograd");
  const double used = form && form->used > 0 ? form->used : 1;
  return {std::max(moving, computing * (isWinograd ? winogradProducts : 1)),
          std::max(moving, computing * (isWinograd ? winogradTime : 1 / used))};
}

std::string formatted(const char *format, double value) {
  char text[32];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

std::string milliseconds(double seconds) { return seconds < 0 ? "" : formatted("%.3f", 1e3 * seconds); }

std::string joined(const std::vector<std::string> &texts) {
  std::string all;
  for (const std::string &text : texts)
    all += (all.empty() ? "" : "; ") + text;
  return all;
}

std::string formOf(const Row &row) {
  std::vector<std::string> names;
  for (const Profile::Form &form : row.forms)
    if (form.lanes > 0 || row.forms.size() == 1)
      names.push_back(form.name);
  if (names.empty() && !row.forms.empty())
    names.push_back(row.forms[0].name);
  return joined(names);
}

std::string vectorsOf(const Row &row) {
  const Profile::Form *form = mainForm(row);
  if (!form || form->lanes == 0)
    return "";
  return std::to_string(form->lanes) +
         (form->used < 0.995 ? formatted(", %.0f %% used", 100 * form->used) : "");
}
} // namespace

void printReport(std::ostream &out, const Profile &profile, const Limits &limits) {
  using enum Table::Align;
  const std::vector<Row> rows = rowsOf(profile);
  std::vector<std::string> entries;
  for (const Row &row : rows)
    if (!std::ranges::count(entries, row.entry))
      entries.push_back(row.entry);
  for (const std::string &entry : entries) {
    Table table({left, left, left, left, left, right, right, right, right, left});
    table.row({entry, "at", "form", "lanes", "threads", "FLOPs", "bytes", "possible ms", "predicted ms",
               "no faster form"});
    table.rule();
    double total = 0;
    for (const Row &row : rows)
      total += row.entry == entry ? std::max(0.0, timesOf(row, limits).predicted) : 0;
    std::size_t small = 0;
    for (const Row &row : rows) {
      if (row.entry != entry)
        continue;
      const Times times = timesOf(row, limits);
      if (times.predicted >= 0 && times.predicted < leastShare * total && row.refusals.empty()) {
        ++small;
        continue;
      }
      table.row({row.label, std::filesystem::path(row.main.place).filename().string(), formOf(row),
                 vectorsOf(row), row.parallel ? "all" : "one",
                 row.main.flops > 0 ? scaled(row.main.flops) : "",
                 row.main.bytes > 0 ? scaledBytes(row.main.bytes) : "", milliseconds(times.possible),
                 milliseconds(times.predicted), joined(row.refusals)});
    }
    if (small > 0)
      table.row({std::to_string(small) + " more, small", "", "", "", "", "", "", "", "", ""});
    table.print(out);
    out << '\n';
  }
  if (limits.operations > 0)
    out << "for a batch of " << profile.batch() << "; possible: at "
        << scaled(std::llround(limits.operations)) << "FLOP/s and " << scaledBytes(std::llround(limits.bytes))
        << "/s from memory, both measured, on " << limits.threads
        << (limits.threads == 1 ? " thread" : " threads")
        << ";\npredicted: with the lanes that the form uses\n";
}

nlohmann::ordered_json reportAsJson(const Profile &profile, const Limits &limits) {
  auto kernels = nlohmann::ordered_json::array();
  for (const Row &row : rowsOf(profile)) {
    nlohmann::ordered_json object;
    object["entry"] = row.entry;
    object["op"] = row.main.name;
    object["layer"] = row.main.layer;
    object["at"] = row.main.place;
    object["form"] = formOf(row);
    if (const Profile::Form *form = mainForm(row); form && form->lanes > 0) {
      object["lanes"] = form->lanes;
      object["used"] = form->used;
    }
    object["parallel"] = row.parallel;
    object["kernels"] = row.kernels;
    if (row.main.flops >= 0)
      object["flops"] = row.main.flops;
    if (row.main.bytes >= 0)
      object["bytes"] = row.main.bytes;
    if (const Times times = timesOf(row, limits); times.possible >= 0) {
      object["possible_seconds"] = times.possible;
      object["predicted_seconds"] = times.predicted;
    }
    object["refusals"] = row.refusals;
    kernels.push_back(std::move(object));
  }
  return kernels;
}

} // namespace dlc
