#include "Values.h"
#include "Charts.h"
#include "Suggest.h"
#include "Verbs.h"

#include "Data/Image.h"
#include "Data/ImageFile.h"
#include "Data/Literal.h"
#include "Data/Npy.h"

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>

namespace dlc {

bool NamedValue::isFile() const { return text.ends_with(".npy") || isImage(); }

bool NamedValue::isImage() const { return hasImageName(text); }

std::vector<NamedValue> parseNamedValues(const std::vector<std::string> &pairs, const char *option) {
  std::vector<NamedValue> result;
  for (const std::string &pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size())
      throw UsageError(
          std::string(option) +
          " wants NAME=FILE.npy, NAME=FILE.png, NAME=FILE.jpg or NAME=VALUE, such as 2.5 or [1, 2], not '" +
          pair + "'");
    const std::string name = pair.substr(0, equals);
    if (std::ranges::count(result, name, &NamedValue::name))
      throw UsageError(std::string(option) + ": '" + name + "' is given twice");
    result.push_back({name, pair.substr(equals + 1)});
  }
  return result;
}

std::vector<NamedFile> parseNamedFiles(const std::vector<std::string> &pairs, const char *option) {
  std::vector<NamedFile> result;
  for (const std::string &pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size())
      throw UsageError(std::string(option) + " wants NAME=FILE.npy, NAME=FILE.png or NAME=FILE.txt, not '" +
                       pair + "'");
    result.push_back({pair.substr(0, equals), pair.substr(equals + 1)});
    if (const std::string &file = result.back().file;
        !file.ends_with(".npy") && !file.ends_with(".png") && !file.ends_with(".txt") && !isChart(file))
      throw UsageError(std::string(option) + " " + pair +
                       ": arrays are .npy files, images .png files, texts .txt files, charts .svg files");
  }
  return result;
}

/// Whether .npy has no name for a type; its numbers go in and out as f32.
static bool isForeignToNpy(DType type) { return *infoOf(type).npy == 0; }

/// Whether integers of one type are all integers of another, larger one.
static bool holdsAllOf(DType type, DType other) {
  return visitType(type, [&]<typename To>(To) {
    return visitType(other, [&]<typename From>(From) {
      if constexpr (std::is_integral_v<To> && std::is_integral_v<From> && !std::is_same_v<From, bool> &&
                    !std::is_same_v<To, bool> && !std::is_same_v<To, From>)
        return std::in_range<To>(std::numeric_limits<From>::min()) &&
               std::in_range<To>(std::numeric_limits<From>::max());
      else
        return false;
    });
  });
}

/// Integers in a type that holds them all.
static Tensor withType(const Tensor &tensor, DType type) {
  Tensor result(tensor.shape(), type);
  visitType(type, [&]<typename To>(To) {
    visitType(tensor.dtype(), [&]<typename From>(From) {
      if constexpr (std::is_integral_v<To> && std::is_integral_v<From>)
        std::ranges::transform(tensor.values<From>(), result.values<To>().begin(),
                               [](From value) { return static_cast<To>(value); });
    });
  });
  return result;
}

static Tensor narrowed(const Tensor &tensor, DType type) {
  Tensor result(tensor.shape(), type);
  visitType(type, [&]<typename T>(T) {
    std::ranges::transform(tensor.values<float>(), result.values<T>().begin(),
                           [](float value) { return static_cast<T>(value); });
  });
  return result;
}

static Tensor widened(const Tensor &tensor) {
  Tensor result(tensor.shape(), DType::f32);
  visitType(tensor.dtype(), [&]<typename T>(T) {
    std::ranges::transform(tensor.values<T>(), result.values<float>().begin(),
                           [](T value) { return static_cast<float>(value); });
  });
  return result;
}

