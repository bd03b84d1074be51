#include "Training/EventFile.h"

#include "Data/Files.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <optional>
#include <unistd.h>

namespace dlc {
namespace fs = std::filesystem;

static constexpr std::string_view prefix = "events.out.tfevents.";

static constexpr std::array<std::uint32_t, 256> makeTable() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit)
      rest = (rest & 1) ? rest >> 1 ^ 0x82F63B78u : rest >> 1; // the polynomial, its bits reversed
    table[byte] = rest;
  }
  return table;
}

std::uint32_t crc32c(std::span<const std::uint8_t> bytes) {
  static constexpr std::array<std::uint32_t, 256> table = makeTable();
  std::uint32_t rest = ~0u;
  for (const std::uint8_t byte : bytes)
    rest = table[(rest ^ byte) & 0xFF] ^ rest >> 8;
  return ~rest;
}

/// Records hold checksums in this form, so that a checksum of data with checksums is none of the usual kind.
static std::uint32_t masked(std::uint32_t crc) { return std::rotr(crc, 15) + 0xA282EAD8u; }

namespace {

/// A message of protocol buffers, as it is written.
class Message {
public:
  void varint(unsigned field, std::uint64_t value) {
    number(field << 3);
    number(value);
  }
  void fixed64(unsigned field, double value) {
    number(field << 3 | 1);
    little(std::bit_cast<std::uint64_t>(value));
  }
  void fixed32(unsigned field, float value) {
    number(field << 3 | 5);
    little(std::bit_cast<std::uint32_t>(value));
  }
  void text(unsigned field, std::span<const std::uint8_t> contents) {
    number(field << 3 | 2);
    number(contents.size());
    bytes.insert(bytes.end(), contents.begin(), contents.end());
  }
  void text(unsigned field, std::string_view contents) {
    text(field, std::span(reinterpret_cast<const std::uint8_t *>(contents.data()), contents.size()));
  }
  void text(unsigned field, const Message &message) { text(field, std::span(message.bytes)); }

  template <typename T> void little(T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i)
      bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
  }

  Bytes bytes;

private:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
    bytes.push_back(static_cast<std::uint8_t>(value));
  }
};

// Fields of Event, Summary, Summary.Value and SessionLog.
constexpr unsigned eventTime = 1, eventStep = 2, eventVersion = 3, eventSummary = 5, eventSession = 7;
constexpr unsigned summaryValue = 1, valueTag = 1, valueNumber = 2;
constexpr unsigned sessionStatus = 1, sessionStarts = 1;

Message event(std::int64_t step) {
  Message message;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  message.fixed64(eventTime, std::chrono::duration<double>(now).count());
  message.varint(eventStep, static_cast<std::uint64_t>(step));
  return message;
}

/// A message of protocol buffers, as it is read: one field after the other.
class Fields {
public:
  Fields(std::span<const std::uint8_t> bytes, const std::string &file, std::uint64_t base)
      : reader(bytes, file, base) {}

  unsigned field = 0;
  std::uint64_t number = 0;                    ///< of a varint or a fixed-width field: its bits
  std::span<const std::uint8_t> contents = {}; ///< of all others
  std::uint64_t start = 0;                     ///< where in the message those are

  bool next() {
    if (reader.remaining() == 0)
      return false;
    const std::uint64_t key = varint();
    field = static_cast<unsigned>(key >> 3);
    switch (key & 7) {
    case 0:
      number = varint();
      return true;
    case 1:
      number = reader.u32("a number");
      number |= std::uint64_t(reader.u32("a number")) << 32;
      return true;
    case 2: {
      const std::uint64_t size = varint();
      start = reader.offset();
      contents = reader.take(size, "a field");
      return true;
    }
    case 5:
      number = reader.u32("a number");
      return true;
    default:
      reader.fail("a field of the wire type " + std::to_string(key & 7) +
                  ", which is none of protocol buffers");
    }
  }

private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t byte = reader.u8("a number");
      value |= std::uint64_t(byte & 0x7F) << shift;
      if (byte < 0x80)
        return value;
    }
    reader.fail("a number of more than 64 bits");
  }

  ByteReader reader;
};

/// What readEvents makes of the events of a file.
struct Reading {
  const std::string &file;
  std::map<std::string, std::vector<EventPoint>> &series;

  void event(std::span<const std::uint8_t> bytes, std::uint64_t base) {
    std::int64_t step = 0;
    std::vector<std::pair<std::string, float>> values;
    bool starts = false;
    for (Fields event(bytes, file, base); event.next();) {
      if (event.field == eventStep)
        step = static_cast<std::int64_t>(event.number);
      else if (event.field == eventSummary)
        summary(event.contents, base + event.start, values);
      else if (event.field == eventSession)
        for (Fields session(event.contents, file, base + event.start); session.next();)
          starts |= session.field == sessionStatus && session.number == sessionStarts;
    }
    if (starts)
      for (auto &[tag, points] : series)
        std::erase_if(points, [&](const EventPoint &point) { return point.step >= step; });
    for (auto &[tag, value] : values)
      series[tag].push_back({step, value});
  }

