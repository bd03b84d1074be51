// What other frameworks read and write: weights in safetensors, networks in ONNX.
#include "Bindings.h"

#include "dlc/Onnx.h"
#include "dlc/Weights.h"

#include <algorithm>

namespace dlc::python {

/// Copies of all variables that have a value.
static Weights weightsOf(PyProgram &self) {
  return self.with([](Program &program) {
    Weights weights{.tensors = {}, .file = program.name(), .others = {}};
    for (const VariableInfo &variable : program.variables())
      if (const std::string &name = variable.tensor.name; program.hasValue(name))
        weights.tensors.emplace(name, program.variable(name).clone());
    return weights;
  });
}

/// Parameters and buffers; averages of a training in the place of what they are averages of.
static void saveWeights(PyProgram &self, const std::filesystem::path &path) {
  Weights weights = weightsOf(self);
  for (const std::string &name :
       self.graph.with([](const Graph &graph) { return graph.averagedVariables(); }))
    if (auto average = weights.tensors.extract(name + ".average"); !average.empty())
      weights.tensors.insert_or_assign(name, std::move(average.mapped()));
  for (const VariableInfo &variable : self.program.variables())
    if (variable.role == VariableRole::Optimizer || variable.isRandomState)
      weights.tensors.erase(variable.tensor.name);
  if (weights.tensors.empty())
    throw Error("program '" + self.program.name() + "' has no weights that have a value");
  nb::gil_scoped_release release;
  saveSafetensors(path, weights);
}

static std::vector<std::string> loadWeights(PyProgram &self, const std::filesystem::path &path,
                                            const std::vector<std::string> &renamings) {
  std::vector<Renaming> parsed;
  for (const std::string &renaming : renamings)
    parsed.push_back(parseRenaming(renaming));
  return self.with([&](Program &program) {
    Weights weights = dlc::loadWeights(path);
    rename(weights, parsed);
    std::vector<std::pair<std::string, const Tensor *>> found;
    for (const VariableInfo &variable : program.variables())
      if (const Tensor *value = weights.find(variable.tensor.name)) {
        if (value->dtype() != variable.tensor.dtype || value->shape() != variable.tensor.shape)
          throw Error(path.string() + ": '" + variable.tensor.name + "' is " + nameOf(value->dtype()) + " " +
                      toString(value->shape()) + ", the program has " + toString(variable.tensor));
        found.emplace_back(variable.tensor.name, value);
      }
    if (found.empty())
      throw Error(path.string() + ": has no tensor with the name of a variable of program '" +
                  program.name() + "'; rename=[\"PATTERN=NEW\"] if they are called otherwise");
    std::vector<std::string> names;
    for (const auto &[name, value] : found) { // all fit: nothing is taken over from a file that does not
      program.setVariable(name, *value);
      names.push_back(name);
    }
    return names;
  });
}

static void exportOnnx(PyProgram &self, const std::filesystem::path &path, const std::string &entry,
                       const SizesArgument &sizes, std::int64_t opset, bool externalData) {
  const OnnxExportOptions options{.entry = entry,
                                  .mode = self.options.mode,
                                  .optimizer = self.options.optimizer,
                                  .sizes = toSizes(sizes),
                                  .opset = opset,
                                  .externalData = externalData};
  const Weights weights = weightsOf(self);
  self.graph.with([&](const Graph &graph) { dlc::exportOnnx(graph, weights, path, options); });
}

void bindFiles(nb::class_<PyProgram> &program) {
  program
      .def("save_weights", &saveWeights, nb::arg("path"),
           "Writes parameters and buffers as a .safetensors file, which other frameworks read; averages of a "
           "training take the place of weights.")
      .def(
          "load_weights", &loadWeights, nb::arg("path"), nb::kw_only(),
          nb::arg("rename") = std::vector<std::string>(),
          nb::sig(
              "def load_weights(self, path: str | os.PathLike, *, rename: Sequence[str] = ()) -> list[str]"),
          R"doc(Takes over every variable of which a .safetensors or .dlm file has a tensor; returns their names.

The others keep their values. `rename` has regular expressions with what their matches in the names of the file become, in
turn: [r"^model\.=", r"classifier\.(.*)=fc.\1"]. Raises Error, and changes nothing, if an element type or a shape does not fit, or if
no name does.)doc")
      .def("export_onnx", &exportOnnx, nb::arg("path"), nb::kw_only(), nb::arg("entry") = "predict",
           nb::arg("sizes") = nb::none(), nb::arg("opset") = 0, nb::arg("external_data") = false,
           nb::sig("def export_onnx(self, path: str | os.PathLike, *, entry: str = 'predict', sizes: "
                   "dict[str, int] | "
                   "int | None = None, opset: int = 0, external_data: bool = False) -> None"),
           R"doc(Writes an entry point of the network, with the weights as they are now, as an ONNX file.

Variables that it assigns, as `train_step` does, are inputs as well, and outputs NAME.next. `sizes` gives numbers to named sizes. opset: no operators of later operator sets are used; 0: all that dlc knows. With
external_data all but small weights lie in a file beside it. Where the model normalises its images, the file does so by nodes in front, and takes pixels in 0 … 1. Raises Error, with every op that ONNX has no equivalent for.)doc");
}

} // namespace dlc::python
