// Inputs are made up: small positive numbers that differ, and labels and tokens that every model has.
#include "API/Selftest.h"

#include "dlc/program.h"

#include <cstring>
#include <optional>

namespace dlc {
namespace {

template <typename T> void fill(Tensor &tensor, auto valueOf) {
  for (std::size_t i = 0; auto &&value : tensor.values<T>())
    value = static_cast<T>(valueOf(i++));
}

Tensor makeInput(const TensorInfo &info, Shape shape) {
  Tensor tensor(std::move(shape), info.dtype);
  const auto fraction = [&](std::size_t i) {
    return info.role == InputRole::LearningRate ? 0.01F : static_cast<float>(i * 7 % 256 + 1) / 256;
  };
  const auto bit = [](std::size_t i) { return i % 2; };
  visitType(info.dtype, [&]<typename T>(T) {
    if (infoOf(info.dtype).kind == ElementKind::Float)
      fill<T>(tensor, fraction);
    else
      fill<T>(tensor, bit);
  });
  return tensor;
}

/// Sizes that the entry point takes: few examples, and of the others the first that is tried and not refused.
Sizes chooseSizes(const Program &program, std::size_t index, std::int64_t batch) {
  const EntryInfo &info = program.entries()[index];
  std::string refusal;
  for (std::int64_t other : {8, 16, 32, 64, 224, 1}) {
    Sizes sizes(batch);
    for (std::size_t i = 1; i < info.sizes.size(); ++i)
      sizes.set(info.sizes[i], other);
    try {
      for (const std::vector<TensorInfo> *tensors : {&info.inputs, &info.outputs})
        for (const TensorInfo &tensor : *tensors)
          program.shapeOf(index, tensor, sizes);
      return sizes;
    } catch (const Error &error) {
      refusal = error.what();
    }
  }
  throw Error("no self-test: the function '" + info.name +
              "' takes none of the sizes that are tried: " + refusal + "; give sizes numbers (--size)");
}

std::vector<std::byte> copyOf(const Tensor &tensor) { return {tensor.bytes().begin(), tensor.bytes().end()}; }

ManifestCall call(Program &program, std::size_t index, std::int64_t batch) {
  const EntryInfo &info = program.entries()[index];
  const Sizes sizes = chooseSizes(program, index, batch);
  ManifestCall result{static_cast<int32_t>(index), {}, {}, 0};
  for (const std::string &name : info.sizes)
    result.sizes.push_back(sizes[name]);
  std::vector<Tensor> tensors; // as many as there are inputs and outputs, which point into it
  tensors.reserve(info.inputs.size() + info.outputs.size());
  std::vector<const Tensor *> inputs;
  std::vector<Tensor *> outputs;
  for (const TensorInfo &input : info.inputs)
    inputs.push_back(&tensors.emplace_back(makeInput(input, program.shapeOf(index, input, sizes))));
  for (const TensorInfo &output : info.outputs) {
    outputs.push_back(&tensors.emplace_back(program.shapeOf(index, output, sizes), output.dtype));
    const std::uint64_t bytes = outputs.back()->bytes().size();
    result.resultBytes += (bytes + DLC_ARENA_ALIGNMENT - 1) / DLC_ARENA_ALIGNMENT * DLC_ARENA_ALIGNMENT;
  }
  program.run(index, inputs, outputs, sizes);
  for (const Tensor &tensor : tensors)
    result.arguments.push_back(copyOf(tensor));
  return result;
}

} // namespace

ManifestSelftest makeSelftest(Program program, const Manifest &manifest) {
  ManifestSelftest test;
  for (const ManifestVariable &variable : manifest.variables)
    if (!variable.initial.empty()) {
      Tensor value(variable.tensor.shape, variable.tensor.type);
      std::memcpy(value.bytes().data(), variable.initial.data(), variable.initial.size());
      program.setVariable(variable.tensor.name, value);
    } else if (variable.role != ModelSegment::Role::Optimizer &&
               byteCount(variable.tensor.shape, variable.tensor.type) != 0) {
      test.initialises = true;
    }
  if (test.initialises)
    program.init(1);
  for (std::size_t i = 0; i < program.entries().size(); ++i)
    if (const EntryRole role = program.entries()[i].role;
        role != EntryRole::Init && role != EntryRole::ResetOptimizer)
      test.calls.push_back(call(program, i, manifest.freestanding ? 1 : 2));
  return test;
}

} // namespace dlc
