#include "Training/Feed.h"

#include "dlc/Normalization.h"

#include <algorithm>
#include <type_traits>

namespace dlc {

static std::string sourceOf(const Dataset &dataset) {
  return dataset.source.empty() ? "dataset" : dataset.source;
}

static std::string whereOf(const Program &program, const EntryInfo &entry) {
  return "entry '" + entry.name + "' of program '" + program.name() + "'";
}

Feed::Feed(Program &program, std::string_view entryName, const Dataset &dataset, FeedOptions given)
    : program(program), dataset(dataset), entry(program.entry(entryName)),
      index(program.entryIndex(entryName)), options(std::move(given)) {
  dataset.check();
  matchInputs();
  matchOutputs();
  matchNormalization();
}

void Feed::matchInputs() {
  inputs.resize(entry.inputs.size());
  for (std::size_t i = 0; i < entry.inputs.size(); ++i) {
    const TensorInfo &info = entry.inputs[i];
    if (const auto found = std::ranges::find(options.given, info.name, &Argument::name);
        found != options.given.end()) {
      if (info.isBatched())
        throw Error(whereOf(program, entry) + " takes '" + info.name +
                    "' for each example, so it is to be a column of the data: " + info.name + "=FILE.npy");
      inputs[i] = found->tensor;
      continue;
    }
    if (info.role == InputRole::LearningRate && info.shape.empty() &&
        (info.dtype == DType::f32 || info.dtype == DType::f64)) {
      learningRate = Tensor({}, info.dtype);
      inputs[i] = &learningRate;
      continue;
    }
    if (info.shape.empty() && std::ranges::count(options.scalars, info.name)) {
      inputs[i] = &scalars.emplace(info.name, Tensor({}, info.dtype)).first->second;
      continue;
    }
    if (!info.isBatched() && !info.shape.empty())
      throw Error(
          whereOf(program, entry) + " wants " + toString(info) + ", whose first dimension is the number " +
          std::to_string(info.shape[0]) +
          ": data give inputs whose first dimension is the batch, and the last batch is as small as what is "
          "left; write '?' in its place wherever the model has it, and --batch says how many (an ONNX "
          "file whose batch is 1 is read so with --dynamic-batch)");
    if (!info.isBatched())
      throw Error(whereOf(program, entry) + " wants " + toString(info) +
                  ", and data give inputs whose first dimension is the batch; a scalar is given by a plan, "
                  "such as '" +
                  entry.name + "(" + info.name + "=0.5)', and 'learning_rate' (f32 []) by --lr");
    const bool takesImages = info.dtype == DType::f32 && info.role != InputRole::Label && images == absent;
    const Column &column = columnFor(info, takesImages);
    Bound &input = bound.emplace_back(Bound{i, &column, matchShape(column, info), {column.name, info.dtype}});
    checkElements(column, info);
    // Bytes are pixels where they are many: a byte for each example is a number.
    input.how.arePixels = takesImages ? column.values.size() > dataset.size() : column.values.rank() > 2;
    if (takesImages)
      images = bound.size() - 1;
  }
  for (const std::string &scalar : options.scalars)
    if (!scalars.contains(scalar) &&
        !(learningRate.rank() == 0 && inputRoleOf(scalar) == InputRole::LearningRate))
      throw Error(whereOf(program, entry) + " has no scalar input '" + scalar + "', which the plan gives");
  if (bound.empty() && !options.mayLackData)
    throw Error(whereOf(program, entry) + " has no input for data: none has the batch as first dimension");
}

const Column &Feed::columnFor(const TensorInfo &info, bool takesImages) const {
  if (const Column *column = dataset.find(info.name))
    return *column;
  if (takesImages)
    if (const Column *column = dataset.find("images"))
      return *column;
  if (info.role == InputRole::Label)
    if (const Column *column = dataset.find("labels"))
      return *column;
  throw Error(whereOf(program, entry) + " wants " + toString(info) + ", and " + sourceOf(dataset) + " " +
              dataset.lacks(info.name) + "; --data '" + sourceOf(dataset) + "," + info.name +
              "=COLUMN' gives a column that name");
}

Shape Feed::matchShape(const Column &column, const TensorInfo &info) const {
  const Shape &given = column.values.shape();
  const auto fail = [&](const std::string &values, const std::string &wanted) {
    throw Error(sourceOf(dataset) + " has '" + column.name + "' of " +
                toString(Shape(given.begin() + 1, given.end())) + values + ", " + whereOf(program, entry) +
                " wants " + toString(info) + wanted);
  };
  Shape shape = info.shape;
  shape[0] = 1;
  // Sizes that are no numbers are those of the data, which then must have the dimensions of the input.
  const bool isDynamic = std::any_of(shape.begin(), shape.end(), [](auto size) { return size < 0; });
  if (isDynamic && given.size() != shape.size())
    fail("", "");
  for (std::size_t i = 1; i < shape.size(); ++i)
    if (shape[i] < 0)
      shape[i] = given[i];
  const std::int64_t wanted = elementCount(shape), values = column.values.size() / dataset.size();
  if (isDynamic ? !std::equal(shape.begin() + 1, shape.end(), given.begin() + 1) : wanted != values)
    fail(" with " + std::to_string(values) + " elements an example", " with " + std::to_string(wanted));
  return shape;
}

/// Whether numbers of the column can be elements of the input.
void Feed::checkElements(const Column &column, const TensorInfo &info) const {
  if (!isConvertible(column.values.dtype(), info.dtype))
    throw Error(sourceOf(dataset) + ": the column '" + column.name + "' is " + nameOf(column.values.dtype()) +
                ", and " + whereOf(program, entry) + " wants integers, " + toString(info) +
                ": give it a column of integers");
  if (const auto value = findTooLarge(column.values, info.dtype))
    throw Error(sourceOf(dataset) + ": the column '" + column.name + "' has " + *value + ", which " +
                nameOf(info.dtype) + " does not hold, and " + whereOf(program, entry) + " wants " +
                toString(info));
  if (info.role == InputRole::Label && info.dtype == DType::i64)
    checkLabels(column);
}

/// Integer labels are numbers of classes.
void Feed::checkLabels(const Column &column) const {
  const std::optional<std::int64_t> classes = program.classCount();
  visitType(column.values.dtype(), [&]<typename T>(T) {
    if constexpr (std::is_integral_v<T>) {
      const auto labels = column.values.values<T>();
      const std::size_t each = labels.size() / static_cast<std::size_t>(dataset.size());
      for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto label = static_cast<std::int64_t>(labels[i]);
        if (label < 0 || (classes && label >= *classes))
          throw Error(sourceOf(dataset) + ": the label of example " + std::to_string(i / each) + " is " +
                      std::to_string(label) + ", " +
                      (classes ? "program '" + program.name() + "' has " + std::to_string(*classes) +
                                     " classes, 0 to " + std::to_string(*classes - 1)
                               : "it must not be negative"));
      }
    }
  });
}

