#include "CaseList.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace dlc::conformance {

CaseList::CaseList(const std::string &file) {
  std::ifstream stream(file);
  std::string line;
  while (std::getline(stream, line)) {
    if (line.empty() || line[0] == '#') {
      if (cases.empty())
        header += line + '\n';
      continue;
    }
    std::istringstream words(line);
    std::string name, kind, rest;
    words >> name >> kind;
    std::getline(words >> std::ws, rest);
    if (kind == "constant") {
      std::istringstream names(rest);
      while (names >> rest)
        cases[name].constants.push_back(rest);
    } else if (kind == "fails" && !rest.empty()) {
      cases[name].failure = rest;
    } else {
      throw std::runtime_error(file + ": cannot be understood: " + line);
    }
  }
}

Listed CaseList::find(const std::string &name) const {
  auto found = cases.find(name);
  return found == cases.end() ? Listed() : found->second;
}

void CaseList::set(const std::string &name, Listed listed) {
  if (listed.constants.empty() && listed.failure.empty())
    cases.erase(name);
  else
    cases[name] = std::move(listed);
}

void CaseList::write(const std::string &file) const {
  std::ofstream stream(file);
  stream << header;
  for (const auto &[name, listed] : cases)
    if (listed.failure.empty()) {
      stream << name << " constant";
      for (const std::string &constant : listed.constants)
        stream << ' ' << constant;
      stream << '\n';
    } else {
      stream << name << " fails " << listed.failure << '\n';
    }
}

} // namespace dlc::conformance
