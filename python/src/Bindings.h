// What the parts of the module share: the classes behind those of Python, and who may use them when.
//
// Compiler and runtime work without the GIL. A graph or a program serves one thread at a time, so each has a
// lock, which is taken after the GIL was released: whoever holds it may wait for the GIL (in a callback),
// never the other way round.
#pragma once

#include "Arrays.h"
#include "dlc/Compile.h"
#include "dlc/Dataset.h"
#include "dlc/Trainer.h"

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/function.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <mutex>
#include <variant>

namespace dlc::python {

struct PyGraph {
  explicit PyGraph(Graph graph) : graph(std::move(graph)), lock(std::make_shared<std::recursive_mutex>()) {}

  /// Without the GIL, and alone.
  template <typename Action> auto with(Action action) const {
    nb::gil_scoped_release release;
    std::lock_guard guard(*lock);
    return action(graph);
  }

  Graph graph;
  /// Of all graphs that share the compiler's context. Recursive: a callback may ask the graph.
  std::shared_ptr<std::recursive_mutex> lock;
};

struct PyProgram {
  PyProgram(Program program, PyGraph graph, CompileOptions options)
      : program(std::move(program)), graph(std::move(graph)), options(std::move(options)) {}

  template <typename Action> auto with(Action action) {
    nb::gil_scoped_release release;
    std::lock_guard guard(lock);
    return action(program);
  }

  Program program;
  PyGraph graph;          ///< that it was compiled from, to explain what goes wrong in it
  CompileOptions options; ///< that it was compiled with
  std::recursive_mutex lock;
};

/// A data set over arrays of Python, or one that was read from files.
struct PyDataset {
  PyDataset() = default;
  PyDataset(PyDataset &&) = default; // tensors have no copies, which containers of them do not say

  Dataset data;
  ArrayViews arrays; ///< that the data lie in
};

/// {"batch": 8, "sequence": 128}, or the batch alone.
using SizesArgument = std::optional<std::variant<std::int64_t, nb::dict>>;
Sizes toSizes(const SizesArgument &sizes);

/// A shape as Python shows it: numbers, and names of sizes as text.
nb::tuple shapeTuple(const Shape &shape);

// Each part declares its classes and functions.
void bindGraph(nb::module_ &module);
void bindInfo(nb::module_ &module);
void bindProgram(nb::module_ &module);
void bindData(nb::module_ &module);
void bindCompile(nb::module_ &module);
/// save_weights, load_weights and export_onnx, methods of Program.
void bindFiles(nb::class_<PyProgram> &program);
/// fit and evaluate, methods of Program.
void bindTraining(nb::module_ &module, nb::class_<PyProgram> &program);

} // namespace dlc::python
