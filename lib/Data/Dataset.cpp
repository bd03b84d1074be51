// Finds a dataset's files, brings labels to i64, and checks that images, labels and classes agree.
#include "dlc/Dataset.h"

#include "Data/Idx.h"
#include "Data/Npy.h"

#include <algorithm>
#include <filesystem>

namespace dlc {
namespace {

const char *const fashionFolder = "/usr/share/datasets/fashion-mnist";
const char *const fashionClasses[] = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                      "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};

struct Spec {
  std::string name;
  bool isTest = false, namesSplit = false;
};

Spec parseSpec(const std::string &text) {
  for (const std::string suffix : {":train", ":test"})
    if (text.ends_with(suffix))
      return {text.substr(0, text.size() - suffix.size()), suffix == ":test", true};
  return {text};
}

/// The file under its plain name or with .gz; nothing if there is neither.
std::optional<std::string> findFile(const std::string &folder, const std::string &name) {
  for (const char *ending : {"", ".gz"})
    if (std::string path = folder + "/" + name + ending; std::filesystem::exists(path))
      return path;
  return std::nullopt;
}

template <typename T> void widen(const Tensor &from, Tensor &to) {
  const auto source = from.values<T>();
  const auto target = to.values<std::int64_t>();
  for (std::size_t i = 0; i < source.size(); ++i)
    target[i] = source[i];
}

Tensor toLabels(const Tensor &read, const std::string &source) {
  if (read.rank() != 1)
    throw Error(source + ": labels have rank 1, these have shape " + toString(read.shape()));
  Tensor labels(read.shape(), DType::i64);
  switch (read.dtype()) {
  case DType::u8:
    widen<std::uint8_t>(read, labels);
    return labels;
  case DType::i8:
    widen<std::int8_t>(read, labels);
    return labels;
  case DType::i32:
    widen<std::int32_t>(read, labels);
    return labels;
  case DType::i64:
    widen<std::int64_t>(read, labels);
    return labels;
  default:
    throw Error(source + ": labels are integers, these are " + nameOf(read.dtype()));
  }
}

void checkImages(const Tensor &images, const std::string &source) {
  if (images.dtype() != DType::u8 && images.dtype() != DType::f32)
    throw Error(source + ": images are u8 or f32, these are " + nameOf(images.dtype()));
  if (images.rank() < 2)
    throw Error(source + ": images have a shape of [N, …], these have " + toString(images.shape()));
}

/// `headerBytes` and `width` turn the place of a label into a byte offset of an IDX file; 0 leaves the offset
/// out.
void checkLabels(const Tensor &labels, const std::string &source, std::optional<std::int64_t> classes,
                 std::size_t headerBytes, std::size_t width) {
  const auto values = labels.values<std::int64_t>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] >= 0 && (!classes || values[i] < *classes))
      continue;
    const std::string what =
        "label " + std::to_string(values[i]) + " of example " + std::to_string(i) +
        (classes ? " is outside the " + std::to_string(*classes) + " classes" : " is negative");
    if (headerBytes)
      failAt(source, headerBytes + i * width, what);
    throw Error(source + ": " + what);
  }
}

void checkCounts(const Dataset &dataset, const std::string &imageSource, const std::string &labelSource) {
  if (dataset.labels && dataset.labels->dim(0) != dataset.size())
    throw Error(imageSource + " has " + std::to_string(dataset.size()) + " images, but " + labelSource +
                " has " + std::to_string(dataset.labels->dim(0)) + " labels");
}

Dataset openFolder(const std::string &folder, bool isTest, bool needsLabels,
                   std::optional<std::int64_t> classes) {
  const std::string prefix = isTest ? "t10k" : "train";
  const std::string imageName = prefix + "-images-idx3-ubyte", labelName = prefix + "-labels-idx1-ubyte";
  const auto imagePath = findFile(folder, imageName), labelPath = findFile(folder, labelName);
  if (!imagePath || (needsLabels && !labelPath))
    throw Error(folder + "/" + (imagePath ? labelName : imageName) + ": no such file, with or without .gz");
  Dataset dataset;
  dataset.images = readIdx(*imagePath);
  checkImages(dataset.images, *imagePath);
  if (labelPath) {
    const Tensor read = readIdx(*labelPath);
    dataset.labels = toLabels(read, *labelPath);
    checkCounts(dataset, *imagePath, *labelPath);
    // An IDX header of rank 1: the magic number and one size.
    checkLabels(*dataset.labels, *labelPath, classes, 8, byteWidth(read.dtype()));
  }
  return dataset;
}

