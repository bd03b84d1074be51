// Networks before they are compiled: read from files, parsed, from the zoo.
#include "Bindings.h"

#include "dlc/Onnx.h"
#include "dlc/Zoo.h"

namespace dlc::python {

using Shapes = std::optional<nb::dict>;

static std::vector<std::pair<std::string, Shape>> toShapes(const Shapes &shapes) {
  std::vector<std::pair<std::string, Shape>> result;
  if (shapes)
    for (auto [name, shape] : *shapes)
      result.emplace_back(nb::cast<std::string>(name), nb::cast<Shape>(shape));
  return result;
}

static PyGraph load(const std::filesystem::path &path, const SizesArgument &sizes, const Shapes &shapes,
                    bool dynamicBatch, const std::string &loss, const std::vector<std::string> &freeze) {
  const bool isOnnx = path.extension() == ".onnx";
  OnnxOptions options{.sizes = toSizes(sizes),
                      .shapes = toShapes(shapes),
                      .dynamicBatch = dynamicBatch,
                      .train = !loss.empty(),
                      .frozen = freeze,
                      .loss = loss};
  if (!isOnnx && (dynamicBatch || options.train || !freeze.empty() || !options.sizes.empty() || shapes))
    throw Error(path.string() + ": sizes, shapes, dynamic_batch, loss and freeze are for ONNX files");
  if (!options.train && !freeze.empty())
    throw Error(path.string() + ": freeze says which weights do not learn, and without a loss none does");
  nb::gil_scoped_release release;
  return PyGraph(isOnnx ? importOnnx(path, options) : Graph::load(path));
}

static std::string describe(const PyGraph &self) {
  return self.with([](const Graph &graph) {
    std::string functions;
    for (const EntryInfo &entry : graph.functions())
      functions += (functions.empty() ? "" : ", ") + entry.name;
    return "<dlc.Graph '" + graph.name() + "': " + functions + "; " + std::to_string(graph.parameterCount()) +
           " parameters>";
  });
}

/// A property that the graph is asked for under its lock.
#define ASK(expression)                                                                                      \
  [](const PyGraph &self) { return self.with([](const Graph &graph) { return expression; }); }

void bindGraph(nb::module_ &module) {
  nb::class_<PyGraph>(module, "Graph", "A network before it is compiled: its text, checked.")
      .def_prop_ro("name", ASK(graph.name()), "The prefix of the C interface.")
      .def_prop_ro("file", ASK(graph.file()), "The file that it was read from.")
      .def_prop_ro("text", ASK(graph.text()), "The network as text, to read and to change.")
      .def_prop_ro("functions", ASK(graph.functions()),
                   "Entry points that it defines, in the order of the text.")
      .def_prop_ro("variables", ASK(graph.variables()), "All variables, in the order of the text.")
      .def_prop_ro("sizes", ASK(graph.sizes()), "Names of all sizes that a call may have.")
      .def_prop_ro("parameter_count", ASK(graph.parameterCount()), "Elements of all trained variables.")
      .def_prop_ro("class_names", ASK(graph.classNames()), "Of the classes that logits stand for.")
      .def_prop_ro("mean", ASK(graph.mean()),
                   "By which images are normalised, for each channel; empty if they are not.")
      .def_prop_ro("standard_deviation", ASK(graph.standardDeviation()))
      .def(
          "save",
          [](const PyGraph &self, const std::filesystem::path &path) {
            self.with([&](const Graph &graph) { graph.save(path); });
          },
          nb::arg("path"), "Writes the text into a .mlir file.")
      .def(
          "name_of",
          [](const PyGraph &self, const std::string &original) {
            return self.with([&](const Graph &graph) { return graph.nameOf(original); });
          },
          nb::arg("original"),
          "What an input or output is called here that has another name in the ONNX file; every other name "
          "is itself.")
      .def("__repr__", &describe);

  module.def(
      "load", &load, nb::arg("path"), nb::kw_only(), nb::arg("sizes") = nb::none(),
      nb::arg("shapes") = nb::none(), nb::arg("dynamic_batch") = false, nb::arg("loss") = "",
      nb::arg("freeze") = std::vector<std::string>(),
      nb::sig(
          "def load(path: str | os.PathLike, *, sizes: dict[str, int] | int | None = None, shapes: dict[str, "
          "Sequence[int]] | None = None, dynamic_batch: bool = False, loss: str = '', freeze: Sequence[str] "
          "= ()) "
          "-> Graph"),
      R"doc(Reads a network: text (.mlir), with weights (.dlm), or an ONNX file (.onnx).

Of an ONNX file: `sizes` and `shapes` give numbers for named sizes; with `dynamic_batch` a leading 1 of every input is the
batch; with a `loss` (softmax_cross_entropy, bce, mse, l1, huber) the network is to learn, and weights become variables, but
for those whose names match one of `freeze`. Raises Error, with every node that cannot be imported.)doc");
  module.def(
      "parse",
      [](std::string text, std::string name) {
        nb::gil_scoped_release release;
        return PyGraph(Graph::parse(std::move(text), std::move(name)));
      },
      nb::arg("text"), nb::arg("name") = "model",
      "A network from its text. Raises Error with every diagnostic, its line and column.");
  module.def(
      "zoo",
      [](const std::string &name) {
        nb::gil_scoped_release release;
        return PyGraph(zoo(name));
      },
      nb::arg("name"), "A well-known network, ready to be trained: see zoo_names().");
  module.def("zoo_names", &zooNames, "Names of the networks of the zoo, in order of size.");
}

#undef ASK

} // namespace dlc::python
