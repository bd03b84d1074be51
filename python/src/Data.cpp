// Data sets: arrays of Python as they lie, or files.
#include "Bindings.h"

namespace dlc::python {

/// As i64, by NumPy, where they are other integers.
static nb::object labelsOf(nb::object labels) {
  const nb::object numpy = nb::module_::import_("numpy");
  nb::object array = numpy.attr("asarray")(labels);
  if (!nb::cast<bool>(numpy.attr("issubdtype")(array.attr("dtype"), numpy.attr("integer"))))
    throw Error("labels are " + textOf(array.attr("dtype")) + ", they should be integers");
  return numpy.attr("ascontiguousarray")(array, "int64");
}

static void make(PyDataset *self, nb::object images, nb::object labels, std::vector<std::string> classNames,
                 std::string source) {
  PyDataset made;
  made.data["images"] = made.arrays.emplace_back(images, "images").take();
  if (!labels.is_none())
    made.data["labels"] = made.arrays.emplace_back(labelsOf(labels), "labels").take();
  made.data.classNames = std::move(classNames);
  made.data.source = std::move(source);
  new (self) PyDataset(std::move(made));
}

void bindData(nb::module_ &module) {
  nb::class_<PyDataset>(module, "Dataset", "Examples along the first axis of arrays, with labels or without.")
      .def("__init__", &make, nb::arg("images"), nb::arg("labels") = nb::none(), nb::kw_only(),
           nb::arg("class_names") = std::vector<std::string>(), nb::arg("source") = "dataset",
           nb::sig("def __init__(self, images: ArrayLike, labels: ArrayLike | None = None, *, class_names: "
                   "Sequence[str] = (), "
                   "source: str = 'dataset') -> None"),
           "uint8 images [N, ...], which become 0 ... 1, or float32 ones, are used in place; labels are "
           "integers [N].")
      .def("__len__", [](const PyDataset &self) { return self.data.size(); })
      .def_prop_ro("class_names", [](const PyDataset &self) { return self.data.classNames; })
      .def_prop_ro(
          "images", [](const PyDataset &self) { return toArray(self.data["images"].clone()); },
          nb::sig("def images(self) -> numpy.ndarray"), "A copy.")
      .def_prop_ro(
          "labels",
          [](const PyDataset &self) -> nb::object {
            const Column *labels = self.data.find("labels");
            return labels ? toArray(labels->values.clone()) : nb::none();
          },
          nb::sig("def labels(self) -> numpy.ndarray | None"), "A copy; None without labels.");
  module.def(
      "open_dataset",
      [](const std::string &spec) {
        nb::gil_scoped_release release;
        PyDataset read;
        read.data = openDataset(spec);
        return read;
      },
      nb::arg("spec"),
      "Reads a data set: \"fashion-mnist\" or a folder of IDX files, both with \":train\" or \":test\"; an "
      ".npz or .npy.");
}

} // namespace dlc::python
