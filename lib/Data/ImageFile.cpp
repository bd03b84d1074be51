// PNG through libpng's simplified interface, JPEG through libjpeg-turbo's classic one.
#include "Data/ImageFile.h"

#include <algorithm>
#include <cctype>
#include <csetjmp>
#include <cstddef> // before jpeglib.h, which wants size_t and FILE
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <jpeglib.h>
#include <memory>
#include <png.h>

namespace dlc {
namespace {

constexpr std::uint64_t mostPixels = std::uint64_t(1) << 27;

Tensor makeImage(std::uint64_t height, std::uint64_t width, int channels, const std::string &file) {
  if (height == 0 || width == 0 || height > mostPixels / width)
    throw Error(file + ": is " + std::to_string(width) + " x " + std::to_string(height) +
                " pixels; images of 1 to " + std::to_string(mostPixels) + " pixels are read");
  return {{static_cast<std::int64_t>(height), static_cast<std::int64_t>(width), channels}, DType::u8};
}

bool isPng(std::span<const std::uint8_t> contents) {
  return contents.size() >= 8 && png_sig_cmp(contents.data(), 0, 8) == 0;
}

bool isJpeg(std::span<const std::uint8_t> contents) {
  return contents.size() >= 3 && contents[0] == 0xff && contents[1] == 0xd8 && contents[2] == 0xff;
}

Tensor decodePng(std::span<const std::uint8_t> contents, const std::string &file, int channels) {
  png_image image;
  std::memset(&image, 0, sizeof(image));
  image.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, decltype(&png_image_free)> freed(&image, png_image_free);
  const auto fail = [&] { throw Error(file + ": is no PNG that can be read: " + image.message); };
  if (!png_image_begin_read_from_memory(&image, contents.data(), contents.size()))
    fail();
  if (channels == 0)
    channels = image.format & PNG_FORMAT_FLAG_COLOR ? 3 : 1;
  image.format = channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB; // as images of 8 bits, unless the file says otherwise
  Tensor pixels = makeImage(image.height, image.width, channels, file);
  const png_color black{0, 0, 0};
  if (!png_image_finish_read(&image, &black, pixels.values<std::uint8_t>().data(), 0, nullptr))
    fail();
  return pixels;
}

/// libjpeg calls back where an error is, and must not come back from there.
struct JpegErrors {
  jpeg_error_mgr manager; // first: libjpeg knows its address
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
};

/// Warnings, too: they are damage in the middle of a file, of which the rest would be grey.
void failJpeg(j_common_ptr state) {
  auto *errors = reinterpret_cast<JpegErrors *>(state->err);
  errors->manager.format_message(state, errors->message);
  std::longjmp(errors->jump, 1);
}

void emitJpeg(j_common_ptr state, int level) {
  if (level < 0)
    failJpeg(state);
}

enum class JpegStep { Header, Pixels };

/// The part that may jump: nothing in it has a destructor. Reads the header, and then, into `pixels`, all
/// rows.
bool runJpeg(jpeg_decompress_struct &state, JpegErrors &errors, JpegStep step, int channels,
             std::uint8_t *pixels) {
  if (setjmp(errors.jump))
    return false;
  if (step == JpegStep::Header) {
    jpeg_read_header(&state, TRUE);
    return true;
  }
  state.out_color_space = channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
  jpeg_start_decompress(&state);
  const std::size_t row = static_cast<std::size_t>(state.output_width) * static_cast<unsigned>(channels);
  while (state.output_scanline < state.output_height) {
    JSAMPROW next = pixels + state.output_scanline * row;
    jpeg_read_scanlines(&state, &next, 1);
  }
  jpeg_finish_decompress(&state);
  return true;
}

Tensor decodeJpeg(std::span<const std::uint8_t> contents, const std::string &file, int channels) {
  jpeg_decompress_struct state{};
  JpegErrors errors{};
  state.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = failJpeg;
  errors.manager.emit_message = emitJpeg;
  jpeg_create_decompress(&state);
  const std::unique_ptr<jpeg_decompress_struct, decltype(&jpeg_destroy_decompress)> destroyed(
      &state, jpeg_destroy_decompress);
  jpeg_mem_src(&state, contents.data(), contents.size());
  const auto fail = [&] { throw Error(file + ": is no JPEG that can be read: " + errors.message); };
  if (!runJpeg(state, errors, JpegStep::Header, 0, nullptr))
    fail();
  if (state.jpeg_color_space == JCS_CMYK || state.jpeg_color_space == JCS_YCCK)
    throw Error(file + ": has the colours of print (CMYK); images are grey or RGB");
  if (channels == 0)
    channels = state.jpeg_color_space == JCS_GRAYSCALE ? 1 : 3;
  Tensor pixels = makeImage(state.image_height, state.image_width, channels, file);
  if (!runJpeg(state, errors, JpegStep::Pixels, channels, pixels.values<std::uint8_t>().data()))
    fail();
  return pixels;
}

} // namespace

Tensor decodeImage(std::span<const std::uint8_t> contents, const std::string &file, int channels) {
  if (isPng(contents))
    return decodePng(contents, file, channels);
  if (isJpeg(contents))
    return decodeJpeg(contents, file, channels);
  throw Error(file + ": is neither a PNG nor a JPEG image");
}

Tensor readImage(const std::string &path, int channels) {
  return decodeImage(readFile(path), path, channels);
}

bool hasImageName(const std::string &path) {
  std::string ending = std::filesystem::path(path).extension();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

void copyToPlanes(const Tensor &image, std::span<std::uint8_t> target, std::int64_t channels) {
  const auto source = image.values<std::uint8_t>();
  const auto own = static_cast<std::size_t>(image.dim(2)), pixels = source.size() / own;
  for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c)
    for (std::size_t i = 0; i < pixels; ++i)
      target[c * pixels + i] = source[i * own + (own == 1 ? 0 : c)];
}

} // namespace dlc
