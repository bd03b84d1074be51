#include "Runtime/SizeTexts.h"

#include "Model/SizeText.h"
#include "dlc/Program.h"

#include <map>
#include <mutex>

namespace dlc {
namespace {

/// Every text of this process. The first is the batch.
struct Table {
  std::mutex mutex;
  std::map<std::string, std::int64_t, std::less<>> numbers{{"batch", batchDimension}};
  std::vector<const std::string *> texts{&numbers.begin()->first};

  static Table &get() {
    static Table table;
    return table;
  }
};

constexpr std::size_t mostTexts = std::size_t(1) << 20;

} // namespace

std::int64_t sizeOfText(std::string_view text) {
  Table &table = Table::get();
  const std::lock_guard lock(table.mutex);
  if (const auto found = table.numbers.find(text); found != table.numbers.end())
    return found->second;
  if (table.texts.size() == mostTexts)
    throw Error("there are more than " + std::to_string(mostTexts) + " different sizes");
  const auto number = batchDimension - static_cast<std::int64_t>(table.texts.size());
  table.texts.push_back(&table.numbers.emplace(text, number).first->first);
  return number;
}

std::string sizeText(std::int64_t size) {
  if (size >= 0)
    return std::to_string(size);
  Table &table = Table::get();
  const std::lock_guard lock(table.mutex);
  const auto place = static_cast<std::uint64_t>(batchDimension) - static_cast<std::uint64_t>(size);
  return place < table.texts.size() ? *table.texts[place] : std::to_string(size);
}

std::int64_t size(std::string_view name) {
  if (!isSizeName(name))
    throw Error("'" + std::string(name) +
                "' is no name of a size: it has letters, digits and underscores, no digit first");
  return sizeOfText(name);
}

} // namespace dlc
