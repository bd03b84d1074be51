// The section of curves, and the runs that they come from.
#include "Report/Html.h"
#include "Report/Report.h"
#include "Report/Svg.h"

#include <algorithm>
#include <set>

namespace dlc {
namespace fs = std::filesystem;

std::vector<RecordedRun> readRuns(const fs::path &folder) {
  std::vector<RecordedRun> runs;
  const auto read = [&](const fs::path &path) {
    if (hasEvents(path)) {
      const std::string name = path.lexically_relative(folder).string();
      runs.push_back({name == "." ? folder.filename().string() : name, readEvents(path)});
    }
  };
  read(folder);
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->is_directory())
      read(at->path());
  if (error)
    throw Error(folder.string() + ": cannot be read: " + error.message());
  if (runs.empty())
    throw Error(folder.string() + ": has no event files; `dlc train --tensorboard " + folder.string() +
                "` writes some");
  std::ranges::sort(runs, {}, &RecordedRun::name);
  return runs;
}

void Report::addCurves(const std::vector<RecordedRun> &runs) {
  std::vector<std::string> names;
  for (const char *first : {"loss", "accuracy"}) // what one looks for
    if (std::ranges::any_of(runs, [&](const RecordedRun &run) { return run.series.contains(first); }))
      names.push_back(first);
  std::set<std::string> others;
  for (const RecordedRun &run : runs)
    for (const auto &[name, points] : run.series)
      if (!std::ranges::count(names, name))
        others.insert(name);
  names.insert(names.end(), others.begin(), others.end());

  std::string charts;
  for (const std::string &name : names) {
    std::vector<Curve> curves;
    for (const RecordedRun &run : runs) {
      const auto found = run.series.find(name);
      if (found == run.series.end())
        continue;
      Curve &curve = curves.emplace_back(Curve{run.name, {}});
      for (const EventPoint &point : found->second)
        curve.points.emplace_back(static_cast<double>(point.step), static_cast<double>(point.value));
    }
    charts += lineChart(name, "steps", curves);
  }
  addSection("Training", charts.empty() ? "" : "<div class=\"charts\">\n" + charts + "</div>\n");
}

} // namespace dlc
