// The section of trained variables.
#include "Data/Image.h"
#include "Report/Html.h"
#include "Report/Layers.h"
#include "Report/Report.h"

#include <algorithm>
#include <cmath>

namespace dlc {
namespace {

struct ImageSize {
  std::int64_t channels = 1, height = 0, width = 0;
  std::int64_t elements() const { return channels * height * width; }
};

/// Of an input with a row for each image: a square, if its name says that it is one.
std::optional<ImageSize> squareOf(const TensorInfo &input) {
  if (input.shape.size() != 2 || (input.name != "image" && input.name != "images"))
    return std::nullopt;
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(input.shape[1])));
  if (side < 2 || side * side != input.shape[1])
    return std::nullopt;
  return ImageSize{1, side, side};
}

/// The images that one of the entries takes, grey or in colour; nothing if none does.
std::optional<ImageSize> imageSize(const std::vector<EntryInfo> &entries) {
  std::optional<ImageSize> square;
  for (const EntryInfo &entry : entries)
    for (const TensorInfo &input : entry.inputs) {
      const Shape &shape = input.shape;
      if (!input.isBatched())
        continue;
      if ((shape.size() == 3 || (shape.size() == 4 && (shape[1] == 1 || shape[1] == 3))) &&
          shape.back() > 1 && shape[shape.size() - 2] > 1)
        return ImageSize{shape.size() == 4 ? shape[1] : 1, shape[shape.size() - 2], shape.back()};
      if (!square)
        square = squareOf(input);
    }
  return square;
}

/// At most 64 of the images that a variable consists of, each on a scale of its own on which grey is 0.
std::optional<Tensor> asImages(const Tensor &tensor, const std::optional<ImageSize> &size) {
  const Shape &shape = tensor.shape();
  std::int64_t count = 0, channels = 1, height = 0, width = 0;
  bool isTransposed = false;
  if (shape.size() == 4 && (shape[1] == 1 || shape[1] == 3) && shape[2] >= 3 && shape[3] >= 3) {
    count = shape[0], channels = shape[1], height = shape[2], width = shape[3];
  } else if (shape.size() == 2 && size) {
    channels = size->channels, height = size->height, width = size->width;
    isTransposed = shape[0] == size->elements();
    if (!isTransposed && shape[1] != size->elements())
      return std::nullopt;
    count = isTransposed ? shape[1] : shape[0];
  } else {
    return std::nullopt;
  }
  const std::vector<double> numbers = numbersOf(tensor);
  const std::int64_t shown = std::min<std::int64_t>(count, 64), each = channels * height * width;
  Tensor images({shown, channels, height, width}, DType::f32);
  const auto target = images.values<float>();
  for (std::int64_t n = 0; n < shown; ++n) {
    const auto at = [&](std::int64_t i) {
      return numbers[static_cast<std::size_t>(isTransposed ? i * count + n : n * each + i)];
    };
    double largest = 1e-30;
    for (std::int64_t i = 0; i < each; ++i)
      largest = std::max(largest, std::abs(at(i)));
    for (std::int64_t i = 0; i < each; ++i)
      target[static_cast<std::size_t>(n * each + i)] = static_cast<float>(0.5 + 0.5 * at(i) / largest);
  }
  return images;
}

/// Any other tensor as one image: the rows of its first dimension, on one scale.
Tensor asMatrix(const Tensor &tensor) {
  const std::vector<double> numbers = numbersOf(tensor);
  const std::int64_t rows = tensor.rank() > 1 ? tensor.dim(0) : 1;
  const std::int64_t columns = tensor.size() / rows;
  double largest = 1e-30;
  for (const double number : numbers)
    largest = std::max(largest, std::abs(number));
  Tensor image({1, 1, rows, columns}, DType::f32);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    image.values<float>()[i] = static_cast<float>(0.5 + 0.5 * numbers[i] / largest);
  return image;
}

} // namespace

Tensor pictureOf(const Tensor &tensor, const std::vector<EntryInfo> &entries, const std::string &name) {
  if (tensor.empty())
    throw Error("'" + name + "' has no elements to show");
  if (const std::optional<Tensor> images = asImages(tensor, imageSize(entries)))
    return imageGrid(*images, 0, name);
  return imageGrid(asMatrix(tensor), 0, name);
}

void Report::addWeights(const Program &program) {
  std::vector<NamedDistribution> rows;
  std::string images;
  const auto size = imageSize(program.entries());
  for (const VariableInfo &variable : program.variables()) {
    const std::string &name = variable.tensor.name;
    if (variable.role != VariableRole::Parameter || variable.isRandomState || !program.hasValue(name))
      continue;
    const Tensor &value = program.variable(name);
    if (value.empty())
      continue;
    rows.push_back({name, value.shape(), Distribution(numbersOf(value))});
    if (const std::optional<Tensor> pictures = asImages(value, size)) {
      const Tensor grid = imageGrid(*pictures, 0, name);
      const std::int64_t scale = std::max<std::int64_t>(1, 320 / grid.dim(1));
      const std::int64_t shown = pictures->dim(0), all = value.size() / (pictures->size() / shown);
      images += "<figure>" + image(grid, scale, name) + "<figcaption>" + escaped(name) +
                (shown < all ? ", the first " + std::to_string(shown) + " of " + std::to_string(all) : "") +
                "</figcaption></figure>\n";
    }
  }
  if (rows.empty())
    return;
  addSection("Weights", distributionTable("variable", rows) +
                            (images.empty() ? ""
                                            : "<h3>As images; grey is 0</h3>\n<div class=\"images\">\n" +
                                                  images + "</div>\n"));
}

} // namespace dlc
