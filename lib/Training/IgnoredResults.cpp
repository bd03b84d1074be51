#include "Training/IgnoredResults.h"

#include <algorithm>
#include <array>

namespace dlc {
namespace {

const EntryInfo *find(const std::vector<EntryInfo> &functions, std::string_view name) {
  const auto found = std::ranges::find(functions, name, &EntryInfo::name);
  return found == functions.end() ? nullptr : &*found;
}

bool isMetric(const TensorInfo &info) {
  return info.shape.empty() && (info.dtype == DType::f32 || info.dtype == DType::f64);
}

bool isAmong(const std::vector<TensorInfo> &infos, const TensorInfo &wanted) {
  return wanted.isBatched() && std::ranges::any_of(infos, [&](const TensorInfo &info) {
           return info.name == wanted.name && info.dtype == wanted.dtype && info.shape == wanted.shape;
         });
}

/// What others call it.
bool hasNameOfMetrics(const EntryInfo &function) {
  constexpr std::array<std::string_view, 4> names = {"summarize", "summarise", "summary", "metric"};
  return std::ranges::count(names, function.name) > 0;
}

/// Whether it could be called as `metrics` is, and makes something of what the evaluation returns.
bool fitsAsMetrics(const EntryInfo &function, const EntryInfo &evaluation) {
  return std::ranges::all_of(function.outputs, isMetric) &&
         std::ranges::all_of(function.inputs,
                             [&](const TensorInfo &input) {
                               return isAmong(evaluation.outputs, input) || isAmong(evaluation.inputs, input);
                             }) &&
         std::ranges::any_of(function.inputs,
                             [&](const TensorInfo &input) { return isAmong(evaluation.outputs, input); });
}

} // namespace

std::vector<std::string> ignoredResults(const std::vector<EntryInfo> &functions) {
  const EntryInfo *evaluation = find(functions, nameOf(EntryRole::Evaluate));
  if (!evaluation)
    evaluation = find(functions, "loss");
  if (!evaluation)
    return {};
  std::vector<std::string> remarks;
  const EntryInfo *metrics = find(functions, nameOf(EntryRole::Metrics));
  bool isMeant = false;
  for (const EntryInfo &function : functions)
    if (!metrics && (hasNameOfMetrics(function) || fitsAsMetrics(function, *evaluation))) {
      isMeant = true;
      remarks.push_back("@" + function.name +
                        " looks like a function that computes metrics once from what @" + evaluation->name +
                        " returns for all examples, but is not called: its name would be "
                        "@metrics");
    }
  for (const TensorInfo &output : evaluation->outputs) {
    if (isMetric(output) || isMeant || (metrics && isAmong(metrics->inputs, output)))
      continue;
    remarks.push_back("'" + output.name + "', which @" + evaluation->name + " returns, is used nowhere: " +
                      (output.isBatched() ? "a function @metrics that takes " + toString(output) +
                                                " gets it for all examples at once"
                                          : "metrics are f32 [] or f64 [], and it is " + toString(output)));
  }
  return remarks;
}

} // namespace dlc
