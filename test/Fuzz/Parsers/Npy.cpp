// .npy arrays.
#include "Data/Npy.h"
#include "dlc/Error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  try {
    dlc::parseNpy({data, size}, "fuzz.npy");
  } catch (const dlc::Error &) {
  }
  return 0;
}
