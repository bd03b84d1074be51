#include "Training/EpochTable.h"

#include "Data/Files.h"
#include "Training/Checkpoint.h"
#include "Training/Json.h"

#include <algorithm>
#include <filesystem>

namespace dlc {

EpochTable::EpochTable(std::string given, bool resumes) : path(std::move(given)) {
  checkWritable(path);
  if (resumes && std::filesystem::exists(path))
    read();
}

/// The cells of all lines (RFC 4180), each with the quotes that it has.
static std::vector<std::vector<std::string>> cellsOf(std::string_view text) {
  std::vector<std::vector<std::string>> lines;
  bool isQuoted = false, isStart = true;
  for (const char c : text) {
    if (isStart)
      lines.push_back({""});
    isStart = c == '\n' && !isQuoted;
    isQuoted ^= c == '"';
    if (c == ',' && !isQuoted)
      lines.back().emplace_back();
    else if (!isStart && (c != '\r' || isQuoted))
      lines.back().back() += c;
  }
  return lines;
}

void EpochTable::read() {
  const Bytes bytes = readFile(path);
  rows = cellsOf({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
  if (rows.empty())
    return;
  names = std::move(rows.front());
  rows.erase(rows.begin());
  const std::string wayOut = "; --csv with another name begins a table";
  if (names.front() != "epoch")
    throw Error(path + ": is no table of epochs that could be gone on with: its first column is " +
                quoteName(names.front()) + ", not 'epoch'" + wayOut);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].size() != names.size())
      throw Error(path + ": line " + std::to_string(i + 2) + " has " + std::to_string(rows[i].size()) +
                  " cells, and the first line names " + std::to_string(names.size()) + wayOut);
}

void EpochTable::attach(Trainer &trainer) {
  trainer.onEpoch = [this, before = std::move(trainer.onEpoch),
                     say = trainer.onMessage](const EpochRecord &record) {
    try {
      add(record);
      isFailing = false;
    } catch (const Error &error) {
      if (say && !isFailing)
        say(std::string(error.what()) + "; training goes on, and the next epochs try again");
      isFailing = true;
    }
    return !before || before(record);
  };
}

void EpochTable::add(const EpochRecord &record) {
  // Epochs that were made again, behind a checkpoint of before.
  std::erase_if(rows, [&](const Cells &row) { return std::atoll(row.front().c_str()) >= record.epoch; });
  Cells &row = rows.emplace_back(names.size());
  for (CsvCell &cell : toCsv(record)) {
    const auto place = static_cast<std::size_t>(std::ranges::find(names, cell.name) - names.begin());
    if (place == names.size()) {
      names.push_back(std::move(cell.name));
      for (Cells &each : rows)
        each.emplace_back();
    }
    row[place] = std::move(cell.value);
  }
  write();
}

void EpochTable::write() const {
  std::string text;
  const auto add = [&](const Cells &cells) {
    for (std::size_t i = 0; i < cells.size(); ++i)
      text += (i == 0 ? "" : ",") + cells[i];
    text += '\n';
  };
  add(names);
  for (const Cells &row : rows)
    add(row);
  writeFile(path, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

} // namespace dlc