/// An image as an input declares it, [height, width], [channels, height, width] or a batch of one of these:
/// fitted to its size, and bytes or, of floats, 0 … 1.
static Tensor readImageValue(const std::string &file, const TensorInfo &declared, const std::string &where) {
  Shape shape = declared.shape;
  const std::size_t rank = shape.size();
  const std::int64_t channels = rank >= 3 ? shape[rank - 3] : 1;
  const bool isOne = std::ranges::all_of(
      shape.begin(), shape.end() - static_cast<std::ptrdiff_t>(std::min<std::size_t>(rank, 3)),
      [](std::int64_t size) { return size == 1 || size < 0; });
  const bool isFloat = infoOf(declared.dtype).kind == ElementKind::Float;
  if (rank < 2 || rank > 4 || !isOne || (channels != 1 && channels != 3 && channels != batchDimension) ||
      (!isFloat && declared.dtype != DType::u8))
    throw Error(
        where +
        ": an image is u8 or of floats, [height, width] or [1 or 3 channels, height, width], and what "
        "is declared is " +
        toString(declared));
  Tensor image = readImage(file, channels == 3 ? 3 : 1);
  if (shape[rank - 2] > 0 && shape[rank - 1] > 0)
    image = fitImage(image, shape[rank - 2], shape[rank - 1]);
  shape[rank - 2] = image.dim(0);
  shape[rank - 1] = image.dim(1);
  for (std::int64_t &size : shape)
    size = std::max<std::int64_t>(size, 1);
  Tensor planes(shape, DType::u8);
  copyToPlanes(image, planes.values<std::uint8_t>(), image.dim(2));
  if (!isFloat)
    return planes;
  Tensor result(shape, declared.dtype);
  visitType(declared.dtype, [&]<typename T>(T) {
    if constexpr (!std::is_integral_v<T>)
      std::ranges::transform(
          planes.values<std::uint8_t>(), result.values<T>().begin(),
          [](std::uint8_t pixel) { return static_cast<T>(static_cast<float>(pixel) / 255); });
  });
  return result;
}

Tensor readValue(const NamedValue &value, const TensorInfo &declared, const char *option) {
  const std::string where = std::string(option) + " " + value.name + "=" + value.text;
  if (value.isImage())
    return readImageValue(value.text, declared, where);
  if (value.isFile()) {
    Tensor tensor = readNpy(value.text);
    if (isForeignToNpy(declared.dtype) && tensor.dtype() == DType::f32)
      return narrowed(tensor, declared.dtype);
    if (holdsAllOf(declared.dtype, tensor.dtype()))
      return withType(tensor, declared.dtype);
    return tensor;
  }
  const Tensor tensor = [&] {
    try {
      return parseLiteral(value.text, declared.dtype);
    } catch (const Error &error) {
      throw Error(where + ": " + error.what() + "; arrays in files are .npy");
    }
  }();
  if (tensor.rank() != declared.shape.size())
    throw Error(where + ": the value is " + toString(tensor.shape()) + ", but what is declared is " +
                toString(declared) + ": one pair of brackets for each dimension");
  return tensor.clone();
}

const TensorInfo &findDeclared(const std::string &name, const std::vector<TensorInfo> &declared,
                               const std::string &where) {
  std::vector<std::string> known;
  std::string all;
  for (const TensorInfo &info : declared) {
    if (info.name == name)
      return info;
    known.push_back(info.name);
    all += (all.empty() ? "" : ", ") + toString(info);
  }
  throw Error(where + " '" + name + "'; there is " + (all.empty() ? "none" : all) + suggestion(name, known));
}

namespace {

/// Calls `use` with each element: a double, or of what is no float an integer of 64 bits.
template <typename Use> void forEachElement(const Tensor &tensor, Use use) {
  visitType(tensor.dtype(), [&]<typename T>(T) {
    for (const T value : tensor.values<T>())
      if constexpr (std::is_same_v<T, std::uint64_t>)
        use(value);
      else if constexpr (std::is_integral_v<T>)
        use(static_cast<std::int64_t>(value));
      else if constexpr (!std::is_arithmetic_v<T>) // narrow floats are known to f32 alone
        use(static_cast<double>(static_cast<float>(value)));
      else
        use(static_cast<double>(value));
  });
}

std::string text(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), " %9.5g", value);
  return text;
}
template <std::integral T> std::string text(T value) {
  const std::string digits = std::to_string(value);
  return std::string(1 + 9 - std::min<std::size_t>(digits.size(), 9), ' ') + digits;
}

/// The double that a float's shortest decimal text stands for: JSON then shows that text, which reads back as
/// the float.
double decimal(float value) {
  char text[32];
  double result = value; // inf and NaN have no such text
  std::from_chars(text, std::to_chars(text, text + sizeof(text), value).ptr, result);
  return result;
}

} // namespace

