// Finds a dataset's files, and gives its columns their names.
#include "dlc/Dataset.h"

#include "Data/Cifar.h"
#include "Data/Columns.h"
#include "Data/Csv.h"
#include "Data/Idx.h"
#include "Data/ImageFile.h"
#include "Data/ImageFolder.h"
#include "Data/Npy.h"
#include "Data/Spec.h"
#include "Data/Text.h"

#include <algorithm>
#include <filesystem>
#include <list>
#include <map>
#include <set>
#include <utility>

namespace dlc {
namespace {

const char *const fashionFolder = "/usr/share/datasets/fashion-mnist";
const char *const fashionClasses[] = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                      "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};

const char *const kindsOfData = "fashion-mnist, a folder of IDX or CIFAR files or of folders of images, an "
                                ".npz, a .csv with names in its "
                                "first line, a .txt, a .png, a .jpg, an .npy, or an IDX file";

/// The file under its plain name or with .gz; nothing if there is neither.
std::optional<std::string> findFile(const std::string &folder, const std::string &name) {
  for (const char *ending : {"", ".gz"})
    if (std::string path = folder + "/" + name + ending; std::filesystem::exists(path))
      return path;
  return std::nullopt;
}

/// Integers of any width as i64, which is what networks count classes in.
Tensor toLabels(const Tensor &read, const std::string &source) {
  if (read.rank() != 1)
    throw Error(source + ": labels have rank 1, these have shape " + toString(read.shape()));
  if (!isConvertible(read.dtype(), DType::i64))
    throw Error(source + ": labels are integers, these are " + nameOf(read.dtype()));
  std::vector<std::int64_t> rows(static_cast<std::size_t>(read.size()));
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i] = static_cast<std::int64_t>(i);
  Tensor labels(read.shape(), DType::i64);
  convertRows(read, rows, {"labels", DType::i64}, labels);
  return labels;
}

void checkImages(const Tensor &images, const std::string &source) {
  if (images.dtype() != DType::u8 && images.dtype() != DType::f32)
    throw Error(source + ": images are u8 or f32, these are " + nameOf(images.dtype()));
  if (images.rank() < 2)
    throw Error(source + ": images have a shape of [N, …], these have " + toString(images.shape()));
}

/// `headerBytes` and `width` turn the index of a label into a byte offset of an IDX file; 0 leaves the offset
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
  const Column *labels = dataset.find("labels");
  if (labels && labels->values.dim(0) != dataset.size())
    throw Error(imageSource + " has " + std::to_string(dataset.size()) + " images, but " + labelSource +
                " has " + std::to_string(labels->values.dim(0)) + " labels");
}

/// Whether a folder has one of the files of MNIST.
bool isMnist(const std::string &folder) {
  for (const char *name : {"train-images-idx3-ubyte", "t10k-images-idx3-ubyte"})
    if (findFile(folder, name))
      return true;
  return false;
}

Dataset openMnist(const std::string &folder, bool isTest, bool needsLabels,
                  std::optional<std::int64_t> classes) {
  const std::string prefix = isTest ? "t10k" : "train";
  const std::string imageName = prefix + "-images-idx3-ubyte", labelName = prefix + "-labels-idx1-ubyte";
  const auto imagePath = findFile(folder, imageName), labelPath = findFile(folder, labelName);
  if (!imagePath || (needsLabels && !labelPath))
    throw Error(folder + "/" + (imagePath ? labelName : imageName) + ": no such file, with or without .gz");
  Dataset dataset;
  dataset["images"] = readIdx(*imagePath);
  checkImages(dataset["images"], *imagePath);
  if (labelPath) {
    const Tensor read = readIdx(*labelPath);
    dataset["labels"] = toLabels(read, *labelPath);
    checkCounts(dataset, *imagePath, *labelPath);
    // An IDX header of rank 1: the magic number and one size.
    checkLabels(dataset["labels"], *labelPath, classes, 8, byteWidth(read.dtype()));
  }
  return dataset;
}

