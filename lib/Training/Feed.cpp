#include "Training/Feed.h"

#include <algorithm>
#include <cmath>

namespace dlc {

static std::string listInputs(const EntryInfo &entry) {
  std::string text;
  for (const TensorInfo &info : entry.inputs)
    text += (text.empty() ? "" : ", ") + toString(info);
  return text.empty() ? "nothing" : text;
}

static std::string sourceOf(const Dataset &dataset) {
  return dataset.source.empty() ? "dataset" : dataset.source;
}

static std::string whereOf(const Program &program, const EntryInfo &entry) {
  return "entry '" + entry.name + "' of program '" + program.name() + "'";
}

Feed::Feed(Program &program, EntryRole role, const Dataset &dataset)
    : program(program), dataset(dataset), entry(program.entry(role)), index(program.entryIndex(role)) {
  // The loader speaks about other faults of the pictures, but needs to be able to count them.
  if (dataset.images.rank() < 1 || dataset.size() == 0)
    throw Error(sourceOf(dataset) + ": there are no examples");
  matchInputs();
  matchOutputs();
  matchNormalization();
}

void Feed::matchInputs() {
  inputs.resize(entry.inputs.size());
  for (std::size_t i = 0; i < entry.inputs.size(); ++i) {
    const TensorInfo &info = entry.inputs[i];
    if (info.dtype == DType::f32 && info.isBatched() && imagePlace == absent) {
      matchImages(info);
      imagePlace = i;
    } else if (info.role == InputRole::Label && info.dtype == DType::i64 &&
               info.shape == Shape{batchDimension}) {
      checkLabels(info);
      labelPlace = i;
    } else if (info.role == InputRole::LearningRate && info.shape.empty() &&
               (info.dtype == DType::f32 || info.dtype == DType::f64)) {
      learningRate = Tensor({}, info.dtype);
      inputs[i] = &learningRate;
    } else {
      throw Error(whereOf(program, entry) + " wants " + toString(info) +
                  ", and a dataset gives pictures (the first f32 input with a batch), 'label' (i64 [batch]) "
                  "and 'learning_rate' (f32 [])");
    }
  }
  if (imagePlace == absent)
    throw Error(whereOf(program, entry) + " has no input for pictures (f32 with a batch); it takes " +
                listInputs(entry));
}

void Feed::matchImages(const TensorInfo &info) {
  const Shape &given = dataset.images.shape();
  const auto fail = [&](const std::string &values, const std::string &wanted) {
    throw Error(sourceOf(dataset) + " has pictures " + toString(Shape(given.begin() + 1, given.end())) +
                values + ", " + whereOf(program, entry) + " wants " + toString(info) + wanted);
  };
  imageShape = info.shape;
  imageShape[0] = 1;
  // Sizes that are no numbers are those of the data, which then must have the dimensions of the input.
  const bool isDynamic =
      std::any_of(imageShape.begin(), imageShape.end(), [](auto size) { return size < 0; });
  if (isDynamic && given.size() != imageShape.size())
    fail("", "");
  for (std::size_t i = 1; i < imageShape.size(); ++i)
    if (imageShape[i] < 0)
      imageShape[i] = given[i];
  const std::int64_t wanted = elementCount(imageShape), values = dataset.images.size() / dataset.size();
  if (isDynamic ? !std::equal(imageShape.begin() + 1, imageShape.end(), given.begin() + 1) : wanted != values)
    fail(" of " + std::to_string(values) + " values", " of " + std::to_string(wanted));
}

std::optional<std::int64_t> classCount(const std::vector<EntryInfo> &entries,
                                       const std::vector<std::string> &classNames) {
  for (const EntryInfo &entry : entries)
    if (entry.role == EntryRole::Predict)
      for (const TensorInfo &output : entry.outputs)
        // A single unit answers yes or no, or with a number: it does not say how many labels there are.
        if (output.isBatched() && output.shape.size() == 2 && output.shape[1] > 1)
          return output.shape[1];
  if (!classNames.empty())
    return static_cast<std::int64_t>(classNames.size());
  return std::nullopt;
}

void Feed::checkLabels(const TensorInfo &info) const {
  if (!dataset.labels)
    throw Error(sourceOf(dataset) + " has no labels, " + whereOf(program, entry) + " wants " +
                toString(info));
  if (dataset.labels->dtype() != DType::i64 || dataset.labels->shape() != Shape{dataset.size()})
    throw Error(sourceOf(dataset) + ": labels are " + nameOf(dataset.labels->dtype()) + " " +
                toString(dataset.labels->shape()) + ", they should be i64 [" +
                std::to_string(dataset.size()) + "]");
  const std::optional<std::int64_t> classes = classCount(program.entries(), program.classNames());
  const auto labels = dataset.labels->values<std::int64_t>();
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] < 0 || (classes && labels[i] >= *classes))
      throw Error(sourceOf(dataset) + ": the label of example " + std::to_string(i) + " is " +
                  std::to_string(labels[i]) + ", " +
                  (classes ? "program '" + program.name() + "' has " + std::to_string(*classes) +
                                 " classes, 0 to " + std::to_string(*classes - 1)
                           : "it must not be negative"));
}

