#include "Model/Safetensors.h"

#include "Model/AtomicFile.h"
#include "Model/ModelContents.h"
#include "dlc/Error.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

namespace dlc {
namespace {

constexpr std::uint64_t mostHeaderBytes = 100'000'000; // as the reference implementation
constexpr const char *metadataKey = "__metadata__";

struct TypeName {
  const char *name;
  unsigned bits;
  std::optional<DType> type;
};
constexpr TypeName typeNames[] = {{"F64", 64, DType::f64},       {"F32", 32, DType::f32},
                                  {"F16", 16, DType::f16},       {"BF16", 16, DType::bf16},
                                  {"I64", 64, DType::i64},       {"I32", 32, DType::i32},
                                  {"I8", 8, DType::i8},          {"U8", 8, DType::u8},
                                  {"BOOL", 8, DType::i1},        {"I16", 16, DType::i16},
                                  {"U16", 16, DType::u16},       {"U32", 32, DType::u32},
                                  {"U64", 64, DType::u64},       {"F8_E4M3", 8, DType::f8e4m3fn},
                                  {"F8_E5M2", 8, DType::f8e5m2}, {"F8_E8M0", 8, std::nullopt},
                                  {"C64", 64, std::nullopt}};

const TypeName *typeNamed(const std::string &name) {
  for (const TypeName &type : typeNames)
    if (name == type.name)
      return &type;
  return nullptr;
}

const char *nameOfType(DType type) {
  for (const TypeName &known : typeNames)
    if (known.type == type)
      return known.name;
  throw Error("the format safetensors has no element type " + std::string(nameOf(type)));
}

//===-- Reading -------------------------------------------------------------------------------------===//

/// What the header says of a tensor.
struct Declared {
  std::string name;
  std::optional<std::string> type;
  std::optional<std::vector<std::uint64_t>> shape, offsets;
};

/// Follows the events of the parser, which does not recurse: a header may nest as deep as it is long.
struct Header : nlohmann::json_sax<nlohmann::json> {
  std::vector<Declared> tensors;
  std::string problem;

  bool null() override { return unexpected("null"); }
  bool boolean(bool) override { return unexpected("a truth value"); }
  bool number_float(double, const std::string &text) override { return unexpected("the number " + text); }
  bool binary(binary_t &) override { return unexpected("binary data"); }
  bool number_integer(std::int64_t value) override { // negative: others are unsigned
    return unexpected("the number " + std::to_string(value));
  }

  bool number_unsigned(std::uint64_t value) override {
    if (!list)
      return unexpected("the number " + std::to_string(value));
    list->push_back(value);
    return true;
  }

  bool string(std::string &value) override {
    if (list || depth != 2 || (!isMetadata && field != "dtype"))
      return unexpected("a string");
    if (!isMetadata)
      tensors.back().type = value;
    return true;
  }

  bool start_object(std::size_t) override {
    if (list || depth >= 2)
      return unexpected("an object");
    if (++depth == 2 && !isMetadata)
      tensors.push_back({field, {}, {}, {}});
    fields.clear();
    return true;
  }
  bool end_object() override {
    if (depth-- == 2 && !isMetadata) {
      const Declared &tensor = tensors.back();
      if (!tensor.type || !tensor.shape || !tensor.offsets)
        return fail("the tensor " + quoteName(tensor.name) + " lacks one of dtype, shape and data_offsets");
    }
    return true;
  }

  bool key(std::string &name) override {
    if (!(depth == 1 ? names : fields).insert(name).second)
      return fail((depth == 1 ? "the name " : "the field ") + quoteName(name) + " occurs twice");
    if (depth == 1)
      isMetadata = name == metadataKey;
    else if (!isMetadata && name != "dtype" && name != "shape" && name != "data_offsets")
      return fail("the tensor " + quoteName(tensors.back().name) + " has a field " + quoteName(name));
    field = name;
    return true;
  }

  bool start_array(std::size_t) override {
    if (list || depth != 2 || isMetadata || field == "dtype")
      return unexpected("a list");
    list = field == "shape" ? &tensors.back().shape.emplace() : &tensors.back().offsets.emplace();
    return true;
  }
  bool end_array() override {
    list = nullptr;
    return true;
  }

  bool parse_error(std::size_t position, const std::string &, const nlohmann::json::exception &) override {
    return fail("is no JSON near its byte " + std::to_string(position));
  }

private:
  bool fail(std::string text) {
    problem = std::move(text);
    return false;
  }
  bool unexpected(const std::string &what) {
    return fail("has " + what +
                (depth ? " as the value of " + quoteName(field) : " in the place of an object"));
  }