/// Leaves the arrays that have as many examples as most have; of the others, says why they are none.
void keepExamples(Dataset &dataset) {
  std::map<std::int64_t, int> counts;
  const auto rowsOf = [](const Column &column) { return column.values.rank() ? column.values.dim(0) : -1; };
  for (const Column &column : dataset.columns)
    ++counts[rowsOf(column)];
  const std::int64_t most =
      std::ranges::max_element(counts, {}, [](const auto &each) { return each.second; })->first;
  std::erase_if(dataset.columns, [&](const Column &column) {
    if (rowsOf(column) == most)
      return false;
    dataset.others.emplace(column.name, "is " + toString(column.values.shape()) + ", and the examples are " +
                                            std::to_string(most));
    return true;
  });
}

Dataset openArchive(const std::string &path, std::optional<std::int64_t> classes) {
  Dataset dataset;
  for (auto &[name, values] : readNpz(path, std::nullopt, &dataset.others))
    dataset[name] = std::move(values);
  if (dataset.columns.empty())
    throw Error(path + ": has no array that dlc can read");
  // What stands for the images comes first, and tells how many examples there are.
  if (const Column *images = dataset.find("images")) {
    const auto at = dataset.columns.begin() + (images - dataset.columns.data());
    std::rotate(dataset.columns.begin(), at, at + 1);
  }
  if (const Column *labels = dataset.find("labels");
      labels && isConvertible(labels->values.dtype(), DType::i64) && labels->values.rank() == 1) {
    const std::string source = path + "(labels)";
    dataset["labels"] = toLabels(labels->values, source);
    checkCounts(dataset, path + "(" + dataset.columns.front().name + ")", source);
    checkLabels(dataset["labels"], source, classes, 0, 0);
  }
  keepExamples(dataset);
  return dataset;
}

/// A single array.
Column openArray(const std::string &path, std::string name) {
  if (path.ends_with(".npy"))
    return mapNpy(path, std::move(name));
  const Bytes contents = readMaybeCompressed(path);
  // An image, or something else: what IDX asks of its bytes would not help.
  if (contents.size() >= 4 && (contents[0] != 0 || contents[1] != 0))
    throw Error(path + ": is of no known kind; data are " + kindsOfData);
  return {std::move(name), parseIdx(contents, path), {}};
}

Dataset openTable(const std::string &path) {
  Dataset dataset;
  std::vector<std::pair<std::string, std::string>> rest;
  dataset.columns = readCsv(path, rest);
  for (auto &[name, problem] : rest)
    dataset.others.emplace(name, "is no number everywhere: it is " + problem + " (as classes: label=" + name +
                                     "; as columns of 0 and 1: x=" + name + "(WORD|WORD))");
  return dataset;
}

/// Whether the model counts in it: then words are its classes.
bool isLabel(const std::string &name) { return name == "label" || name == "labels"; }

/// Words as numbers of classes: of `vocabulary`, which the model knows, or else of all that there are, in
/// order.
Column classify(const Words &words, const std::string &path, const std::string &column, std::string name,
                const std::vector<std::string> &vocabulary, std::vector<std::string> &classNames) {
  classNames = vocabulary;
  if (classNames.empty()) {
    const std::set<std::string> all(words.values.begin(), words.values.end());
    classNames.assign(all.begin(), all.end());
  }
  std::map<std::string_view, std::int64_t> numbers;
  for (const std::string &word : classNames)
    numbers.emplace(word, static_cast<std::int64_t>(numbers.size()));
  std::vector<std::int64_t> labels;
  for (std::size_t i = 0; i < words.values.size(); ++i) {
    const auto found = numbers.find(words.values[i]);
    if (found == numbers.end())
      throw Error(path + ": line " + std::to_string(words.lines[i]) + ": '" + words.values[i] + "' in '" +
                  column + "' is none of the " + std::to_string(classNames.size()) +
                  " classes that the model knows");
    labels.push_back(found->second);
  }
  return {std::move(name),
          Tensor::of<std::int64_t>({static_cast<std::int64_t>(labels.size())},
                                   std::span<const std::int64_t>(labels)),
          {}};
}

