// Functions of nn beside naive loops in f64 that say what they should give. All cases of a table are compiled
// as one module, and run for several batches and numbers of threads.
#pragma once

#include "dlc/Compile.h"

#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace dlc::test {

/// What the naive loops compute with.
struct Array {
  Array() = default;
  explicit Array(Shape shape, double value = 0)
      : shape(std::move(shape)), values(static_cast<size_t>(elementCount(this->shape)), value) {}

  int64_t dim(size_t axis) const { return shape[axis]; }
  template <typename... Indices> double &operator()(Indices... indices) {
    return values[place({static_cast<int64_t>(indices)...})];
  }
  template <typename... Indices> double operator()(Indices... indices) const {
    return values[place({static_cast<int64_t>(indices)...})];
  }

  Shape shape;
  std::vector<double> values;

private:
  size_t place(std::initializer_list<int64_t> indices) const {
    int64_t result = 0;
    size_t axis = 0;
    for (int64_t index : indices)
      result = result * shape[axis++] + index;
    return static_cast<size_t>(result);
  }
};

using Arrays = std::vector<Array>;

struct Case {
  std::string text; ///< one nn.func, with $T for the element type
  std::function<Arrays(const Arrays &, int64_t batch)> expected; ///< outputs from inputs
  int64_t largestBatch = 130;
  double tolerance = 1; ///< in units of what is usual: 1e-5 in f32, 1e-13 in f64, of the largest element
};

struct Configuration {
  DType element;
  const char *cpu;
  Parallel parallel;
  dlc::Convolution convolution = dlc::Convolution::automatic;
};

/// Every pair of element type, CPU and threads.
inline const Configuration configurations[] = {{DType::f32, "native", Parallel::openmp},
                                               {DType::f32, "x86-64-v3", Parallel::none},
                                               {DType::f64, "native", Parallel::none},
                                               {DType::f64, "x86-64-v3", Parallel::openmp}};
std::string nameOf(const testing::TestParamInfo<Configuration> &info);

/// One module of all cases.
Graph moduleOf(const std::vector<Case> &cases, DType element);
CompileOptions optionsOf(const Configuration &configuration);

/// Inputs that depend on names and places alone: floats in (-1, 1), labels in 0 … 9, bits.
std::vector<Tensor> inputsFor(const EntryInfo &entry, int64_t batch);
Outputs call(Program &program, const EntryInfo &entry, const std::vector<Tensor> &inputs, int64_t batch);
Array arrayOf(const Tensor &tensor);

/// Compares with the worst element and its place in the message.
void expectNear(const Tensor &actual, const Array &expected, double tolerance, const std::string &what);
/// Bit for bit.
void expectSame(const Outputs &a, const Outputs &b, const std::string &what);

/// Compiles the table and compares each case for batches of 1, 3 and 130; code for several threads also with
/// itself on one thread and on two.
void check(const std::vector<Case> &cases, const Configuration &configuration);
/// Compares what runs in this process with the library that is written and loaded again.
void checkLibrary(const std::vector<Case> &cases, const Configuration &configuration);

} // namespace dlc::test
