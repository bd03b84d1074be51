// Changes images at random on their way to a training step, so that no two passes see the same ones. Comes
// in: a text such as 'shift(2), rotate(10), flip', and a batch of images. Goes out: the batch, changed.
#pragma once

#include "dlc/Random.h"
#include "dlc/Tensor.h"

#include <string>
#include <string_view>
#include <vector>

namespace dlc {

class Augmentation {
public:
  /// What is drawn for each image anew:
  ///
  ///   flip              mirrored, in half of the cases
  ///   shift(P)          by up to P pixels along each axis; what comes in is black
  ///   rotate(D)         by up to D degrees about the middle
  ///   scale(F)          enlarged or reduced by a factor of up to 1 + F
  ///   crop(F)           a part of at least F of each side, at any place, enlarged to the whole
  ///   brightness(F)     by up to F, of a range from black to white of 1
  ///   contrast(F)       differences to the mean times 1 - F … 1 + F
  ///   colour(F)         each channel times 1 - F … 1 + F
  ///   noise(S)          normal numbers with deviation S are added
  ///   erase(F)          a rectangle of up to F of each side becomes noise, in half of the cases
  ///   mixup(A)          mixed with another example, all columns alike, by a part that is drawn from a beta
  ///                     distribution (A, A): H. Zhang and others, mixup: Beyond empirical risk minimization,
  ///                     2018
  ///
  /// Throws Error, with what there is, for another text.
  static Augmentation parse(std::string_view text);

  bool empty() const { return steps.empty() && mixing == 0; }
  /// As it is parsed again.
  std::string text() const;

  /// Whether examples are mixed, and with which part of the other one.
  double mixup() const { return mixing; }
  double drawPart(Random &random) const;

  /// Changes one image [C, H, W]. `black` and `white` are what pixels of 0 and 1 have become.
  void apply(std::span<float> image, std::int64_t channels, std::int64_t height, std::int64_t width,
             float black, float white, Random &random) const;

private:
  enum class Kind : std::uint8_t {
    flip,
    shift,
    rotate,
    scale,
    crop,
    brightness,
    contrast,
    colour,
    noise,
    erase
  };
  struct Step {
    Kind kind;
    double amount;
  };
  static const std::vector<std::pair<const char *, Kind>> &kinds();

  std::vector<Step> steps;
  double mixing = 0;
};

} // namespace dlc
