// .npz archives.
#include "OnFile.h"

#include "Data/Npy.h"
#include "dlc/Error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  dlc::fuzz::onFile(data, size, [](const std::string &path) {
    try {
      dlc::readNpz(path);
    } catch (const dlc::Error &) {
    }
  });
  return 0;
}
