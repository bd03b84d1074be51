// Signals: windows, and Fourier transforms as products with constant matrices.
#include "Import/RuleTable.h"

#include <cmath>
#include <numbers>

using namespace mlir;

namespace dlc::importer {

/// a0 - a1 · cos(2πi/n) + a2 · cos(4πi/n); n is one less where the window is symmetric.
static void window(Node &node, double a0, double a1, double a2) {
  const int64_t size = node.integer(0, "size");
  if (size < 0 || size > mostKnownElements)
    refuse("its size " + Twine(size) + " is not supported");
  const double period = node.i("periodic", 1) ? static_cast<double>(size) : static_cast<double>(size - 1);
  std::vector<double> values;
  for (int64_t i = 0; i < size; ++i) {
    const double angle = period > 0 ? 2 * std::numbers::pi * static_cast<double>(i) / period : 0;
    values.push_back(a0 - a1 * std::cos(angle) + a2 * std::cos(2 * angle));
  }
  node.set(node.e.reals(values, {size}, node.elementType(node.i("output_datatype", 1))));
}

/// Triangles over the bins of a spectrum, whose corners lie equally far apart on the mel scale, in bins.
static void melWeightMatrix(Node &node) {
  const int64_t mels = node.integer(0, "num_mel_bins"), length = node.integer(1, "dft_length"),
                rate = node.integer(2, "sample_rate");
  const double low = node.real(3, "lower_edge_hertz"), high = node.real(4, "upper_edge_hertz");
  const int64_t bins = length / 2 + 1;
  if (mels < 1 || length < 1 || rate < 1 || mels > mostKnownElements || length > mostKnownElements ||
      mels * bins > (int64_t(1) << 24))
    refuse("its matrix of " + Twine(bins) + " and " + Twine(mels) + " bins, for a rate of " + Twine(rate) +
           ", is not supported");
  if (!(low >= 0 && low <= high && high <= static_cast<double>(rate) / 2))
    refuse("its edges " + Twine(std::to_string(low)) + " and " + Twine(std::to_string(high)) +
           " are not in order between 0 and half of the rate, " + Twine(rate));
  auto melOf = [](double hertz) { return 2595 * std::log10(1 + hertz / 700); };
  // ONNX divides by the number of corners, not by that of the steps between them.
  const double step = (melOf(high) - melOf(low)) / static_cast<double>(mels + 2);
  Shape corners;
  for (int64_t i = 0; i < mels + 2; ++i) {
    const double hertz = 700 * (std::pow(10, (melOf(low) + step * static_cast<double>(i)) / 2595) - 1);
    corners.push_back(static_cast<int64_t>(
        std::floor(static_cast<double>(length + 1) * hertz / static_cast<double>(rate))));
  }
  std::vector<double> weights(mels * bins);
  for (int64_t mel = 0; mel < mels; ++mel) {
    const int64_t left = corners[mel], center = corners[mel + 1], right = corners[mel + 2];
    auto set = [&](int64_t bin, int64_t part, int64_t whole) {
      if (bin >= 0 && bin < bins)
        weights[bin * mels + mel] = whole ? static_cast<double>(part) / static_cast<double>(whole) : 1;
    };
    for (int64_t bin = left; bin <= center; ++bin)
      set(bin, bin - left, center - left);
    for (int64_t bin = center; bin < right; ++bin)
      set(bin, right - bin, right - center);
  }
  node.set(node.e.reals(weights, {bins, mels}, node.elementType(node.i("output_datatype", 1))));
}

namespace {
/// Real and imaginary parts, the signal along the last dimension.
struct Complex {
  Value real, imaginary; ///< the latter null: 0
};
} // namespace

/// [..., 1 or 2] as parts.
static Complex partsOf(Emit &e, Value x) {
  Shape shape = shapeOf(x);
  const int64_t last = rankOf(x) - 1, count = shape[last];
  if (count != 1 && count != 2)
    refuse("the last dimension of its input " + nn::shapeText(shape) + " is not 1 or 2");
  shape.pop_back();
  Complex parts{e.reshape(e.slice(x, last, 0, 1), shape), {}};
  if (count == 2)
    parts.imaginary = e.reshape(e.slice(x, last, 1, 2), shape);
  return parts;
}

/// Along the last dimension, which is cut or padded with zeros to `length`; `bins` results.
static Complex transformed(Emit &e, Complex x, int64_t length, int64_t bins, bool inverse) {
  auto fitted = [&](Value part) {
    const int64_t axis = rankOf(part) - 1, size = shapeOf(part)[axis];
    if (size > length)
      return e.slice(part, axis, 0, length);
    Shape pads(2 * rankOf(part), 0);
    pads.back() = length - size;
    return size == length ? part : e.one<nn::PadOp>(part, e.attrs().ints("pads", pads));
  };
  checkComputed("matrix", {length, bins});
  std::vector<double> cosines, sines;
  const double scale = inverse ? 1 / static_cast<double>(length) : 1;
  for (int64_t i = 0; i < length; ++i)
    for (int64_t k = 0; k < bins; ++k) {
      const double angle =
          2 * std::numbers::pi * static_cast<double>(i * k % length) / static_cast<double>(length);
      cosines.push_back(scale * std::cos(angle));
      sines.push_back(scale * (inverse ? std::sin(angle) : -std::sin(angle)));
    }
  Value real = fitted(x.real);
  Value c = e.reals(cosines, {length, bins}, elementOf(real)),
        s = e.reals(sines, {length, bins}, elementOf(real));
  auto product = [&](Value part, Value matrix) {
    Shape shape = shapeOf(part);
    Value rows = rankOf(part) == 1 ? e.reshape(part, {1, length}) : part;
    shape.back() = bins;
    return e.reshape(e.matmul(rows, matrix), shape);
  };
  Complex result{product(real, c), product(real, s)};
  if (x.imaginary) {
    Value imaginary = fitted(x.imaginary);
    result.real = e.sub(result.real, product(imaginary, s));
    result.imaginary = e.add(result.imaginary, product(imaginary, c));
  }
  return result;
}

static Value joined(Emit &e, Complex x) {
  Shape column = shapeOf(x.real);
  column.push_back(1);
  return e.concat({e.reshape(x.real, column), e.reshape(x.imaginary, column)}, rankOf(x.real));
}

static void dft(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0);
  const int64_t rank = rankOf(x);
  const int64_t axis = node.axis(node.opset < 20 ? node.i("axis", 1)
                                 : node.has(2)   ? node.integer(2, "axis")
                                                 : -2,
                                 rank);
  const int64_t size = shapeOf(x)[axis], length = node.has(1) ? node.integer(1, "dft_length") : size;
  if (nn::isSymbolic(length) || length < 1 || axis == rank - 1)
    refuse("it transforms a dynamic size, nothing, or the dimension of the parts");
  const bool onesided = node.i("onesided", 0) != 0;
  Complex parts = partsOf(e, x);
  const int64_t last = rankOf(parts.real) - 1;
  auto swapped = [&](Value part) { return part ? e.swap(part, axis, last) : part; };
  parts = {swapped(parts.real), swapped(parts.imaginary)};
  Complex result =
      transformed(e, parts, length, onesided ? length / 2 + 1 : length, node.i("inverse", 0) != 0);
  node.set(joined(e, {swapped(result.real), swapped(result.imaginary)}));
}

