// IDX files.
#include "Data/Idx.h"
#include "dlc/Error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  try {
    dlc::parseIdx({data, size}, "fuzz-idx");
  } catch (const dlc::Error &) {
  }
  return 0;
}
