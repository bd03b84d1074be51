// .npy: a magic number, a version, a header that is a Python dictionary in text, then the elements.
#include "Data/Npy.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dlc {
namespace {

static_assert(std::endian::native == std::endian::little, "elements are copied as they lie in the file");

constexpr std::uint8_t magic[] = {0x93, 'N', 'U', 'M', 'P', 'Y'};

/// How elements lie in the file.
struct Elements {
  DType type = DType::f32;
  bool isSwapped = false; ///< big-endian
};

struct Header {
  std::optional<Elements> type;
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

  [[noreturn]] void failElements(const std::string &what) const {
    try {
      fail(what);
    } catch (const Error &error) {
      throw UnsupportedElements(error.what());
    }
  }

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

  /// A descriptor is a byte order, a kind of number and its bytes: "<f4".
  Elements elementType() {
    skipSpace();
    if (at < text.size() && text[at] == '[')
      failElements("structured element types are not supported");
    const std::size_t start = at;
    const std::string name = quoted();
    const std::string number = name == "?" ? "b1" : name.empty() ? "" : name.substr(1);
    const bool isSwapped = name.starts_with('>');
    for (const ElementType &info : elementTypes)
      if (*info.npy && number == info.npy + 1)
        return {info.type, isSwapped};
    at = start;
    if (name.find('O') != std::string::npos)
      failElements("element type '" + name + "' holds Python objects, which are not supported");
    std::string known;
    for (const ElementType &info : elementTypes)
      if (*info.npy)
        known += std::string(known.empty() ? "" : ", ") + (info.npy + 1);
    failElements("element type '" + name + "' is none of " + known);
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

/// Calls `use` with the index in the file of each element, in the tensor's order.
template <typename Use> void forEachIndex(const Shape &shape, bool isFortran, Use use) {
  const std::int64_t count = elementCount(shape);
  if (!isFortran || shape.size() < 2) {
    for (std::int64_t i = 0; i < count; ++i)
      use(static_cast<std::size_t>(i));
    return;
  }
  Shape strides(shape.size(), 1), index(shape.size(), 0);
  for (std::size_t axis = 1; axis < shape.size(); ++axis)
    strides[axis] = strides[axis - 1] * shape[axis - 1];
  std::int64_t at = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    use(static_cast<std::size_t>(at));
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      at += strides[axis];
      if (++index[axis] < shape[axis])
        break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

void copyElements(std::span<const std::uint8_t> source, const Elements &elements, bool isFortran,
                  Tensor &tensor) {
  auto *target = reinterpret_cast<std::uint8_t *>(tensor.bytes().data());
  const std::size_t width = byteWidth(elements.type);
  if (!elements.isSwapped && (!isFortran || tensor.rank() < 2)) {
    std::memcpy(target, source.data(), source.size());
    return;
  }
  forEachIndex(tensor.shape(), isFortran, [&](std::size_t index) {
    const std::uint8_t *element = source.data() + index * width;
    if (elements.isSwapped)
      std::reverse_copy(element, element + width, target);
    else
      std::copy(element, element + width, target);
    target += width;
  });
}

} // namespace

/// What stands in front of the elements, where the reader is then.
static Header readHeader(ByteReader &reader, std::span<const std::uint8_t> contents, const std::string &file,
                         std::uint64_t base) {
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
  Header header = HeaderParser(view, file, base + headerAt).parse();
  const Elements &elements = *header.type;
  std::int64_t promised = 0;
  try {
    promised = byteCount(*header.shape, elements.type);
  } catch (const Error &error) {
    failAt(file, base + headerAt, std::string("shape overflows: ") + error.what());
  }
  if (static_cast<std::uint64_t>(promised) != reader.remaining())
    reader.fail(std::string(static_cast<std::uint64_t>(promised) > reader.remaining() ? "file is truncated"
                                                                                      : "file is too long") +
                ": shape " + toString(*header.shape) + " of " + nameOf(elements.type) + " needs " +
                std::to_string(promised) + " bytes, " + std::to_string(reader.remaining()) + " follow");
  return header;
}

Tensor parseNpy(std::span<const std::uint8_t> contents, const std::string &file, std::uint64_t base) {
  ByteReader reader(contents, file, base);
  const Header header = readHeader(reader, contents, file, base);
  Tensor tensor(*header.shape, header.type->type);
  const auto source = reader.take(reader.remaining(), "the elements");
  if (!source.empty())
    copyElements(source, *header.type, *header.fortranOrder, tensor);
  // A C++ bool of any other byte than 0 and 1 is undefined behaviour.
  if (tensor.dtype() == DType::i1)
    for (std::byte &byte : tensor.bytes())
      byte = byte == std::byte(0) ? std::byte(0) : std::byte(1);
  return tensor;
}

Tensor readNpy(const std::string &path) { return parseNpy(readFile(path), path); }

namespace {
/// A whole file in memory, as long as this lives; nothing where it cannot be mapped.
class Mapping {
public:
  explicit Mapping(const std::string &path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status{};
    if (file >= 0 && ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
      void *mapped = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ | PROT_WRITE,
                            MAP_PRIVATE, file, 0);
      if (mapped != MAP_FAILED)
        bytes = {static_cast<std::uint8_t *>(mapped), static_cast<std::size_t>(status.st_size)};
    }
    if (file >= 0)
      ::close(file);
  }
  ~Mapping() {
    if (!bytes.empty())
      ::munmap(bytes.data(), bytes.size());
  }
  Mapping(const Mapping &) = delete;

  std::span<std::uint8_t> bytes;
};
} // namespace

Column mapNpy(const std::string &path, std::string name) {
  const auto mapping = std::make_shared<Mapping>(path);
  if (!mapping->bytes.empty()) {
    ByteReader reader(mapping->bytes, path);
    const Header header = readHeader(reader, mapping->bytes, path, 0);
    const Elements &elements = *header.type;
    const bool isAsInTensors = !elements.isSwapped && elements.type != DType::i1 &&
                               (!*header.fortranOrder || header.shape->size() < 2) &&
                               reader.offset() % Tensor::alignment == 0 && reader.remaining() > 0;
    if (isAsInTensors)
      return {std::move(name),
              Tensor::over(*header.shape, elements.type,
                           reinterpret_cast<std::byte *>(mapping->bytes.data() + reader.offset())),
              mapping};
  }
  return {std::move(name), readNpy(path), {}};
}

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