/// COLUMN(A|B|C): for each of these words a column, 1 where it stands and else 0. Nothing for what is no such
/// text.
std::optional<std::pair<std::string, std::vector<std::string>>> asCategories(const std::string &item) {
  const std::size_t bracket = item.find('(');
  if (bracket == item.npos || bracket == 0 || !item.ends_with(')'))
    return std::nullopt;
  std::vector<std::string> words;
  const std::string list = item.substr(bracket + 1, item.size() - bracket - 2);
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find('|', at), list.size());
    words.push_back(list.substr(at, end - at));
    at = end + 1;
  }
  return std::pair(item.substr(0, bracket), words);
}

/// f32 [N, words], one 1 in each row.
Column oneHot(const std::string &path, const std::string &column, const std::vector<std::string> &words) {
  const Words values = readWords(path, column);
  const auto width = static_cast<std::int64_t>(words.size());
  Tensor ones({static_cast<std::int64_t>(values.values.size()), width}, DType::f32);
  std::ranges::fill(ones.values<float>(), 0.0f);
  for (std::size_t i = 0; i < values.values.size(); ++i) {
    const auto found = std::ranges::find(words, values.values[i]);
    if (found == words.end())
      throw Error(path + ": line " + std::to_string(values.lines[i]) + ": '" + values.values[i] + "' in '" +
                  column + "' is none of the " + std::to_string(words.size()) +
                  " words that stand in brackets");
    ones.values<float>()[i * words.size() + static_cast<std::size_t>(found - words.begin())] = 1;
  }
  return {column, std::move(ones), {}};
}

Dataset openFashion(const SourceSpec &source, std::optional<std::int64_t> classes) {
  if (!std::filesystem::is_directory(fashionFolder))
    throw Error(std::string(fashionFolder) +
                ": no such folder; Debian's package dataset-fashion-mnist installs it");
  Dataset dataset =
      openMnist(fashionFolder, source.isTest, true, classes.value_or(std::size(fashionClasses)));
  dataset.classNames.assign(std::begin(fashionClasses), std::end(fashionClasses));
  return dataset;
}

Dataset openFolder(const SourceSpec &source, std::optional<std::int64_t> classes,
                   const std::vector<std::string> &vocabulary) {
  const std::string &folder = source.name;
  if (isCifar(folder)) {
    source.checkSettings({});
    Dataset dataset = readCifar(folder, source.isTest);
    checkLabels(dataset["labels"], folder, classes, 0, 0);
    return dataset;
  }
  if (isMnist(folder) || !isImageFolder(folder)) {
    source.checkSettings({});
    return openMnist(folder, source.isTest, false, classes);
  }
  Dataset dataset = readImages(source, vocabulary);
  if (classes && vocabulary.empty() && std::cmp_greater(dataset.classNames.size(), *classes))
    throw Error(folder + ": has " + std::to_string(dataset.classNames.size()) +
                " folders, which are classes, and the model tells " + std::to_string(*classes) + " apart");
  return dataset;
}

Dataset openSource(const std::string &text, std::optional<std::int64_t> classes,
                   const std::vector<std::string> &vocabulary) {
  const SourceSpec source = parseSourceSpec(text);
  const std::string &path = source.name;
  if (path == "fashion-mnist")
    return openFashion(source, classes);
  if (std::filesystem::is_directory(path))
    return openFolder(source, classes, vocabulary);
  if (!std::filesystem::exists(path))
    throw NoSuchData(path, kindsOfData);
  if (source.namesSplit)
    throw Error(path + ": is a single file, only folders have the splits :train and :test");
  if (path.ends_with(".txt")) {
    source.checkSettings({"sequence", "tokens"});
    return readText(path, source.count("sequence", 64), source.find("tokens") ? source.count("tokens", 1) : 0,
                    vocabulary);
  }
  if (hasImageName(path))
    return readImages(source, {});
  source.checkSettings({});
  if (path.ends_with(".npz"))
    return openArchive(path, classes);
  if (path.ends_with(".csv"))
    return openTable(path);
  Dataset dataset;
  dataset.columns.push_back(openArray(path, "images"));
  checkImages(dataset["images"], path);
  return dataset;
}

