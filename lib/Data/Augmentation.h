// Changes images at random on their way to a training step, so that no two passes see the same ones. Comes
// in: a text such as 'shift(2), rotate(10), flip', and a batch of images. Goes out: the batch, changed.
#pragma once

#include "dlc/Random.h"
#include "dlc/Tensor.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dlc {

class Augmentation {
public:
  /// What is drawn for each image anew, by names and numbers as description() and
  /// docs/how-to/augment-images.md list them. The larger a number, the more an image is changed. Throws
  /// Error, with what there is, for another text, and for a number out of its range.
  static Augmentation parse(std::string_view text);

  bool empty() const { return steps.empty() && mixing == 0; }
  /// As it is parsed again.
  std::string text() const;
  /// Each augmentation with its number, that number's range and what it does, a line each.
  static std::string description();

  /// Whether examples are mixed, by the parameter of the beta distribution: H. Zhang and others, mixup:
  /// Beyond empirical risk minimization, 2018.
  double mixup() const { return mixing; }
  /// Which part the other one has where labels are mixed, too: of a beta distribution (A, A).
  double drawPart(Random &random) const;
  /// The same where an example keeps its label: of a beta distribution (A, A + 1). Averaged over pairs of
  /// examples, the loss is then that of both labels by their parts: each pair comes in either order, and the
  /// part of the label that is kept is that by which its order is more probable (F. Huszár, mixup:
  /// Data-dependent data augmentation, 2017).
  double drawPartBesideLabel(Random &random) const;

  /// Whether channels are changed against each other, which grey images have not.
  bool needsChannels() const;

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
    erase,
    mixup
  };
  struct Step {
    Kind kind;
    double amount;
  };
  struct KindInfo;
  static std::span<const KindInfo> kinds();

  std::vector<Step> steps;
  double mixing = 0;
};

} // namespace dlc
