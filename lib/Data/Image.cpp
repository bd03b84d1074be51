// PNG through libpng's simplified interface, encoded in memory so that the file is written in one go.
#include "Data/Image.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <png.h>

namespace dlc {
namespace {

/// Of libpng's own default; larger images would be refused by it with a less clear message.
constexpr std::int64_t longestSide = 1000000;

std::uint8_t quantise(float value) {
  // The comparison is false for NaN.
  return value > 0 ? static_cast<std::uint8_t>(std::lround(std::min(value, 1.0f) * 255)) : 0;
}

} // namespace

Bytes encodePng(const Tensor &pixels, const std::string &name) {
  const bool isColour = pixels.rank() == 3 && pixels.dim(2) == 3;
  if (pixels.dtype() != DType::u8 || (pixels.rank() != 2 && !isColour))
    throw Error(name + ": an image is u8 [height, width] or [height, width, 3], this tensor is " +
                nameOf(pixels.dtype()) + " " + toString(pixels.shape()));
  const std::int64_t height = pixels.dim(0), width = pixels.dim(1);
  if (height < 1 || width < 1 || height > longestSide || width > longestSide)
    throw Error(name + ": an image has sides of 1 to " + std::to_string(longestSide) +
                " pixels, this one is " + toString(pixels.shape()));

  png_image image;
  std::memset(&image, 0, sizeof(image));
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = isColour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  const std::uint8_t *source = pixels.values<std::uint8_t>().data();
  png_alloc_size_t size = 0;
  Bytes encoded;
  // The first call, without memory, tells the size.
  if (png_image_write_get_memory_size(image, size, 0, source, 0, nullptr)) {
    encoded.resize(size);
    if (png_image_write_to_memory(&image, encoded.data(), &size, 0, source, 0, nullptr)) {
      encoded.resize(size);
      return encoded;
    }
  }
  throw Error(name + ": libpng could not encode the image: " + image.message);
}

void writePng(const std::string &path, const Tensor &pixels) { writeFile(path, encodePng(pixels, path)); }

Tensor imageGrid(const Tensor &images, std::int64_t columns, const std::string &name) {
  const bool hasChannels = images.rank() == 4 && (images.dim(1) == 1 || images.dim(1) == 3);
  if (images.dtype() != DType::f32 || (images.rank() != 3 && !hasChannels) || images.empty())
    throw Error(
        name +
        ": images are f32 [N, height, width], [N, 1, height, width] or in colour [N, 3, height, width], at "
        "least one; this is " +
        nameOf(images.dtype()) + " " + toString(images.shape()));
  const std::int64_t count = images.dim(0), channels = hasChannels ? images.dim(1) : 1;
  const std::int64_t height = images.dim(images.rank() - 2), width = images.dim(images.rank() - 1);
  if (columns <= 0)
    columns = static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(count))));
  columns = std::min(columns, count);
  const std::int64_t rows = (count + columns - 1) / columns;

  const std::int64_t gridHeight = rows * (height + 1) - 1, gridWidth = columns * (width + 1) - 1;
  Tensor grid(channels == 3 ? Shape{gridHeight, gridWidth, 3} : Shape{gridHeight, gridWidth}, DType::u8);
  const auto source = images.values<float>();
  const auto target = grid.values<std::uint8_t>();
  std::size_t at = 0;
  for (std::int64_t n = 0; n < count; ++n)
    for (std::int64_t c = 0; c < channels; ++c)
      for (std::int64_t y = 0; y < height; ++y)
        for (std::int64_t x = 0; x < width; ++x) {
          const std::int64_t row = n / columns * (height + 1) + y, column = n % columns * (width + 1) + x;
          target[static_cast<std::size_t>((row * gridWidth + column) * channels + c)] =
              quantise(source[at++]);
        }
  return grid;
}

Tensor enlarged(const Tensor &pixels, std::int64_t scale) {
  Shape shape = pixels.shape();
  const auto height = static_cast<std::size_t>(shape[0]), width = static_cast<std::size_t>(shape[1]);
  const auto channels = shape.size() == 3 ? static_cast<std::size_t>(shape[2]) : 1;
  const auto times = static_cast<std::size_t>(scale);
  shape[0] *= scale;
  shape[1] *= scale;
  Tensor result(shape, DType::u8);
  const auto source = pixels.values<std::uint8_t>();
  std::uint8_t *to = result.values<std::uint8_t>().data();
  for (std::size_t y = 0; y < height * times; ++y)
    for (std::size_t x = 0; x < width * times; ++x, to += channels)
      std::memcpy(to, &source[(y / times * width + x / times) * channels], channels);
  return result;
}

std::int64_t usualScale(const Tensor &images, const Tensor &grid) {
  constexpr std::int64_t wanted = 112, most = 2000;
  const std::int64_t rank = images.rank();
  if (images.dim(0) == 1)
    return 1;
  return std::max<std::int64_t>(1, std::min(wanted / std::max(images.dim(rank - 1), images.dim(rank - 2)),
                                            most / std::max(grid.dim(0), grid.dim(1))));
}

void writeImageGrid(const std::string &path, const Tensor &images, std::int64_t columns, std::int64_t scale) {
  const Tensor grid = imageGrid(images, columns, path);
  writePng(path, enlarged(grid, scale > 0 ? scale : usualScale(images, grid)));
}

} // namespace dlc
