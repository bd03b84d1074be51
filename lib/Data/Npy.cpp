// .npy: a magic number, a version, a header that is a Python dictionary in text, then the elements.
#include "Data/Npy.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>

namespace dlc {
namespace {

static_assert(std::endian::native == std::endian::little, "elements are copied as they lie in the file");

constexpr std::uint8_t magic[] = {0x93, 'N', 'U', 'M', 'P', 'Y'};

struct Header {
  std::optional<DType> type;
  std::optional<bool> fortranOrder;
  std::optional<Shape> shape;
};

/// Parses just the dictionary that the format prescribes: three keys, in any order, with literals as values.
class HeaderParser {
public:
  HeaderParser(std::string_view text, const std::string &file, std::uint64_t base)
      : text(text), file(file), base(base) {}

  Header parse() {
    Header header;
    expect('{');
    while (!accept('}')) {
      const std::string key = quoted();
      expect(':');
      const std::size_t valueAt = at;
      if (key == "descr")
        once(header.type, elementType(), key, valueAt);
      else if (key == "fortran_order")
        once(header.fortranOrder, boolean(), key, valueAt);
      else if (key == "shape")
        once(header.shape, shape(), key, valueAt);
      else
        fail("header has the unknown key '" + key + "'");
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipSpace();
    if (at != text.size())
      fail("header goes on after its dictionary");
    if (!header.type || !header.fortranOrder || !header.shape)
      fail("header lacks one of 'descr', 'fortran_order' and 'shape'");
    return header;
  }

private:
  [[noreturn]] void fail(const std::string &what) const { failAt(file, base + at, what); }

  template <typename T>
  void once(std::optional<T> &slot, T value, const std::string &key, std::size_t valueAt) const {
    if (slot)
      failAt(file, base + valueAt, "header has the key '" + key + "' twice");
    slot = std::move(value);
  }

  void skipSpace() {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\n'))
      ++at;
  }

  bool accept(char wanted) {
    skipSpace();
    if (at == text.size() || text[at] != wanted)
      return false;
    ++at;
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted))
      fail(std::string("header is malformed: expected '") + wanted + "'");
  }

  bool acceptWord(std::string_view word) {
    skipSpace();
    if (text.substr(at, word.size()) != word)
      return false;
    at += word.size();
    return true;
  }

  std::string quoted() {
    skipSpace();
    const char quote = at < text.size() ? text[at] : 0;
    if (quote != '\'' && quote != '"')
      fail("header is malformed: expected a string");
    const std::size_t end = text.find(quote, at + 1);
    if (end == std::string_view::npos)
      fail("header is malformed: a string does not end");
    std::string value(text.substr(at + 1, end - at - 1));
    at = end + 1;
    return value;
  }

  bool boolean() {
    if (acceptWord("True"))
      return true;
    if (!acceptWord("False"))
      fail("header is malformed: expected True or False");
    return false;
  }

  DType elementType() {
    skipSpace();
    if (at < text.size() && text[at] == '[')
      fail("structured element types are not supported");
    const std::size_t start = at;
    const std::string name = quoted();
    if (name == "?") // the shorter of NumPy's two names
      return DType::i1;
    std::string known;
    for (const ElementType &info : elementTypes)
      if (*info.npy) {
        if (name == info.npy)
          return info.type;
        known += (known.empty() ? "" : ", ") + std::string(info.npy);
      }
    at = start;
    if (name.find('O') != std::string::npos)
      fail("element type '" + name + "' holds Python objects, which are not supported");
    if (!name.empty() && name[0] == '>')
      fail("element type '" + name + "' is big-endian, only little-endian is supported");
    fail("element type '" + name + "' is none of " + known);
  }

