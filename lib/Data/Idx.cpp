// IDX: header, size check before any memory is taken, then one pass that turns the byte order.
#include "Data/Idx.h"

#include "Data/Files.h"

#include <algorithm>
#include <bit>

namespace dlc {
namespace {

static_assert(std::endian::native == std::endian::little,
              "elements are byte-swapped for little-endian hosts");

DType elementTypeOf(std::uint8_t code, const std::string &file) {
  std::string known;
  for (const ElementType &info : elementTypes)
    if (info.idx) {
      if (info.idx == code)
        return info.type;
      known += (known.empty() ? "" : ", ") + std::to_string(info.idx) + " (" + info.name + ")";
    }
  failAt(file, 2, "wrong magic number: element type " + std::to_string(code) + " is none of " + known);
}

} // namespace

Tensor parseIdx(std::span<const std::uint8_t> contents, const std::string &file) {
  ByteReader reader(contents, file);
  const auto magic = reader.take(4, "the magic number");
  if (magic[0] != 0 || magic[1] != 0)
    failAt(file, 0,
           "wrong magic number: an IDX file starts with bytes 0 0, this one with " +
               std::to_string(magic[0]) + " " + std::to_string(magic[1]));
  const DType type = elementTypeOf(magic[2], file);
  Shape shape(magic[3]);
  for (std::int64_t &dimension : shape)
    dimension = reader.u32BigEndian("an axis of the shape");

  std::int64_t promised = 0;
  try {
    promised = byteCount(shape, type);
  } catch (const Error &error) {
    failAt(file, 4, error.what());
  }
  if (static_cast<std::uint64_t>(promised) != reader.remaining())
    reader.fail(std::string(static_cast<std::uint64_t>(promised) > reader.remaining() ? "file is truncated"
                                                                                      : "file is too long") +
                ": shape " + toString(shape) + " of " + nameOf(type) + " needs " + std::to_string(promised) +
                " bytes, " + std::to_string(reader.remaining()) + " follow");

  Tensor tensor(shape, type);
  const auto source = reader.take(static_cast<std::uint64_t>(promised), "the elements");
  auto *target = reinterpret_cast<std::uint8_t *>(tensor.bytes().data());
  const std::size_t width = byteWidth(type);
  if (width == 1) {
    std::copy(source.begin(), source.end(), target);
    return tensor;
  }
  for (std::size_t i = 0; i < source.size(); i += width)
    std::reverse_copy(source.data() + i, source.data() + i + width, target + i);
  return tensor;
}

Tensor readIdx(const std::string &path) { return parseIdx(readMaybeCompressed(path), path); }

} // namespace dlc
