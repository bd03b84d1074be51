// The C++ reader of .dlm files: whatever the bytes, an Error or a file that can be looked at.
#include "OnFile.h"

#include "Model/ModelFile.h"
#include "dlc/Error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  dlc::fuzz::onFile(data, size, [](const std::string &path) {
    try {
      const dlc::ModelFile file(path);
      file.verifyChecksums();
    } catch (const dlc::Error &) {
    }
  });
  return 0;
}
