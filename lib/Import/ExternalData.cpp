#include "Import/ExternalData.h"

#include "Import/Errors.h"

#include "onnx/onnx.pb.h"

#include <charconv>
#include <filesystem>

namespace fs = std::filesystem;

namespace dlc::importer {

static uint64_t numberOf(const std::string &key, const std::string &text) {
  uint64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest != text.data() + text.size())
    refuse("its external data have the " + key + " '" + text + "', which is no number");
  return number;
}

/// Where the file is, if it lies in the folder.
static fs::path placeOf(const std::string &location, const std::string &folder) {
  const fs::path relative(location);
  const std::string named = "its external data are in '" + location + "', ";
  if (relative.empty() || relative.is_absolute())
    refuse(llvm::Twine(named) + "which is no path in the folder of the model");
  for (const fs::path &part : relative)
    if (part == "..")
      refuse(llvm::Twine(named) + "which may not lead out of the folder of the model");
  std::error_code error;
  const fs::path home = fs::canonical(folder.empty() ? "." : folder, error);
  const fs::path real = error ? fs::path() : fs::canonical(home / relative, error);
  if (error)
    refuse(llvm::Twine(named) + "which cannot be opened: " + error.message());
  if (std::mismatch(home.begin(), home.end(), real.begin(), real.end()).first != home.end())
    refuse(llvm::Twine(named) + "which is a link that leads out of the folder of the model");
  if (!fs::is_regular_file(real))
    refuse(llvm::Twine(named) + "which is no file");
  return real;
}

std::unique_ptr<llvm::MemoryBuffer> readExternalData(const ::onnx::TensorProto &tensor,
                                                     const std::string &folder, size_t bytes) {
  std::string location;
  uint64_t offset = 0, length = bytes;
  for (const ::onnx::StringStringEntryProto &entry : tensor.external_data()) {
    if (entry.key() == "location")
      location = entry.value();
    else if (entry.key() == "offset")
      offset = numberOf("offset", entry.value());
    else if (entry.key() == "length")
      length = numberOf("length", entry.value());
  }
  const fs::path place = placeOf(location, folder);
  const uint64_t size = fs::file_size(place);
  if (length != bytes)
    refuse("it has " + llvm::Twine(bytes) + " bytes by its shape, and " + llvm::Twine(length) + " in '" +
           location + "'");
  if (offset > size || length > size - offset)
    refuse("it would end at byte " + llvm::Twine(offset) + " + " + llvm::Twine(length) + " of '" + location +
           "', which has " + llvm::Twine(size));
  auto data = llvm::MemoryBuffer::getFileSlice(place.string(), length, offset);
  if (!data)
    refuse("'" + llvm::Twine(location) + "' cannot be read: " + data.getError().message());
  return std::move(*data);
}

} // namespace dlc::importer
