#include "Case.h"

#include "Compare.h"
#include "dlc/Compile.h"
#include "dlc/Onnx.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace dlc::conformance {

/// Names of the inputs that a case gives, in the order of the graph. Test data have no names of their own
/// before ONNX 1.2: they are those of the model's inputs.
static std::vector<std::pair<std::string, Tensor>> readAll(const fs::path &folder, const std::string &stem) {
  std::vector<std::pair<std::string, Tensor>> result;
  for (int i = 0; fs::exists(folder / (stem + std::to_string(i) + ".pb")); ++i)
    result.push_back(readOnnxTensor(folder / (stem + std::to_string(i) + ".pb")));
  return result;
}

static std::vector<fs::path> dataSets(const fs::path &folder) {
  std::vector<fs::path> sets;
  for (const fs::directory_entry &entry : fs::directory_iterator(folder))
    if (entry.is_directory() && entry.path().filename().string().starts_with("test_data_set_"))
      sets.push_back(entry.path());
  std::ranges::sort(sets);
  return sets;
}

/// A number of data.json, which is one flat object.
static double numberIn(const fs::path &folder, const std::string &key, double fallback) {
  std::ifstream stream(folder / "data.json");
  std::ostringstream text;
  text << stream.rdbuf();
  const std::string all = text.str();
  const std::size_t at = all.find('"' + key + '"');
  const std::size_t colon = at == std::string::npos ? at : all.find(':', at);
  return colon == std::string::npos ? fallback : std::strtod(all.c_str() + colon + 1, nullptr);
}

static std::string oneLine(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  std::string result;
  for (char c : text)
    if (c != ' ' || result.empty() || result.back() != ' ')
      result += c;
  return result;
}

/// A graph as it comes back from the file that it is written to. It has no variables but random states.
static Graph sentAround(const Graph &graph, const fs::path &kept) {
  const fs::path file =
      kept.empty() ? fs::temp_directory_path() / ("dlc-" + std::to_string(getpid()) + ".onnx") : kept;
  fs::create_directories(file.parent_path());
  fs::remove(file); // of an earlier run, which the checks behind this one would take for the present one's
  exportOnnx(graph, {}, file);
  Graph back = importOnnx(file);
  if (kept.empty())
    fs::remove(file);
  return back;
}

/// Where the number of rows depends on data, there are as many as there may be (docs/onnx.md): without those
/// behind the expected ones, which are equal. The result itself, where they are not.
static Tensor withoutEmptyRows(const Tensor &actual, const Tensor &expected) {
  const Shape &has = actual.shape(), &wants = expected.shape();
  if (actual.dtype() != DType::i64 || has.size() != 2 || wants.size() != 2 || has[1] != wants[1] ||
      has[0] <= wants[0])
    return actual.clone();
  const auto values = actual.values<std::int64_t>();
  const auto columns = static_cast<std::size_t>(has[1]), rows = static_cast<std::size_t>(wants[0]);
  const auto last = values.last(columns);
  for (std::size_t row = rows; row < static_cast<std::size_t>(has[0]); ++row)
    if (!std::ranges::equal(values.subspan(row * columns, columns), last))
      return actual.clone();
  Tensor cut(wants, DType::i64);
  std::ranges::copy(values.first(rows * columns), cut.values<std::int64_t>().begin());
  return cut;
}

static std::string check(const fs::path &folder, const std::vector<std::string> &constants, Way way,
                         const fs::path &kept) {
  auto prepared = [&](const Graph &graph) { return way == Way::import ? graph : sentAround(graph, kept); };
  const double rtol = numberIn(folder, "rtol", 1e-3), atol = numberIn(folder, "atol", 1e-7);
  std::optional<Program> program;
  std::optional<Graph> graph;
  if (constants.empty()) // before the data, which a network of sequences has of another format
    graph = prepared(importOnnx(folder / "model.onnx"));
  for (const fs::path &set : dataSets(folder)) {
    std::vector<std::pair<std::string, Tensor>> inputs = readAll(set, "input_"),
                                                outputs = readAll(set, "output_");
    if (outputs.empty())
      return "has no expected outputs that are tensors";
    OnnxOptions options;
    for (const auto &[name, tensor] : inputs)
      if (std::ranges::count(constants, name))
        options.constants.emplace_back(name, tensor);
    if (options.constants.size() != constants.size())
      return "has no input of the name that is listed as a constant";
    if (!constants.empty())
      graph = prepared(importOnnx(folder / "model.onnx", options));
    if (!program || !constants.empty())
      program.emplace(compile(*graph, {.parallel = Parallel::none}));
    const EntryInfo &entry = program->entry("predict");
    std::vector<Argument> arguments;
    std::size_t next = 0;
    for (const auto &[name, tensor] : inputs) {
      if (std::ranges::count(constants, name))
        continue;
      if (next >= entry.inputs.size())
        return "gives more inputs than the network takes";
      arguments.emplace_back(entry.inputs[next++].name, tensor);
    }
    if (!program->isInitialized())
      program->init(1);
    Outputs results = program->call("predict", arguments);
    if (results.size() != outputs.size())
      return "gives " + std::to_string(results.size()) + " outputs, not " + std::to_string(outputs.size());
    std::size_t i = 0;
    for (const Outputs::Item &item : results) {
      const Tensor &expected = outputs[i++].second;
      const std::string wrong = difference(withoutEmptyRows(item.tensor, expected), expected, rtol, atol);
      if (!wrong.empty())
        return item.name + " " + wrong;
    }
  }
  return "";
}

Outcome runCase(const fs::path &folder, const std::vector<std::string> &constants, Way way,
                const fs::path &kept) {
  try {
    std::string wrong = check(folder, constants, way, kept);
    return {wrong.empty(), oneLine(wrong)};
  } catch (const std::exception &error) {
    std::string message = error.what();
    const std::string place = folder.string() + "/";
    for (std::size_t at; (at = message.find(place)) != std::string::npos;)
      message.erase(at, place.size());
    return {false, oneLine(message)};
  }
}

std::vector<std::string> smallInputs(const fs::path &folder, std::int64_t most) {
  std::vector<std::string> names;
  try {
    const std::vector<fs::path> sets = dataSets(folder);
    if (!sets.empty())
      for (const auto &[name, tensor] : readAll(sets.front(), "input_"))
        if (tensor.size() <= most)
          names.push_back(name);
  } catch (const Error &) { // what cannot be read is reported when the case runs
  }
  return names;
}

Outcome runIsolated(const fs::path &folder, const std::vector<std::string> &constants, unsigned seconds,
                    Way way, const fs::path &kept) {
  int ends[2];
  if (pipe(ends) != 0)
    return {false, std::string("no pipe: ") + std::strerror(errno)};
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    alarm(seconds);
    const Outcome outcome = runCase(folder, constants, way, kept);
    const std::string text = (outcome.passes ? "+" : "-") + outcome.message;
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t written = write(ends[1], text.data() + done, text.size() - done);
      if (written <= 0)
        break;
      done += static_cast<std::size_t>(written);
    }
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t count; (count = read(ends[0], buffer, sizeof(buffer))) > 0;)
    text.append(buffer, static_cast<std::size_t>(count));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status))
    return {false, WTERMSIG(status) == SIGALRM ? "takes longer than " + std::to_string(seconds) + " seconds"
                                               : "crashes: " + std::string(strsignal(WTERMSIG(status)))};
  return {!text.empty() && text[0] == '+', text.empty() ? "ends without a word" : text.substr(1)};
}

} // namespace dlc::conformance