static void stft(Node &node) {
  Emit &e = node.e;
  Value signal = node.in(0);
  const int64_t step = node.integer(1, "frame_step");
  const int64_t length = node.has(3)   ? node.integer(3, "frame_length")
                         : node.has(2) ? node.type(2).getShape()[0]
                                       : 0;
  if (rankOf(signal) == 2)
    signal = e.reshape(signal, {shapeOf(signal)[0], shapeOf(signal)[1], 1});
  const int64_t samples = shapeOf(signal)[1];
  if (rankOf(signal) != 3 || nn::isSymbolic(samples) || step < 1 || length < 1 || length > samples)
    refuse("its signal " + nn::shapeText(shapeOf(signal)) + " has no frames of " + Twine(length));
  const int64_t frames = (samples - length) / step + 1;
  checkComputed("frames", {frames, length});
  Shape places;
  for (int64_t frame = 0; frame < frames; ++frame)
    for (int64_t i = 0; i < length; ++i)
      places.push_back(frame * step + i);
  Complex parts = partsOf(e, signal);
  auto framed = [&](Value part) {
    if (!part)
      return part;
    Value all = e.reshape(e.gather(part, e.integers(places), 1), {shapeOf(part)[0], frames, length});
    return node.has(2) ? e.mul(all, node.in(2)) : all;
  };
  Complex result = transformed(e, {framed(parts.real), framed(parts.imaginary)}, length,
                               node.i("onesided", 1) ? length / 2 + 1 : length, false);
  node.set(joined(e, result));
}

ArrayRef<Rule> signalRules() {
  static const Rule rules[] = {
      {"HannWindow", 17, newest, [](Node &node) { window(node, 0.5, 0.5, 0); }, "of a constant size"},
      {"HammingWindow", 17, newest, [](Node &node) { window(node, 25.0 / 46, 21.0 / 46, 0); },
       "of a constant size"},
      {"BlackmanWindow", 17, newest, [](Node &node) { window(node, 0.42, 0.5, 0.08); }, "of a constant size"},
      {"MelWeightMatrix", 17, newest, melWeightMatrix, "of constants"},
      {"DFT", 17, newest, dft, "as a product with a matrix"},
      {"STFT", 17, newest, stft, "as a product with a matrix"},
  };
  return rules;
}

} // namespace dlc::importer
