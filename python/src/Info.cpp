// What graphs and programs say of their tensors, entry points and variables; names of sizes.
#include "Bindings.h"

namespace dlc::python {

Sizes toSizes(const SizesArgument &sizes) {
  Sizes result;
  if (!sizes)
    return result;
  if (const auto *batch = std::get_if<std::int64_t>(&*sizes))
    return Sizes(*batch);
  for (auto [name, value] : std::get<nb::dict>(*sizes))
    result.set(nb::cast<std::string>(name), nb::cast<std::int64_t>(value));
  return result;
}

nb::tuple shapeTuple(const Shape &shape) {
  nb::list sizes;
  for (const std::int64_t size : shape) {
    if (size >= 0)
      sizes.append(size);
    else
      sizes.append(sizeText(size));
  }
  return nb::tuple(sizes);
}

static std::string listOf(const std::vector<TensorInfo> &infos) {
  std::string text;
  for (const TensorInfo &info : infos)
    text += (text.empty() ? "" : ", ") + toString(info);
  return text;
}

static const char *nameOf(VariableRole role) {
  switch (role) {
  case VariableRole::Parameter:
    return "parameter";
  case VariableRole::Buffer:
    return "buffer";
  case VariableRole::Optimizer:
    return "optimizer";
  }
  return "";
}

void bindInfo(nb::module_ &module) {
  nb::class_<TensorInfo>(module, "TensorInfo", "A tensor as an entry point declares it.")
      .def_ro("name", &TensorInfo::name)
      .def_prop_ro(
          "dtype", [](const TensorInfo &info) { return numpyName(info.dtype); },
          "The element type as NumPy calls it; 'bfloat16' is DLPack's alone.")
      .def_prop_ro(
          "shape", [](const TensorInfo &info) { return shapeTuple(info.shape); },
          nb::sig("def shape(self) -> tuple[int | str, ...]"),
          "Numbers, and the names of sizes that a call decides: (\"batch\", 1, 28, 28).")
      .def("__repr__", [](const TensorInfo &info) { return "<dlc.TensorInfo " + toString(info) + ">"; });

  nb::class_<EntryInfo>(module, "Entry", "An entry point: what it takes and returns, in order.")
      .def_ro("name", &EntryInfo::name)
      .def_ro("inputs", &EntryInfo::inputs)
      .def_ro("outputs", &EntryInfo::outputs)
      .def_ro("sizes", &EntryInfo::sizes, "Names of the sizes that a call has: \"batch\", and then others.")
      .def("__repr__", [](const EntryInfo &entry) {
        return "<dlc.Entry " + entry.name + "(" + listOf(entry.inputs) + ") -> (" + listOf(entry.outputs) +
               ")>";
      });

  nb::class_<VariableInfo>(module, "Variable", "A variable of a network: what is trained, or remembered.")
      .def_prop_ro("name", [](const VariableInfo &variable) { return variable.tensor.name; })
      .def_prop_ro("dtype", [](const VariableInfo &variable) { return numpyName(variable.tensor.dtype); })
      .def_prop_ro(
          "shape", [](const VariableInfo &variable) { return shapeTuple(variable.tensor.shape); },
          nb::sig("def shape(self) -> tuple[int, ...]"))
      .def_prop_ro(
          "role", [](const VariableInfo &variable) { return nameOf(variable.role); },
          "\"parameter\" (trained), \"buffer\" (other state), or \"optimizer\" (what a learning rule "
          "remembers).")
      .def("__repr__", [](const VariableInfo &variable) {
        return "<dlc.Variable " + toString(variable.tensor) + ", " + nameOf(variable.role) + ">";
      });
}

} // namespace dlc::python