void Feed::matchOutputs() {
  const auto isScalar = [](const TensorInfo &info) {
    return info.shape.empty() && (info.dtype == DType::f32 || info.dtype == DType::f64);
  };
  if (options.returnsLoss && takesData() && (entry.outputs.empty() || !isScalar(entry.outputs[0])))
    throw Error(whereOf(program, entry) + " should return the loss first, f32 []; it returns " +
                (entry.outputs.empty() ? "nothing" : toString(entry.outputs[0])));
  for (std::size_t i = 0; i < entry.outputs.size(); ++i) {
    // Others come into being with the first batch.
    results.push_back(entry.outputs[i].isDynamic() ? Tensor()
                                                   : Tensor(entry.outputs[i].shape, entry.outputs[i].dtype));
    if (isScalar(entry.outputs[i]) && !std::ranges::count(options.handedOn, entry.outputs[i].name))
      metrics.push_back(i);
  }
  for (Tensor &result : results)
    outputs.push_back(&result);
}

void Feed::matchNormalization() {
  const std::vector<float> &mean = program.mean(), &deviation = program.standardDeviation();
  perChannel = std::any_of(mean.begin(), mean.end(), [&](float x) { return x != mean[0]; }) ||
               std::any_of(deviation.begin(), deviation.end(), [&](float x) { return x != deviation[0]; });
  perChannel &= images != absent;
  if (!perChannel && images != absent && !mean.empty()) {
    bound[images].how.mean = mean[0];
    bound[images].how.deviation = deviation[0];
  }
  if (!perChannel)
    return;
  const Shape &shape = bound[images].shape;
  if (shape.size() < 2 || shape[1] != static_cast<std::int64_t>(mean.size()))
    throw Error("program '" + program.name() + "' normalises " + std::to_string(mean.size()) +
                " channels, its entry '" + entry.name + "' takes " +
                toString(entry.inputs[bound[images].input]));
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

void Feed::setScalar(const std::string &name, double value) {
  Tensor &scalar = scalars.at(name);
  visitType(scalar.dtype(), [&]<typename T>(T) {
    if constexpr (std::is_arithmetic_v<T>)
      scalar.values<T>()[0] = static_cast<T>(value);
    else // narrow floats are made from f32 alone
      scalar.values<T>()[0] = static_cast<T>(static_cast<float>(value));
  });
}

LoaderOptions Feed::loaderOptions() const {
  LoaderOptions options;
  for (const Bound &input : bound)
    options.columns.push_back(input.how);
  return options;
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

void Feed::run() {
  fitOutputs();
  program.run(index, inputs, outputs);
}

void Feed::bind(Batch &batch, const std::vector<std::size_t> &places) {
  const auto tensor = [&](std::size_t i) -> Tensor & {
    return batch.columns[places.empty() ? i : places[i]];
  };
  for (std::size_t i = 0; i < bound.size(); ++i) {
    bound[i].shape[0] = static_cast<std::int64_t>(batch.examples.size());
    tensor(i).reshape(bound[i].shape);
    inputs[bound[i].input] = &tensor(i);
  }
  if (perChannel)
    normalize(tensor(images), program.mean(), program.standardDeviation());
}

double Feed::run(Batch &batch, Sums &sums, const std::vector<std::size_t> &places) {
  const auto count = static_cast<std::int64_t>(batch.examples.size());
  bind(batch, places);
  run();

  if (sums.metrics.empty())
    for (const std::string &name : metricNames())
      sums.metrics.push_back({name, 0});
  for (std::size_t i = 0; i < metrics.size(); ++i)
    sums.metrics[i].sum += scalar(metrics[i]) * static_cast<double>(count);
  sums.examples += count;
  return options.returnsLoss ? scalar(0) : 0;
}

} // namespace dlc