Dataset openArchive(const std::string &path, std::optional<std::int64_t> classes) {
  // Whatever else is in the archive, names of classes as strings perhaps, is not looked at.
  auto arrays = readNpz(path, std::vector<std::string>{"images", "labels"});
  const auto images = arrays.find("images"), labels = arrays.find("labels");
  if (images == arrays.end())
    throw Error(path + ": has no array 'images'");
  Dataset dataset;
  dataset.images = std::move(images->second);
  checkImages(dataset.images, path + "(images)");
  if (labels != arrays.end()) {
    const std::string source = path + "(labels)";
    dataset.labels = toLabels(labels->second, source);
    checkCounts(dataset, path + "(images)", source);
    checkLabels(*dataset.labels, source, classes, 0, 0);
  }
  return dataset;
}

Dataset openFile(const std::string &path) {
  Dataset dataset;
  if (path.ends_with(".npy")) {
    dataset.images = readNpy(path);
  } else {
    const Bytes contents = readMaybeCompressed(path);
    // A table, a text or a picture: what IDX asks of its bytes would not help.
    if (contents.size() >= 4 && (contents[0] != 0 || contents[1] != 0))
      throw Error(path +
                  ": is of no known kind; data are fashion-mnist, a folder of IDX files, an .npz with the "
                  "arrays 'images' and 'labels', an .npy of images, or an IDX file of images");
    dataset.images = parseIdx(contents, path);
  }
  checkImages(dataset.images, path);
  return dataset;
}

} // namespace

/// The rows `first` to `first + count` of a tensor.
static Tensor rows(const Tensor &tensor, std::int64_t first, std::int64_t count) {
  Shape shape = tensor.shape();
  const std::size_t row = tensor.bytes().size() / static_cast<std::size_t>(shape[0]);
  shape[0] = count;
  Tensor result(std::move(shape), tensor.dtype());
  std::ranges::copy(tensor.bytes().subspan(static_cast<std::size_t>(first) * row, result.bytes().size()),
                    result.bytes().begin());
  return result;
}

Dataset Dataset::slice(std::int64_t first, std::int64_t count) const {
  if (first < 0 || count < 1 || first >= size())
    throw Error((source.empty() ? "dataset" : source) + ": has no " + std::to_string(count) +
                " examples from number " + std::to_string(first) + " on; it has " + std::to_string(size()));
  count = std::min(count, size() - first);
  Dataset part;
  part.images = rows(images, first, count);
  if (labels)
    part.labels = rows(*labels, first, count);
  part.classNames = classNames;
  part.source = source;
  return part;
}

Dataset openDataset(const std::string &text, std::optional<std::int64_t> classes) {
  const Spec spec = parseSpec(text);
  Dataset dataset;
  if (spec.name == "fashion-mnist") {
    if (!std::filesystem::is_directory(fashionFolder))
      throw Error(std::string(fashionFolder) +
                  ": no such folder; Debian's package dataset-fashion-mnist installs it");
    dataset = openFolder(fashionFolder, spec.isTest, true, classes.value_or(std::size(fashionClasses)));
    dataset.classNames.assign(std::begin(fashionClasses), std::end(fashionClasses));
  } else if (std::filesystem::is_directory(spec.name)) {
    dataset = openFolder(spec.name, spec.isTest, false, classes);
  } else if (!std::filesystem::exists(spec.name)) {
    throw Error(spec.name + ": no such file or folder");
  } else if (spec.namesSplit) {
    throw Error(spec.name + ": is a single file, only folders have the splits :train and :test");
  } else {
    dataset = spec.name.ends_with(".npz") ? openArchive(spec.name, classes) : openFile(spec.name);
  }
  dataset.source = text;
  return dataset;
}

} // namespace dlc