  Shape shape() {
    Shape result;
    expect('(');
    while (!accept(')')) {
      skipSpace();
      std::int64_t dimension = 0;
      const auto [end, status] = std::from_chars(text.data() + at, text.data() + text.size(), dimension);
      if (status == std::errc::result_out_of_range)
        fail("shape overflows: a dimension does not fit 64 bits");
      if (status != std::errc() || dimension < 0)
        fail("header is malformed: expected a dimension");
      at = static_cast<std::size_t>(end - text.data());
      accept('L'); // Python 2 wrote its long integers so
      result.push_back(dimension);
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return result;
  }

  std::string_view text;
  const std::string &file;
  std::uint64_t base;
  std::size_t at = 0;
};

const char *descriptionOf(DType type) {
  if (*infoOf(type).npy)
    return infoOf(type).npy;
  throw Error("element type " + std::string(nameOf(type)) + " cannot be written as .npy");
}

} // namespace

Tensor parseNpy(std::span<const std::uint8_t> contents, const std::string &file, std::uint64_t base) {
  ByteReader reader(contents, file, base);
  const auto start = reader.take(sizeof(magic), "the magic number");
  if (!std::equal(start.begin(), start.end(), magic))
    failAt(file, base, "wrong magic number: this is no .npy file");
  const std::uint8_t version = reader.u8("the version");
  const std::uint8_t minor = reader.u8("the version");
  if (version < 1 || version > 3 || minor != 0)
    failAt(file, base + 6,
           "version " + std::to_string(version) + "." + std::to_string(minor) + " is none of 1.0, 2.0, 3.0");
  const std::uint32_t length =
      version == 1 ? reader.u16("the header's length") : reader.u32("the header's length");
  const std::uint64_t headerAt = reader.offset();
  const auto text = reader.take(length, "the header");
  const std::string_view view(reinterpret_cast<const char *>(text.data()), text.size());
  const Header header = HeaderParser(view, file, base + headerAt).parse();
  if (*header.fortranOrder)
    failAt(file, base + headerAt, "array is in Fortran order, only C order is supported");

  std::int64_t promised = 0;
  try {
    promised = byteCount(*header.shape, *header.type);
  } catch (const Error &error) {
    failAt(file, base + headerAt, std::string("shape overflows: ") + error.what());
  }
  if (static_cast<std::uint64_t>(promised) != reader.remaining())
    reader.fail(std::string(static_cast<std::uint64_t>(promised) > reader.remaining() ? "file is truncated"
                                                                                      : "file is too long") +
                ": shape " + toString(*header.shape) + " of " + nameOf(*header.type) + " needs " +
                std::to_string(promised) + " bytes, " + std::to_string(reader.remaining()) + " follow");

  Tensor tensor(*header.shape, *header.type);
  const auto source = reader.take(static_cast<std::uint64_t>(promised), "the elements");
  if (promised)
    std::memcpy(tensor.bytes().data(), source.data(), source.size());
  // A C++ bool of any other byte than 0 and 1 is undefined behaviour.
  if (tensor.dtype() == DType::i1)
    for (std::byte &byte : tensor.bytes())
      byte = byte == std::byte(0) ? std::byte(0) : std::byte(1);
  return tensor;
}

Tensor readNpy(const std::string &path) { return parseNpy(readFile(path), path); }

void writeNpy(const std::string &path, const Tensor &tensor) {
  std::string header =
      std::string("{'descr': '") + descriptionOf(tensor.dtype()) + "', 'fortran_order': False, 'shape': (";
  for (std::int64_t dimension : tensor.shape())
    header += std::to_string(dimension) + ", ";
  // Python writes (2, 3) and, for one dimension, (2,).
  if (tensor.rank() == 1)
    header.pop_back();
  else if (tensor.rank() > 1)
    header.resize(header.size() - 2);
  header += "), }";

  const bool isLong = header.size() > 65535 - 64 - 12;
  const std::size_t lengthBytes = isLong ? 4 : 2, prefix = sizeof(magic) + 2 + lengthBytes;
  header.append(63 - (prefix + header.size()) % 64, ' ');
  header += '\n';

  Bytes contents(std::begin(magic), std::end(magic));
  contents.push_back(isLong ? 2 : 1);
  contents.push_back(0);
  for (std::size_t i = 0; i < lengthBytes; ++i)
    contents.push_back(static_cast<std::uint8_t>(header.size() >> (8 * i)));
  contents.insert(contents.end(), header.begin(), header.end());
  const auto *elements = reinterpret_cast<const std::uint8_t *>(tensor.bytes().data());
  contents.insert(contents.end(), elements, elements + tensor.bytes().size());
  writeFile(path, contents);
}

} // namespace dlc