  void summary(std::span<const std::uint8_t> bytes, std::uint64_t base,
               std::vector<std::pair<std::string, float>> &values) const {
    for (Fields summary(bytes, file, base); summary.next();) {
      if (summary.field != summaryValue)
        continue;
      std::string tag;
      std::optional<float> number;
      for (Fields value(summary.contents, file, base + summary.start); value.next();)
        if (value.field == valueTag)
          tag.assign(value.contents.begin(), value.contents.end());
        else if (value.field == valueNumber)
          number = std::bit_cast<float>(static_cast<std::uint32_t>(value.number));
      if (number)
        values.emplace_back(std::move(tag), *number);
    }
  }
};

std::vector<fs::path> eventFiles(const fs::path &folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const fs::directory_entry &entry : fs::directory_iterator(folder, error))
    if (entry.is_regular_file() && entry.path().filename().string().starts_with(prefix))
      files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

} // namespace

void makeFolder(const fs::path &folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw Error(folder.string() + ": cannot be made: " + error.message());
}

EventWriter::EventWriter(const fs::path &folder, std::int64_t firstStep)
    : file(nullptr, &std::fclose), flushed(std::chrono::steady_clock::now()) {
  makeFolder(folder);
  char host[256] = "localhost";
  ::gethostname(host, sizeof(host) - 1);
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  const std::string name =
      std::string(prefix) + std::to_string(seconds) + "." + host + "." + std::to_string(::getpid()) + ".";
  // A file that is there is never written to: its number makes the name another.
  for (int number = 0; !file; ++number) {
    path = folder / (name + std::to_string(number));
    file.reset(std::fopen(path.c_str(), "wbx"));
    if (!file && errno != EEXIST)
      throw Error(path.string() + ": cannot be written: " + std::strerror(errno));
  }
  Message version;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  version.fixed64(eventTime, std::chrono::duration<double>(now).count());
  version.text(eventVersion, "brain.Event:2");
  write(version.bytes);
  Message start = event(firstStep), session;
  session.varint(sessionStatus, sessionStarts);
  start.text(eventSession, session);
  write(start.bytes);
  flush();
}

void EventWriter::add(std::int64_t step, const std::vector<std::pair<std::string, double>> &scalars) {
  Message message = event(step), summary;
  for (const auto &[tag, number] : scalars) {
    Message value;
    value.text(valueTag, tag);
    value.fixed32(valueNumber, static_cast<float>(number));
    summary.text(summaryValue, value);
  }
  message.text(eventSummary, summary);
  write(message.bytes);
  if (std::chrono::steady_clock::now() - flushed > std::chrono::seconds(1))
    flush();
}

void EventWriter::write(const Bytes &event) {
  Message record;
  record.little(static_cast<std::uint64_t>(event.size()));
  record.little(masked(crc32c(record.bytes)));
  record.bytes.insert(record.bytes.end(), event.begin(), event.end());
  record.little(masked(crc32c(event)));
  if (std::fwrite(record.bytes.data(), 1, record.bytes.size(), file.get()) != record.bytes.size())
    throw Error(path.string() + ": cannot be written: " + std::strerror(errno));
}

void EventWriter::flush() {
  if (std::fflush(file.get()) != 0)
    throw Error(path.string() + ": cannot be written: " + std::strerror(errno));
  flushed = std::chrono::steady_clock::now();
}

std::map<std::string, std::vector<EventPoint>> readEvents(const fs::path &folder) {
  std::map<std::string, std::vector<EventPoint>> series;
  for (const fs::path &path : eventFiles(folder)) {
    const std::string name = path.string();
    const Bytes contents = readFile(name);
    Reading reading{name, series};
    constexpr std::uint64_t around = 8 + 4 + 4; // size, and two checksums
    for (ByteReader reader(contents, name); reader.remaining() >= around;) {
      const auto start = std::span(contents).subspan(reader.offset(), 8);
      const std::uint64_t size = reader.u32("a size") | std::uint64_t(reader.u32("a size")) << 32;
      if (reader.u32("a checksum") != masked(crc32c(start)))
        reader.fail("a checksum that is not that of the size before it");
      if (reader.remaining() < 4 || size > reader.remaining() - 4)
        break; // the rest is yet to be written
      const std::uint64_t at = reader.offset();
      const auto event = reader.take(size, "an event");
      if (reader.u32("a checksum") != masked(crc32c(event)))
        reader.fail("a checksum that is not that of the event before it");
      reading.event(event, at);
    }
  }
  return series;
}

bool hasEvents(const fs::path &folder) { return !eventFiles(folder).empty(); }

} // namespace dlc
