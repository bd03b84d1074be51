#include "Data/Cifar.h"

#include "Data/Files.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace dlc {
namespace {

constexpr std::size_t imageBytes = 3 * 32 * 32;

bool exists(const std::string &folder, const std::string &name) {
  return std::filesystem::exists(folder + "/" + name);
}

std::vector<std::string> linesOf(const std::string &path) {
  const Bytes bytes = readFile(path);
  std::istringstream text(std::string(bytes.begin(), bytes.end()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);)
    if (!line.empty())
      lines.push_back(line);
  return lines;
}

} // namespace

bool isCifar(const std::string &folder) {
  return std::ranges::any_of(
      std::initializer_list<const char *>{"data_batch_1.bin", "test_batch.bin", "train.bin", "test.bin"},
      [&](const char *name) { return exists(folder, name); });
}

Dataset readCifar(const std::string &folder, bool isTest) {
  const bool isHundred = exists(folder, "train.bin") || exists(folder, "test.bin");
  std::vector<std::string> files;
  if (isHundred)
    files = {isTest ? "test.bin" : "train.bin"};
  else if (isTest)
    files = {"test_batch.bin"};
  else
    for (int i = 1; i == 1 || exists(folder, "data_batch_" + std::to_string(i) + ".bin"); ++i)
      files.push_back("data_batch_" + std::to_string(i) + ".bin");

  const std::size_t labelBytes = isHundred ? 2 : 1, rowBytes = labelBytes + imageBytes;
  Bytes all;
  for (const std::string &name : files) {
    const std::string path = folder + "/" + name;
    const Bytes bytes = readFile(path);
    if (bytes.empty() || bytes.size() % rowBytes != 0)
      throw Error(path + ": has " + std::to_string(bytes.size()) +
                  " bytes, which is no number of examples of " + std::to_string(rowBytes) + " bytes");
    all.insert(all.end(), bytes.begin(), bytes.end());
  }
  const std::size_t count = all.size() / rowBytes;
  const auto rows = static_cast<std::int64_t>(count);
  Dataset dataset;
  dataset["images"] = Tensor({rows, 3, 32, 32}, DType::u8);
  const auto pixels = dataset["images"].values<std::uint8_t>();
  for (std::size_t i = 0; i < count; ++i)
    std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(i * rowBytes + labelBytes), imageBytes,
                pixels.begin() + static_cast<std::ptrdiff_t>(i * imageBytes));
  const auto labels = [&](const char *name, std::size_t place) {
    Tensor &values = dataset[name] = Tensor({rows}, DType::i64);
    for (std::size_t i = 0; i < count; ++i)
      values.values<std::int64_t>()[i] = all[i * rowBytes + place];
  };
  labels("labels", labelBytes - 1);
  if (isHundred)
    labels("coarse_labels", 0);
  const std::string names = isHundred ? "fine_label_names.txt" : "batches.meta.txt";
  if (exists(folder, names))
    dataset.classNames = linesOf(folder + "/" + names);
  return dataset;
}

} // namespace dlc
