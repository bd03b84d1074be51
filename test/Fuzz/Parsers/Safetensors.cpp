// The reader of .safetensors files: whatever the bytes, an Error or tensors whose bytes can all be read.
#include "OnFile.h"

#include "Model/Safetensors.h"
#include "dlc/Error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  dlc::fuzz::onFile(data, size, [](const std::string &path) {
    try {
      const dlc::SafetensorsFile file(path);
      unsigned sum = 0;
      for (const dlc::SafetensorsEntry &entry : file.entries())
        for (std::byte byte : entry.bytes)
          sum += std::to_integer<unsigned>(byte);
      [[maybe_unused]] const volatile unsigned read = sum;
    } catch (const dlc::Error &) {
    }
  });
  return 0;
}
