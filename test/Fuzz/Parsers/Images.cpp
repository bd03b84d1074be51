// PNG and JPEG files, and what is made of their pixels. libpng and libjpeg are not instrumented; what calls
// them is.
#include "Data/ImageFile.h"
#include "dlc/Error.h"

#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  constexpr int channels[] = {0, 1, 3};
  try {
    const dlc::Tensor image = dlc::decodeImage({data, size}, "fuzz.png", channels[size % 3]);
    // Of larger ones it takes long, and is the same.
    constexpr std::int64_t mostPixels = 1 << 16;
    if (image.dim(0) * image.dim(1) > mostPixels)
      return 0;
    const dlc::Tensor fitted = dlc::fitImage(image, 5, 7);
    std::vector<std::uint8_t> planes(static_cast<std::size_t>(3 * fitted.dim(0) * fitted.dim(1)));
    dlc::copyToPlanes(fitted, planes, 3);
  } catch (const dlc::Error &) {
  }
  return 0;
}
