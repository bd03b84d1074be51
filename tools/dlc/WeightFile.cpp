#include "WeightFile.h"
#include "Suggest.h"

#include "Data/Columns.h"
#include "Data/Npy.h"
#include "Training/Checkpoint.h"
#include "dlc/Compile.h"
#include "dlc/Onnx.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fnmatch.h>
#include <iostream>
#include <map>
#include <type_traits>

namespace dlc {

std::string shortList(const std::vector<std::string> &names) {
  constexpr std::size_t most = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
    text += (i ? ", " : "") + names[i];
  return text + (names.size() > most ? ", …" : "");
}

static Tensor transposed(const Tensor &matrix) {
  const auto rows = static_cast<std::size_t>(matrix.dim(0)),
             columns = static_cast<std::size_t>(matrix.dim(1));
  Tensor result({matrix.dim(1), matrix.dim(0)}, matrix.dtype());
  const std::size_t width = byteWidth(matrix.dtype());
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < columns; ++column)
      std::memcpy(result.bytes().data() + (column * rows + row) * width,
                  matrix.bytes().data() + (row * columns + column) * width, width);
  return result;
}

void WeightChanges::apply(Weights &weights) const {
  rename(weights, renamings);
  std::vector<bool> matched(transposed.size());
  for (auto &[name, tensor] : weights.tensors) {
    bool isWanted = false;
    for (std::size_t i = 0; i < transposed.size(); ++i)
      if (tensor.rank() == 2 && ::fnmatch(transposed[i].c_str(), name.c_str(), 0) == 0)
        isWanted = matched[i] = true;
    if (isWanted)
      tensor = dlc::transposed(tensor);
  }
  std::vector<std::string> matrices;
  for (const auto &[name, tensor] : weights.tensors)
    if (tensor.rank() == 2)
      matrices.push_back(name);
  for (std::size_t i = 0; i < transposed.size(); ++i)
    if (!matched[i])
      throw Error(weights.file + ": --transpose " + transposed[i] + ": no matrix is called so; there are " +
                  (matrices.empty() ? "none" : shortList(matrices)) + suggestion(transposed[i], matrices));
}

/// Of any file that has tensors under names.
static Weights weightsIn(const std::string &path) {
  const std::string kind = std::filesystem::path(path).extension().string();
  if (kind != ".npz" && kind != ".onnx")
    return loadWeights(path);
  Weights result{.tensors = {}, .file = path, .others = {}};
  if (kind == ".npz") {
    for (auto &[name, tensor] : readNpz(path, std::nullopt, &result.others))
      result.tensors.emplace(name, std::move(tensor));
    return result;
  }
  // As a network that learns it has variables, which begin with the values of the file.
  Program program = compile(importOnnx(path, {.train = true}), {.parallel = Parallel::none});
  program.init(0);
  for (const VariableInfo &variable : program.variables())
    result.tensors.emplace(variable.tensor.name, program.variable(variable.tensor.name).clone());
  return result;
}

/// A tensor of floats as floats of another type.
static Tensor asFloats(const Tensor &from, DType type, const std::string &where) {
  Tensor row = Tensor::over({1, from.size()}, from.dtype(), const_cast<std::byte *>(from.bytes().data()));
  Tensor to({1, from.size()}, type);
  const std::int64_t first = 0;
  convertRows(row, std::span(&first, 1), {"", type}, to);
  visitType(from.dtype(), [&]<typename From>(From) {
    visitType(type, [&]<typename To>(To) {
      if constexpr (!std::is_integral_v<From> && !std::is_integral_v<To>)
        for (std::size_t i = 0; i < from.values<From>().size(); ++i) {
          double value = 0;
          if constexpr (std::is_same_v<From, double>)
            value = from.values<From>()[i];
          else // narrow floats become f32 alone
            value = static_cast<double>(static_cast<float>(from.values<From>()[i]));
          if (std::isfinite(value) && !std::isfinite(static_cast<float>(to.values<To>()[i])))
            throw Error(where + " has " + exact(value) + ", which " + nameOf(type) + " does not hold");
        }
    });
  });
  to.reshape(from.shape());
  return to;
}

/// As the network declares the variable. `rounded` gets those whose numbers may be others then.
static void fit(Tensor &tensor, const TensorInfo &variable, const std::string &path,
                std::vector<std::string> &rounded) {
  const std::string where = path + ": '" + variable.name + "'";
  const bool areFloats =
      infoOf(tensor.dtype()).kind == ElementKind::Float && infoOf(variable.dtype).kind == ElementKind::Float;
  if (tensor.shape() != variable.shape || (tensor.dtype() != variable.dtype && !areFloats)) {
    const Shape &shape = variable.shape;
    const bool isTransposed = tensor.rank() == 2 && tensor.shape() != shape &&
                              tensor.shape() == Shape(shape.rbegin(), shape.rend());
    throw Error(where + " is " + nameOf(tensor.dtype()) + " " + toString(tensor.shape()) +
                ", but the network's variable is " + nameOf(variable.dtype) + " " + toString(shape) +
                (isTransposed ? "; --transpose '" + variable.name +
                                    "' transposes it: PyTorch's Linear has [out, in], for one"
                              : ""));
  }
  if (tensor.dtype() == variable.dtype)
    return;
  const bool isWidened = byteWidth(tensor.dtype()) < byteWidth(variable.dtype);
  if (!isWidened)
    rounded.push_back(variable.name);
  tensor = asFloats(tensor, variable.dtype, where);
}

Weights readWeightFile(const std::string &path, const WeightChanges &changes,
                       const std::vector<VariableInfo> &variables) {
  Weights given = weightsIn(path);
  changes.apply(given);
  std::map<std::string, const TensorInfo *, std::less<>> declared;
  for (const VariableInfo &variable : variables)
    declared.emplace(variable.tensor.name, &variable.tensor);
  std::vector<std::string> unused, rounded;
  for (auto at = given.tensors.begin(); at != given.tensors.end();)
    if (const auto variable = declared.find(at->first); variable != declared.end()) {
      fit(at->second, *variable->second, path, rounded);
      ++at;
    } else {
      unused.push_back(at->first);
      at = given.tensors.erase(at);
    }
  if (given.tensors.empty() && given.others.empty() && !variables.empty())
    throw Error(path + ": no tensor has the name of a variable; there are " + shortList(unused) +
                ", and the network has " + variables.front().tensor.name +
                (variables.size() > 1 ? ", …" : "") + ": --rename PATTERN=NEW");
  if (!unused.empty())
    std::cerr << "dlc: note: " << path << " has " << unused.size()
              << " tensors that are no variables of the network: " << shortList(unused) << '\n';
  if (!rounded.empty())
    std::cerr << "dlc: note: " << path << ": " << rounded.size()
              << " tensors are rounded to the network's types: " << shortList(rounded) << '\n';
  return given;
}

} // namespace dlc