/// Throws Error if a range of a table has a column of words in it, which would be left out.
void refuseWords(const Dataset &dataset, const std::string &range, const Column &first, const Column &last) {
  if (!dataset.source.ends_with(".csv") || dataset.others.empty())
    return;
  const std::vector<std::string> names = readCsvNames(dataset.source);
  for (auto at = std::ranges::find(names, first.name); at != names.end() && *at != last.name; ++at)
    if (const auto other = dataset.others.find(*at); other != dataset.others.end())
      throw Error(dataset.source + ": the range '" + range + "' has the column '" + *at + "' in it, which " +
                  other->second + "; name the columns on either side of it: A+B");
}

/// What NAME=A+B, NAME=A:C, NAME=A or NAME=A(WORD|WORD) stands for.
Column select(const Dataset &dataset, const NameAndValue &binding) {
  std::vector<const Column *> columns;
  std::list<Column> made;                                // whose addresses stay
  if (const Column *whole = dataset.find(binding.value)) // whatever is in its name
    return copyOf(*whole, binding.name);
  for (std::size_t at = 0; at <= binding.value.size();) {
    const std::size_t end = std::min(binding.value.find('+', at), binding.value.size());
    const std::string item = binding.value.substr(at, end - at);
    at = end + 1;
    if (const auto categories = asCategories(item); categories && dataset.source.ends_with(".csv")) {
      columns.push_back(&made.emplace_back(oneHot(dataset.source, categories->first, categories->second)));
      continue;
    }
    const std::size_t colon = item.find(':');
    const auto find = [&](const std::string &name) {
      if (const Column *column = dataset.find(name))
        return column;
      throw Error(dataset.source + " " + dataset.lacks(name));
    };
    const Column *first = find(item.substr(0, colon));
    const Column *last = colon == item.npos ? first : find(item.substr(colon + 1));
    if (last < first)
      throw Error(dataset.source + ": '" + item + "' is no range: '" + last->name + "' comes before '" +
                  first->name + "'");
    refuseWords(dataset, item, *first, *last);
    for (; first <= last; ++first)
      columns.push_back(first);
  }
  if (columns.size() == 1)
    return copyOf(*columns.front(), binding.name);
  return {binding.name, sideBySide(columns, dataset.source + ": " + binding.name + "=" + binding.value), {}};
}

/// Whether it is a column of a table that is no numbers.
bool isWords(const Dataset &dataset, const std::string &column) {
  return dataset.source.ends_with(".csv") && dataset.others.contains(column);
}

bool isFile(const std::string &value) {
  return value.ends_with(".npy") || std::filesystem::is_regular_file(value);
}

} // namespace

Dataset openDataset(const std::string &text, std::optional<std::int64_t> classes,
                    const std::vector<std::string> &vocabulary) {
  const DataSpec spec = parseDataSpec(text);
  Dataset dataset;
  if (!spec.source.empty())
    dataset = openSource(spec.source, classes, vocabulary);
  dataset.source = spec.source.empty() ? text : spec.source;
  std::vector<Column> named;
  for (const NameAndValue &binding : spec.columns) {
    if (std::ranges::count(named, binding.name, &Column::name))
      throw Error(text + ": the column '" + binding.name + "' is named twice");
    if (!isFile(binding.value) && isWords(dataset, binding.value) && isLabel(binding.name))
      named.push_back(classify(readWords(dataset.source, binding.value), dataset.source, binding.value,
                               binding.name, vocabulary, dataset.classNames));
    else if (!isFile(binding.value))
      named.push_back(select(dataset, binding));
    else if (std::filesystem::exists(binding.value))
      named.push_back(openArray(binding.value, binding.name));
    else
      throw Error(binding.value + ": no such file");
  }
  // A column of words that has a label's name already.
  for (const char *name : {"label", "labels"})
    if (isWords(dataset, name) && !std::ranges::count(named, name, &Column::name))
      named.push_back(classify(readWords(dataset.source, name), dataset.source, name, name, vocabulary,
                               dataset.classNames));
  for (Column &column : named) {
    dataset.others.erase(column.name);
    dataset.remove(column.name);
    dataset.columns.push_back(std::move(column));
  }
  if (dataset.columns.empty() && !dataset.others.empty())
    throw Error(dataset.source + ": has no column of numbers; '" + dataset.others.begin()->first + "' " +
                dataset.others.begin()->second);
  dataset.source = text;
  dataset.check();
  return dataset;
}

} // namespace dlc
