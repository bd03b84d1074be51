// Compiled networks: called by name with arrays, their variables, their files.
#include "Bindings.h"

#include "dlc/Normalization.h"

#include <algorithm>

namespace dlc::python {

/// The arrays of a call in `views`, and the arguments that borrow them. Numbers become scalars of the type
/// that the entry declares.
static std::vector<Argument> argumentsOf(const EntryInfo &entry, const std::optional<nb::dict> &inputs,
                                         const nb::kwargs &named, ArrayViews &views,
                                         std::deque<std::string> &names) {
  std::vector<Argument> arguments;
  const auto add = [&](const nb::dict &from) {
    for (auto [key, value] : from) {
      const std::string &name = names.emplace_back(nb::cast<std::string>(key));
      std::optional<DType> ifNumber;
      for (const TensorInfo &info : entry.inputs)
        if (info.name == name && info.shape.empty())
          ifNumber = info.dtype;
      arguments.emplace_back(name, views.emplace_back(value, "input '" + name + "'", ifNumber).tensor());
    }
  };
  if (inputs)
    add(*inputs);
  add(named);
  return arguments;
}

static nb::dict call(PyProgram &self, const std::string &entry, const std::optional<nb::dict> &inputs,
                     const SizesArgument &sizes, const nb::kwargs &named) {
  ArrayViews views;
  std::deque<std::string> names;
  const std::vector<Argument> arguments = argumentsOf(self.program.entry(entry), inputs, named, views, names);
  const Sizes given = toSizes(sizes);
  Outputs outputs = self.with([&](Program &program) { return program.call(entry, arguments, given); });
  nb::dict result;
  for (const TensorInfo &info : self.program.entry(entry).outputs)
    result[info.name.c_str()] = toArray(outputs.take(info.name));
  return result;
}

/// A new array, as the model normalises its images.
static nb::object normalizeImages(PyProgram &self, nb::handle images) {
  const ArrayView view(images, "the array of images");
  const Tensor &given = view.tensor();
  Tensor result(given.shape(), DType::f32);
  if (given.dtype() != DType::f32 && given.dtype() != DType::u8)
    throw Error("images are uint8, 0 to 255, or float32, 0 to 1, not " +
                std::string(numpyName(given.dtype())));
  if (given.dtype() == DType::u8)
    std::ranges::transform(given.values<std::uint8_t>(), result.values<float>().begin(),
                           [](std::uint8_t pixel) { return static_cast<float>(pixel) / 255; });
  else
    std::ranges::copy(given.values<float>(), result.values<float>().begin());
  normalize(result, self.program.mean(), self.program.standardDeviation());
  return toArray(std::move(result));
}

static std::string describe(PyProgram &self) {
  std::string text = "<dlc.Program '" + self.program.name() + "':";
  for (const EntryInfo &entry : self.program.entries())
    text += " " + entry.name;
  return text + ">";
}

void bindProgram(nb::module_ &module) {
  nb::class_<PyProgram> program(
      module, "Program",
      "A compiled network with variables of its own. Threads may share one: their calls follow one another.");
  program.def_prop_ro("name", [](const PyProgram &self) { return self.program.name(); })
      .def_prop_ro(
          "entries", [](const PyProgram &self) { return self.program.entries(); }, "What can be called.")
      .def_prop_ro("variables", [](const PyProgram &self) { return self.program.variables(); })
      .def_prop_ro("class_names", [](const PyProgram &self) { return self.program.classNames(); })
      .def_prop_ro(
          "mean", [](const PyProgram &self) { return self.program.mean(); },
          "By which images are normalised, for each channel; empty if they are not.")
      .def_prop_ro("standard_deviation",
                   [](const PyProgram &self) { return self.program.standardDeviation(); })
      .def(
          "normalize", &normalizeImages, nb::arg("images"),
          nb::sig("def normalize(self, images: ArrayLike) -> numpy.ndarray"),
          R"doc(Images as `call` expects them: (pixel - mean) / standard_deviation, of pixels in 0 … 1 or bytes.

Images are [batch, channels, height, width] or [batch, height, width]. `call` takes arrays as they are; datasets are normalised
by themselves. Without a mean, pixels stay in 0 … 1.)doc")
      .def("call", &call, nb::arg("entry"), nb::arg("inputs") = nb::none(), nb::arg("sizes") = nb::none(),
           nb::arg("named"),
           nb::sig("def call(self, entry: str, inputs: dict[str, ArrayLike] | None = None, sizes: dict[str, "
                   "int] | int | None = "
                   "None, **named: ArrayLike) -> dict[str, numpy.ndarray]"),
           R"doc(Calls an entry point: program.call("predict", image=x)["logits"].

Inputs are given by name, in a dict or as keywords. They are NumPy arrays, or others with DLPack, such as torch's on the CPU,
and are used where they lie; Python numbers do for scalars. The outputs are new arrays by name, in the order of the entry.
`sizes` are those that no input tells. Raises Error for names, element types and shapes that do not fit.)doc")
      .def(
          "init",
          [](PyProgram &self, std::uint64_t seed) {
            self.with([&](Program &program) { program.init(seed); });
          },
          nb::arg("seed") = 0,
          "Gives every variable its initial value; where that is random, drawn from the seed.")
      .def(
          "variable",
          [](PyProgram &self, const std::string &name) {
            return toArray(self.with([&](Program &program) { return program.variable(name).clone(); }));
          },
          nb::arg("name"), nb::sig("def variable(self, name: str) -> numpy.ndarray"),
          "A copy of a variable's value.")
      .def(
          "set_variable",
          [](PyProgram &self, const std::string &name, nb::object value) {
            const ArrayView view(value, "the value of '" + name + "'");
            self.with([&](Program &program) { program.setVariable(name, view.tensor()); });
          },
          nb::arg("name"), nb::arg("value"),
          nb::sig("def set_variable(self, name: str, value: ArrayLike) -> None"),
          "Sets a variable to a copy of the array.")
      .def(
          "save",
          [](PyProgram &self, const std::filesystem::path &path) {
            self.with([&](Program &program) { program.save(path.string()); });
          },
          nb::arg("path"), "Writes a .dlm: graph and variables in one file, all at once or not at all.")
      .def(
          "load",
          [](PyProgram &self, const std::filesystem::path &path) {
            self.with([&](Program &program) { program.load(path.string()); });
          },
          nb::arg("path"), "Takes over every variable from a .dlm of the same network.")
      .def(
          "fork",
          [](PyProgram &self) {
            Program fork = self.with([](Program &program) { return program.fork(); });
            return std::make_unique<PyProgram>(std::move(fork), self.graph, self.options);
          },
          "Another instance of the same code, with copies of the variables: for a thread of its own.")
      .def_prop_rw(
          "threads",
          [](PyProgram &self) { return self.with([](Program &program) { return program.threads(); }); },
          [](PyProgram &self, unsigned threads) {
            self.with([&](Program &program) { program.setThreads(threads); });
          },
          "How many threads the code may use.")
      .def("__repr__", &describe);
  bindFiles(program);
  bindTraining(module, program);
}

} // namespace dlc::python
