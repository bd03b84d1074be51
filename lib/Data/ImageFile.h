// Images in: PNG and JPEG files, and what makes them all of one size.
#pragma once

#include "Data/Files.h"

namespace dlc {

/// A PNG or JPEG file, by its first bytes, as u8 [height, width, channels] of this many channels: 1 (grey), 3
/// (red, green, blue), or 0: 1 for what is grey in the file and else 3. Deeper channels become 8 bits; what
/// is transparent lies on black. `file` is for messages. Throws Error for other formats, damage, more than
/// 2^27 pixels, and colours of print (CMYK).
Tensor decodeImage(std::span<const std::uint8_t> contents, const std::string &file, int channels = 0);

/// The same of a file.
Tensor readImage(const std::string &path, int channels = 0);

/// Whether a file's name ends as that of a PNG or a JPEG file.
bool hasImageName(const std::string &path);

/// The middle of an image [height, width, channels], as large as these sides allow at their ratio, scaled to
/// them: each pixel is the mean of what it covers, weighted by a triangle; where it covers less than one, it
/// is between its neighbours. Sizes must be at least 1.
Tensor fitImage(const Tensor &image, std::int64_t height, std::int64_t width);

/// [height, width, channels] into [channels, height, width], and from one channel into three that are equal,
/// as many as `target` holds.
void copyToPlanes(const Tensor &image, std::span<std::uint8_t> target, std::int64_t channels);

} // namespace dlc