  int depth = 0;
  bool isMetadata = false;
  std::string field;
  std::set<std::string> names, fields;
  std::vector<std::uint64_t> *list = nullptr;
};

/// Checks one tensor against the bytes that there are; what is wrong with it, or nothing.
std::string complete(const Declared &declared, std::span<const std::byte> data, SafetensorsEntry &entry) {
  const TypeName *type = typeNamed(*declared.type);
  if (!type)
    return "has the unknown type " + quoteName(*declared.type);
  if (declared.offsets->size() != 2)
    return "has " + std::to_string(declared.offsets->size()) + " data_offsets, not 2";
  std::uint64_t bytes = type->bits / 8;
  bool isEmpty = false;
  for (std::uint64_t size : *declared.shape) {
    isEmpty |= size == 0;
    // Sizes of 0 hide no overflow of the others.
    if (size > INT64_MAX || (size != 0 && __builtin_mul_overflow(bytes, size, &bytes)) || bytes > INT64_MAX)
      return "has a shape that no memory holds";
    entry.shape.push_back(static_cast<std::int64_t>(size));
  }
  const auto [begin, end] = std::pair((*declared.offsets)[0], (*declared.offsets)[1]);
  if (begin > end || end > data.size())
    return "has bytes " + std::to_string(begin) + " to " + std::to_string(end) + " of " +
           std::to_string(data.size());
  if (end - begin != (isEmpty ? 0 : bytes))
    return "has " + std::to_string(end - begin) + " bytes, and by its type and shape " +
           std::to_string(isEmpty ? 0 : bytes);
  entry.name = declared.name;
  entry.typeName = type->name;
  entry.type = type->type;
  entry.bytes = data.subspan(begin, end - begin);
  if (type->type == DType::i1 &&
      std::ranges::any_of(entry.bytes, [](std::byte b) { return b > std::byte(1); }))
    return "has truth values other than 0 and 1";
  return "";
}

} // namespace

SafetensorsFile::SafetensorsFile(const std::filesystem::path &path) : file(path), mapping(path) {
  const std::span<const std::byte> all = mapping.bytes();
  auto fail = [&](std::uint64_t offset, const std::string &message) {
    throw Error(path.string() + ": byte " + std::to_string(offset) + ": " + message);
  };
  std::uint64_t length = 0;
  if (all.size() < 8)
    fail(all.size(), "the file ends in the length of its header, which takes 8 bytes");
  for (int i = 7; i >= 0; --i)
    length = length << 8 | std::to_integer<std::uint64_t>(all[i]);
  if (length > mostHeaderBytes || length > all.size() - 8)
    fail(0, "the header would have " + std::to_string(length) + " bytes, and the file has " +
                std::to_string(all.size() - 8) + " behind its length" +
                (length > mostHeaderBytes ? "; 100 MB are allowed" : ""));
  const char *const text = reinterpret_cast<const char *>(all.data()) + 8;
  Header header;
  if (length == 0 || *text != '{')
    fail(8, "the header does not begin with '{'");
  if (!nlohmann::json::sax_parse(text, text + length, &header))
    fail(8, "the header " + header.problem);
  const std::uint64_t start = 8 + length;
  const std::span<const std::byte> data = all.subspan(start);
  for (const Declared &declared : header.tensors) {
    SafetensorsEntry entry;
    const std::string problem = complete(declared, data, entry);
    if (!problem.empty())
      fail(8, "the tensor " + quoteName(declared.name) + " " + problem);
    tensors.push_back(std::move(entry));
  }
  std::ranges::sort(tensors, {}, [](const SafetensorsEntry &entry) {
    return std::pair(entry.bytes.data(), entry.bytes.size());
  });
  const std::byte *at = data.data();
  for (const SafetensorsEntry &entry : tensors) {
    if (entry.bytes.empty())
      continue; // may lie anywhere
    if (entry.bytes.data() != at)
      fail(start + static_cast<std::uint64_t>(std::min(at, entry.bytes.data()) - data.data()),
           entry.bytes.data() < at ? "the tensor " + quoteName(entry.name) + " shares bytes with another"
                                   : "there are bytes that belong to no tensor");
    at = entry.bytes.data() + entry.bytes.size();
  }
  if (at != data.data() + data.size())
    fail(start + static_cast<std::uint64_t>(at - data.data()), "there are bytes that belong to no tensor");
}

//===-- Writing -------------------------------------------------------------------------------------===//

std::string safetensorsHeader(const std::string &file, std::vector<SafetensorsTensor> &tensors) {
  std::ranges::sort(tensors, [](const SafetensorsTensor &a, const SafetensorsTensor &b) {
    const auto order = [](const SafetensorsTensor &t) {
      return std::pair(-static_cast<int>(byteWidth(t.type)), t.name);
    };
    return order(a) < order(b);
  });
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  std::set<std::string> names;
  std::uint64_t offset = 0;
  for (const SafetensorsTensor &tensor : tensors) {
    if (tensor.name == metadataKey || !names.insert(tensor.name).second)
      throw Error(file + ": there cannot be " + (tensor.name == metadataKey ? "a tensor" : "two tensors") +
                  " of the name " + quoteName(tensor.name));
    const std::uint64_t bytes = byteSize(tensor.type, tensor.shape).value();
    header[tensor.name] = {{"dtype", nameOfType(tensor.type)},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, offset + bytes}}};
    offset += bytes;
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const nlohmann::json::exception &) {
    throw Error(file + ": the name of a tensor is no UTF-8");
  }
  text.append((8 - text.size() % 8) % 8, ' '); // so that the bytes behind it are aligned
  std::string length(8, '\0');
  for (std::size_t i = 0; i < length.size(); ++i)
    length[i] = static_cast<char>(text.size() >> (8 * i));
  return length + text;
}

void writeSafetensors(const std::filesystem::path &path, std::vector<SafetensorsTensor> tensors) {
  const std::string header = safetensorsHeader(path.string(), tensors);
  AtomicFile out(path);
  out.write(std::as_bytes(std::span(header)));
  for (const SafetensorsTensor &tensor : tensors)
    out.write(tensor.bytes);
  out.commit();
}

} // namespace dlc
