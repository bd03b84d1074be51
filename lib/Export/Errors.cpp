#include "Export/Errors.h"

#include <algorithm>

namespace dlc::exporter {

void refuse(const llvm::Twine &message) { throw Refusal{message.str()}; }

void Problems::add(const std::string &op, const std::string &place, const std::string &message) {
  for (Problem &known : problems)
    if (known.op == op && known.message == message) {
      known.places.push_back(place);
      return;
    }
  problems.push_back({op, message, {place}});
}

std::string Problems::text() const {
  constexpr size_t mostPlaces = 4; // as many as are of use to find them
  std::string text;
  for (const Problem &problem : problems) {
    std::string places;
    for (size_t i = 0; i < std::min(problem.places.size(), mostPlaces); ++i)
      places += (i ? ", " : "") + problem.places[i];
    if (problem.places.size() > mostPlaces)
      places += ", … (" + std::to_string(problem.places.size()) + " ops)";
    text += (text.empty() ? "  " : "\n  ") + problem.op + " at " + places + ": " + problem.message;
  }
  return text;
}

} // namespace dlc::exporter