void Feed::matchOutputs() {
  const auto isScalar = [](const TensorInfo &info) {
    return info.shape.empty() && (info.dtype == DType::f32 || info.dtype == DType::f64);
  };
  if (entry.outputs.empty() || !isScalar(entry.outputs[0]))
    throw Error(whereOf(program, entry) + " should return the loss first, f32 []; it returns " +
                (entry.outputs.empty() ? "nothing" : toString(entry.outputs[0])));
  for (std::size_t i = 0; i < entry.outputs.size(); ++i) {
    // Others come into being with the first batch.
    results.push_back(entry.outputs[i].isDynamic() ? Tensor()
                                                   : Tensor(entry.outputs[i].shape, entry.outputs[i].dtype));
    if (isScalar(entry.outputs[i]))
      metrics.push_back(i);
  }
  for (Tensor &result : results)
    outputs.push_back(&result);
}

void Feed::matchNormalization() {
  const std::vector<float> &mean = program.mean(), &deviation = program.standardDeviation();
  perChannel = std::any_of(mean.begin(), mean.end(), [&](float x) { return x != mean[0]; }) ||
               std::any_of(deviation.begin(), deviation.end(), [&](float x) { return x != deviation[0]; });
  if (perChannel && (imageShape.size() < 2 || imageShape[1] != static_cast<std::int64_t>(mean.size())))
    throw Error("program '" + program.name() + "' normalises " + std::to_string(mean.size()) +
                " channels, its entry '" + entry.name + "' takes " + toString(entry.inputs[imagePlace]));
}

std::vector<std::string> Feed::metricNames() const {
  std::vector<std::string> names;
  for (std::size_t output : metrics)
    names.push_back(entry.outputs[output].name);
  return names;
}

void Feed::setLearningRate(double rate) {
  if (learningRate.rank() != 0)
    return;
  if (learningRate.dtype() == DType::f32)
    learningRate.values<float>()[0] = static_cast<float>(rate);
  else
    learningRate.values<double>()[0] = rate;
}

LoaderOptions Feed::loaderOptions() const {
  LoaderOptions options;
  if (!perChannel && !program.mean().empty()) {
    options.mean = program.mean()[0];
    options.deviation = program.standardDeviation()[0];
  }
  return options;
}

void Feed::normalizeChannels(Tensor &images) const {
  const std::size_t channels = program.mean().size();
  const auto values = images.values<float>();
  const std::size_t plane = values.size() / (static_cast<std::size_t>(images.shape()[0]) * channels);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t channel = i / plane % channels;
    values[i] = (values[i] - program.mean()[channel]) / program.standardDeviation()[channel];
  }
}

double Feed::scalar(std::size_t output) const {
  const Tensor &result = results[output];
  return result.dtype() == DType::f32 ? static_cast<double>(result.values<float>()[0])
                                      : result.values<double>()[0];
}

std::vector<Argument> Feed::arguments() const {
  std::vector<Argument> result;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    result.emplace_back(entry.inputs[i].name, *inputs[i]);
  return result;
}

/// Gives outputs the shapes that they have with these inputs.
void Feed::fitOutputs() {
  if (std::none_of(entry.outputs.begin(), entry.outputs.end(),
                   [](const TensorInfo &info) { return info.isDynamic(); }))
    return;
  const Sizes sizes = program.sizesOf(index, inputs);
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!entry.outputs[i].isDynamic())
      continue;
    Shape shape = program.shapeOf(index, entry.outputs[i], sizes);
    if (results[i].shape() != shape || results[i].dtype() != entry.outputs[i].dtype)
      results[i] = Tensor(std::move(shape), entry.outputs[i].dtype);
  }
}

double Feed::run(Batch &batch, Sums &sums) {
  const auto count = static_cast<std::int64_t>(batch.examples.size());
  imageShape[0] = count;
  batch.images.reshape(imageShape);
  if (perChannel)
    normalizeChannels(batch.images);
  inputs[imagePlace] = &batch.images;
  if (labelPlace != absent)
    inputs[labelPlace] = &*batch.labels;
  fitOutputs();
  program.run(index, inputs, outputs);

  if (sums.metrics.empty())
    for (const std::string &name : metricNames())
      sums.metrics.push_back({name, 0});
  for (std::size_t i = 0; i < metrics.size(); ++i)
    sums.metrics[i].sum += scalar(metrics[i]) * static_cast<double>(count);
  sums.examples += count;
  return scalar(0);
}

} // namespace dlc
