#include "Training/EpochTable.h"

#include "Data/Files.h"
#include "Training/Json.h"

#include <filesystem>
#include <sstream>

namespace dlc {

EpochTable::EpochTable(std::string given, bool resumes) : path(std::move(given)) {
  if (!resumes || !std::filesystem::exists(path))
    return;
  const Bytes bytes = readFile(path);
  std::istringstream text(std::string(bytes.begin(), bytes.end()));
  for (std::string line; std::getline(text, line);)
    lines.push_back(line);
}

void EpochTable::attach(Trainer &trainer) {
  trainer.onEpoch = [this, before = std::move(trainer.onEpoch)](const EpochRecord &record) {
    add(record);
    return !before || before(record);
  };
}

void EpochTable::add(const EpochRecord &record) {
  const CsvLines csv = toCsv(record);
  if (lines.empty())
    lines.push_back(csv.names);
  if (lines.front() != csv.names)
    throw Error(path + ": has the columns " + lines.front() + ", and this training has " + csv.names);
  // Epochs that were made again, behind a checkpoint of before.
  std::erase_if(lines, [&](const std::string &line) { return std::atoll(line.c_str()) >= record.epoch; });
  lines.push_back(csv.values);
  std::string all;
  for (const std::string &line : lines)
    all += line + '\n';
  writeFile(path, {reinterpret_cast<const std::uint8_t *>(all.data()), all.size()});
}

} // namespace dlc
