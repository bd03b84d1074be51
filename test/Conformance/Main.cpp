// Runs a folder of ONNX backend tests: each is imported, compiled in a process of its own, called, compared.
// Comes in: the folder, and a list of what is known (CaseList.h). Goes out: what differs from the list. With
// --export, each that passes is exported, imported again, and run; a second list says which do not pass then.
#include "Case.h"
#include "CaseList.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>

namespace fs = std::filesystem;
using namespace dlc::conformance;

namespace {

struct Options {
  fs::path folder;
  std::string list, exportList, only;
  fs::path kept;
  std::size_t shard = 0, shards = 1;
  bool update = false, failing = false;
  unsigned seconds = 120;
};

int usage() {
  std::fputs("usage: dlc-onnx-conformance FOLDER [--list FILE] [--shard I/N] [--only TEXT] [--update] "
             "[--seconds N] [--export FILE [--keep FOLDER]]\n"
             "Runs every case below FOLDER (a folder with a model.onnx). --update writes what it finds into "
             "the list.\n"
             "--export runs what comes back of those that pass when they are exported; FILE lists others, "
             "and --keep keeps the exported files.\n",
             stderr);
  return 2;
}

std::vector<std::string> casesIn(const fs::path &folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry &entry : fs::recursive_directory_iterator(folder))
    if (entry.path().filename() == "model.onnx")
      names.push_back(fs::relative(entry.path().parent_path(), folder).string());
  std::ranges::sort(names);
  return names;
}

/// How a case passes, if it does: as it is, or with as few of its small inputs as possible as constants.
Listed explore(const fs::path &folder, const Listed &known, unsigned seconds) {
  Outcome plain = runIsolated(folder, {}, seconds);
  if (plain.passes)
    return {};
  std::vector<std::string> constants = known.constants.empty() ? smallInputs(folder, 64) : known.constants;
  if (constants.empty() || !runIsolated(folder, constants, seconds).passes)
    return {{},
            known.failure.empty() ? plain.message : known.failure}; // a reason that was written by hand stays
  for (std::size_t i = 0; i < constants.size();) {
    std::vector<std::string> fewer = constants;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (!fewer.empty() && runIsolated(folder, fewer, seconds).passes)
      constants = fewer;
    else
      ++i;
  }
  return {constants, ""};
}

/// What comes back of an exported network.
int runExports(const Options &options) {
  const CaseList list(options.list);
  CaseList exports(options.exportList);
  std::size_t passed = 0, failed = 0, wrong = 0, index = 0;
  std::set<std::string> passing;
  for (const std::string &name : casesIn(options.folder)) {
    const Listed imported = list.find(name);
    if (!imported.failure.empty())
      continue;
    passing.insert(name);
    if (index++ % options.shards != options.shard || name.find(options.only) == std::string::npos)
      continue;
    const Listed known = exports.find(name);
    const Outcome outcome =
        runIsolated(options.folder / name, imported.constants, options.seconds, Way::roundTrip,
                    options.kept.empty() ? fs::path() : options.kept / name / "model.onnx");
    outcome.passes ? ++passed : ++failed;
    if (options.update && !outcome.passes)
      exports.set(name, {{}, known.failure.empty() ? outcome.message : known.failure});
    else if (options.update && !known.failure.empty())
      exports.set(name, {});
    else if (!options.update && outcome.passes != known.failure.empty())
      ++wrong;
    else
      continue;
    std::printf("%s: %s\n", name.c_str(),
                outcome.passes ? "passes, and is listed as one that fails" : outcome.message.c_str());
    std::fflush(stdout);
  }
  for (const auto &[name, listed] : exports.all())
    if (!passing.contains(name) && options.shard == 0 && options.only.empty() && !options.update) {
      std::printf("%s: is listed, and is none that passes when it is imported\n", name.c_str());
      ++wrong;
    }
  if (options.update)
    exports.write(options.exportList);
  std::printf("%zu come back as they were, %zu do not, %zu not as listed\n", passed, failed, wrong);
  return wrong == 0 && passed > 0 ? 0 : 1;
}

int run(const Options &options) {
  CaseList list(options.list);
  std::vector<std::string> names = casesIn(options.folder);
  std::size_t passed = 0, failed = 0, wrong = 0, index = 0;
  const std::set<std::string> all(names.begin(), names.end());
  for (const auto &[name, listed] : list.all())
    if (!all.contains(name) && options.shard == 0 && options.only.empty() && !options.update) {
      std::printf("%s: is listed, and is not there\n", name.c_str());
      ++wrong;
    }
  for (const std::string &name : names) {
    if (index++ % options.shards != options.shard || name.find(options.only) == std::string::npos)
      continue;
    const Listed known = list.find(name);
    if (options.failing && known.failure.empty())
      continue;
    const fs::path folder = options.folder / name;
    if (options.update) {
      Listed found = explore(folder, known, options.seconds);
      found.failure.empty() ? ++passed : ++failed;
      if (!found.failure.empty())
        std::printf("%s: %s\n", name.c_str(), found.failure.c_str());
      list.set(name, std::move(found));
      std::fflush(stdout);
      continue;
    }
    const Outcome outcome = runIsolated(folder, known.constants, options.seconds);
    outcome.passes ? ++passed : ++failed;
    if (outcome.passes != known.failure.empty()) {
      ++wrong;
      std::printf("%s: %s\n", name.c_str(),
                  outcome.passes ? "passes, and is listed as one that fails" : outcome.message.c_str());
      std::fflush(stdout);
    }
  }
  if (options.update)
    list.write(options.list);
  std::printf("%zu pass, %zu fail, %zu not as listed\n", passed, failed, wrong);
  return wrong == 0 && passed + failed > 0 ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const char *value = i + 1 < argc ? argv[i + 1] : nullptr;
    if (argument == "--update") {
      options.update = true;
    } else if (argument == "--failing") {
      options.failing = true;
    } else if (argument[0] != '-') {
      options.folder = argument;
    } else if (!value) {
      return usage();
    } else {
      ++i;
      if (argument == "--list")
        options.list = value;
      else if (argument == "--export")
        options.exportList = value;
      else if (argument == "--keep")
        options.kept = value;
      else if (argument == "--only")
        options.only = value;
      else if (argument == "--seconds")
        options.seconds = static_cast<unsigned>(std::atoi(value));
      else if (argument != "--shard" || std::sscanf(value, "%zu/%zu", &options.shard, &options.shards) != 2 ||
               options.shard >= options.shards)
        return usage();
    }
  }
  if (options.folder.empty())
    return usage();
  try {
    return options.exportList.empty() ? run(options) : runExports(options);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "dlc-onnx-conformance: %s\n", error.what());
    return 2;
  }
}
