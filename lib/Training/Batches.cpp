// Learning from batches that the caller makes: what a Feed is to a Dataset, without any matching of its own.
#include "Training/KeepVariables.h"
#include "Training/Sums.h"

#include <cmath>

namespace dlc {
namespace {

bool isScalar(const TensorInfo &info) {
  return info.shape.empty() && (info.dtype == DType::f32 || info.dtype == DType::f64);
}

double scalar(const Tensor &value) {
  return value.dtype() == DType::f32 ? static_cast<double>(value.values<float>()[0])
                                     : value.values<double>()[0];
}

/// Calls one entry with batch after batch, and adds up what it returns.
class Pass {
public:
  Pass(Program &program, EntryRole role) : program(program), entry(program.entry(role)) {
    if (entry.outputs.empty() || !isScalar(entry.outputs[0]))
      throw Error("program '" + program.name() + "', entry '" + entry.name +
                  "': it should return the loss first, f32 []; it returns " +
                  (entry.outputs.empty() ? "nothing" : toString(entry.outputs[0])));
    for (const TensorInfo &input : entry.inputs)
      if (input.role == InputRole::LearningRate && isScalar(input)) {
        rateName = input.name;
        rate = Tensor({}, input.dtype);
      }
  }

  /// Returns the loss. `learningRate` is for entries that take one.
  double step(std::vector<Argument> inputs, double learningRate) {
    if (!rateName.empty()) {
      if (rate.dtype() == DType::f32)
        rate.values<float>()[0] = static_cast<float>(learningRate);
      else
        rate.values<double>()[0] = learningRate;
      inputs.emplace_back(rateName, rate);
    }
    const Outputs outputs = program.call(entry.name, inputs);
    const std::int64_t examples = examplesIn(inputs);
    std::size_t metric = 0;
    for (const Outputs::Item &output : outputs) {
      if (output.tensor.rank() != 0 ||
          (output.tensor.dtype() != DType::f32 && output.tensor.dtype() != DType::f64))
        continue;
      if (metric == sums.metrics.size())
        sums.metrics.push_back({output.name, 0});
      sums.metrics[metric++].sum += scalar(output.tensor) * static_cast<double>(examples);
    }
    sums.examples += examples;
    return scalar(outputs.begin()->tensor);
  }

  Averages averages() const { return sums.averages(); }

private:
  /// 1 for an entry without a batch.
  std::int64_t examplesIn(const std::vector<Argument> &inputs) const {
    for (const TensorInfo &info : entry.inputs)
      for (std::size_t axis = 0; axis < info.shape.size(); ++axis)
        if (info.shape[axis] == batchDimension)
          for (const Argument &input : inputs)
            if (input.name == info.name)
              return input.tensor->dim(axis);
    return 1;
  }

  Program &program;
  const EntryInfo &entry;
  std::string rateName;
  Tensor rate;
  Sums sums;
};

} // namespace

Averages trainBatches(Program &program, const BatchSource &next,
                      const std::function<double(std::int64_t)> &learningRate,
                      const std::function<bool(std::int64_t, double)> &onStep) {
  Pass pass(program, EntryRole::TrainStep);
  for (std::int64_t step = 0;; ++step) {
    std::optional<std::vector<Argument>> batch = next();
    if (!batch)
      break;
    const double loss = pass.step(*std::move(batch), learningRate(step));
    if (!std::isfinite(loss))
      throw Error("program '" + program.name() + "': the loss of step " + std::to_string(step) + " is " +
                  (std::isnan(loss) ? "NaN" : "infinite"));
    if (onStep && !onStep(step, loss))
      break;
  }
  return pass.averages();
}

Averages evaluateBatches(Program &program, const BatchSource &next) {
  KeepVariables keep(program, EntryRole::Evaluate);
  Pass pass(program, EntryRole::Evaluate);
  while (std::optional<std::vector<Argument>> batch = next())
    pass.step(*std::move(batch), 0);
  return pass.averages();
}

} // namespace dlc