void printTensorJson(const std::string &name, const Tensor &tensor) {
  nlohmann::ordered_json object;
  object["name"] = name;
  object["dtype"] = nameOf(tensor.dtype());
  object["shape"] = tensor.shape();
  auto values = nlohmann::ordered_json::array();
  forEachElement(tensor, [&](auto value) {
    if (tensor.dtype() == DType::f32)
      values.push_back(decimal(static_cast<float>(value)));
    else
      values.push_back(value);
  });
  object["values"] = std::move(values);
  std::cout << object.dump() << '\n';
}

std::vector<double> firstNumbersOf(const Tensor &tensor, std::size_t most) {
  std::vector<double> numbers;
  forEachElement(tensor, [&](auto value) {
    if (numbers.size() < most)
      numbers.push_back(static_cast<double>(value));
  });
  return numbers;
}

void printTensor(const std::string &name, const Tensor &tensor) {
  const Shape &shape = tensor.shape();
  std::cout << name << "  " << nameOf(tensor.dtype()) << " " << toString(shape);
  std::vector<std::string> values;
  forEachElement(tensor, [&](auto value) { values.push_back(text(value)); });
  if (shape.empty()) {
    std::cout << ' ' << values.front() << '\n';
    return;
  }
  std::cout << '\n';
  constexpr std::size_t mostRows = 8, mostColumns = 12;
  const auto columns = static_cast<std::size_t>(std::max<std::int64_t>(shape.back(), 1));
  for (std::size_t row = 0; row * columns < values.size(); ++row) {
    if (row == mostRows) {
      std::cout << "  …\n";
      break;
    }
    for (std::size_t column = 0; column < std::min(columns, mostColumns); ++column)
      std::cout << values[row * columns + column];
    std::cout << (columns > mostColumns ? "  …\n" : "\n");
  }
}

std::optional<double> scalarOf(const Tensor &tensor) {
  std::optional<double> result;
  if (tensor.rank() == 0)
    forEachElement(tensor, [&](auto value) { result = static_cast<double>(value); });
  return result;
}

double decimalOf(const Tensor &tensor) {
  const double value = *scalarOf(tensor);
  return tensor.dtype() == DType::f32 ? decimal(static_cast<float>(value)) : value;
}

/// Tokens as the characters that they stand for.
static void writeText(const std::string &file, const Tensor &tensor,
                      const std::vector<std::string> &classes) {
  if (classes.empty())
    throw Error(file +
                ": the model has no class names, which are what tokens are written as; a model that was "
                "trained on a text has its characters");
  std::string text;
  const std::int64_t columns = tensor.rank() > 0 ? tensor.shape().back() : 1;
  std::int64_t written = 0;
  forEachElement(tensor, [&](auto value) {
    if constexpr (std::is_floating_point_v<decltype(value)>) {
      throw Error(file + ": a text is written from integers, and the result is " + nameOf(tensor.dtype()));
    } else {
      if (written > 0 && written % columns == 0)
        text += '\n';
      // A network may have more outputs than the text had characters, and now and then chooses one of those.
      const bool known =
          std::in_range<std::size_t>(value) && static_cast<std::size_t>(value) < classes.size();
      text += known ? classes[static_cast<std::size_t>(value)] : "\uFFFD";
      ++written;
    }
  });
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  if (!stream.flush())
    throw Error(file + ": cannot be written");
}

static void writeImages(const NamedFile &target, const Tensor &tensor, const GridOptions &grid) {
  const bool areImages = tensor.dtype() == DType::f32 && (tensor.rank() == 3 || tensor.rank() == 4);
  if (!areImages)
    throw Error(
        "--output " + target.name + "=" + target.file + ": a .png shows images, and '" + target.name +
        "' is " + nameOf(tensor.dtype()) + " " + toString(tensor.shape()) +
        ", not f32 [N, height, width] or [N, channels, height, width]: an .npy takes any array, and a .svg "
        "draws curves");
  writeImageGrid(target.file, tensor, grid.columns, grid.scale);
}

void writeArray(const NamedFile &target, const Tensor &tensor, const GridOptions &grid,
                const std::vector<std::string> &classes) {
  const std::string &file = target.file;
  if (isChart(file))
    writeChart(file, target.name, tensor);
  else if (file.ends_with(".png"))
    writeImages(target, tensor, grid);
  else if (file.ends_with(".txt"))
    writeText(file, tensor, classes);
  else if (isForeignToNpy(tensor.dtype()))
    writeNpy(file, widened(tensor));
  else
    writeNpy(file, tensor);
}

} // namespace dlc
