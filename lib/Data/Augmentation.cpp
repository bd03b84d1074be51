// All that moves pixels is one map of places, so that an image is sampled once, whatever is asked for.
#include "Data/Augmentation.h"

#include "Data/Ziggurat.h"
#include "dlc/Error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>

namespace dlc {
namespace {

/// From places of the result to those of the image, both counted from the middle.
struct Map {
  double xx = 1, xy = 0, yx = 0, yy = 1, x = 0, y = 0;
  bool isIdentity = true;

  /// First `outer`, then this.
  void after(const Map &outer) {
    const Map inner = *this;
    xx = inner.xx * outer.xx + inner.xy * outer.yx;
    xy = inner.xx * outer.xy + inner.xy * outer.yy;
    yx = inner.yx * outer.xx + inner.yy * outer.yx;
    yy = inner.yx * outer.xy + inner.yy * outer.yy;
    x = inner.xx * outer.x + inner.xy * outer.y + inner.x;
    y = inner.yx * outer.x + inner.yy * outer.y + inner.y;
    isIdentity = false;
  }
};

/// Bilinear; beyond the border is black.
void sample(std::span<float> image, std::int64_t channels, std::int64_t height, std::int64_t width,
            const Map &map, float black) {
  // With a border, so that each place has four neighbours: a line in front, and two behind.
  const std::int64_t pitch = width + 3, plane = (height + 3) * pitch;
  std::vector<float> bordered(static_cast<std::size_t>(channels * plane), black);
  for (std::int64_t line = 0; line < channels * height; ++line)
    std::copy_n(image.begin() + line * width, width,
                bordered.begin() + line / height * plane + (line % height + 1) * pitch + 1);
  const double middleY = static_cast<double>(height - 1) / 2, middleX = static_cast<double>(width - 1) / 2;
  const auto lastX = static_cast<double>(width), lastY = static_cast<double>(height);
  float *to = image.data();
  for (std::int64_t row = 0; row < height; ++row)
    for (std::int64_t column = 0; column < width; ++column, ++to) {
      const double fromX = static_cast<double>(column) - middleX, fromY = static_cast<double>(row) - middleY;
      const double x = map.xx * fromX + map.xy * fromY + map.x + middleX;
      const double y = map.yx * fromX + map.yy * fromY + map.y + middleY;
      // Places in the border, none of which are negative: what is cut off is the fraction.
      const double placeX = std::min(std::max(x, -1.0), lastX) + 1,
                   placeY = std::min(std::max(y, -1.0), lastY) + 1;
      const auto i = static_cast<std::int64_t>(placeY), j = static_cast<std::int64_t>(placeX);
      const auto right = static_cast<float>(placeX - static_cast<double>(j)),
                 below = static_cast<float>(placeY - static_cast<double>(i));
      const float *corner = bordered.data() + i * pitch + j;
      for (std::int64_t channel = 0; channel < channels; ++channel, corner += plane) {
        const float upper = corner[0] * (1 - right) + corner[1] * right;
        const float lower = corner[pitch] * (1 - right) + corner[pitch + 1] * right;
        to[channel * height * width] = upper * (1 - below) + lower * below;
      }
    }
}

std::string shortest(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

} // namespace

/// What can be asked for: `letter` stands for the number, which is above 0 and at most `most`.
struct Augmentation::KindInfo {
  const char *name;
  Kind kind;
  const char *letter;
  double most;
  const char *meaning;
};

std::span<const Augmentation::KindInfo> Augmentation::kinds() {
  constexpr double any = std::numeric_limits<double>::infinity();
  static constexpr KindInfo all[] = {
      {"flip", Kind::flip, "", 0, "mirrored left to right, in half of the cases"},
      {"shift", Kind::shift, "PIXELS", any, "moved by up to so many along each axis"},
      {"rotate", Kind::rotate, "DEGREES", 180, "rotated by up to so many"},
      {"scale", Kind::scale, "F", 1, "enlarged or reduced by up to 1 + F times"},
      {"crop", Kind::crop, "F", 0.5, "up to F of each side cut off, the rest enlarged"},
      {"brightness", Kind::brightness, "F", 1, "up to F of white added or taken away"},
      {"contrast", Kind::contrast, "F", 1, "differences to the mean times 1 - F to 1 + F"},
      {"colour", Kind::colour, "F", 1, "each channel times 1 - F to 1 + F"},
      {"noise", Kind::noise, "F", 1, "normal noise, its deviation F of white"},
      {"erase", Kind::erase, "F", 1, "a rectangle of up to F of each side is noise,\nin half of the cases"},
      {"mixup", Kind::mixup, "A", 4,
       "mixed with another by a part of a beta\ndistribution (A, A): 0.2 little, 1 much"}};
  return all;
}

static std::string inOneLine(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

static std::string nameWith(const char *name, const std::string &number) {
  return number.empty() ? name : std::string(name) + "(" + number + ")";
}

std::string Augmentation::description() {
  std::string result;
  for (const KindInfo &kind : kinds()) {
    std::string text = nameWith(kind.name, kind.letter) + ": " + kind.meaning;
    if (std::isfinite(kind.most) && kind.most > 0)
      text += "; " + std::string(kind.letter) + " up to " + shortest(kind.most);
    for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
      text.insert(at + 1, "    ");
    result += (result.empty() ? "  " : "\n  ") + text;
  }
  return result;
}

Augmentation Augmentation::parse(std::string_view text) {
  const auto fail = [&](const std::string &what) {
    throw Error("augmentation '" + std::string(text) + "': " + what);
  };
  Augmentation result;
  for (std::size_t at = 0; at <= text.size();) {
    std::string_view part = text.substr(at, std::min(text.find(',', at), text.size()) - at);
    at += part.size() + 1;
    const auto trim = [](std::string_view word) {
      while (word.starts_with(' '))
        word.remove_prefix(1);
      while (word.ends_with(' '))
        word.remove_suffix(1);
      return word;
    };
    part = trim(part);
    const std::size_t open = std::min(part.find('('), part.size());
    const std::string name(trim(part.substr(0, open)));
    const auto found = std::ranges::find_if(kinds(), [&](const KindInfo &kind) { return name == kind.name; });
    if (found == kinds().end()) {
      std::string names;
      for (const KindInfo &kind : kinds())
        names += (names.empty() ? "" : ", ") + nameWith(kind.name, kind.letter);
      fail("'" + name + "' is none; there are " + names + ", such as 'shift(2), rotate(10), flip'");
    }
    double amount = 0;
    const bool takesNumber = *found->letter != 0;
    if (takesNumber || open < part.size()) {
      const bool isClosed = part.ends_with(')');
      const std::string_view number =
          isClosed ? trim(part.substr(open + 1, part.size() - open - 2)) : std::string_view();
      const char *end = number.data() + number.size();
      const auto [rest, error] = std::from_chars(number.data(), end, amount);
      if (!takesNumber)
        fail("'" + name + "' takes no number");
      if (!isClosed || error != std::errc() || rest != end || !(amount > 0) || !std::isfinite(amount) ||
          amount > found->most)
        fail(nameWith(found->name, found->letter) + " takes a number above 0" +
             (std::isfinite(found->most) ? ", and up to " + shortest(found->most) : "") + ": " +
             inOneLine(found->meaning));
    }
    if (found->kind == Kind::mixup)
      result.mixing = amount;
    else
      result.steps.push_back({found->kind, amount});
  }
  return result;
}

bool Augmentation::needsChannels() const { return std::ranges::count(steps, Kind::colour, &Step::kind) > 0; }

std::string Augmentation::text() const {
  std::string result;
  const auto add = [&](const std::string &part) { result += (result.empty() ? "" : ", ") + part; };
  for (const Step &step : steps)
    for (const KindInfo &kind : kinds())
      if (kind.kind == step.kind)
        add(nameWith(kind.name, *kind.letter == 0 ? "" : shortest(step.amount)));
  if (mixing > 0)
    add("mixup(" + shortest(mixing) + ")");
  return result;
}

double Augmentation::drawPart(Random &random) const {
  // M. D. Jöhnk, 1964: a beta distribution from two uniform numbers.
  for (;;) {
    const double a = std::pow(random.uniform(), 1 / mixing), b = std::pow(random.uniform(), 1 / mixing);
    if (a + b > 0 && a + b <= 1)
      return a / (a + b);
  }
}

double Augmentation::drawPartBesideLabel(Random &random) const {
  const double part = drawPart(random);
  return random.uniform() < part ? 1 - part : part;
}

void Augmentation::apply(std::span<float> image, std::int64_t channels, std::int64_t height,
                         std::int64_t width, float black, float white, Random &random) const {
  const auto each = static_cast<std::size_t>(height * width);
  const auto plane = [&](std::int64_t channel) {
    return image.subspan(static_cast<std::size_t>(channel) * each, each);
  };
  const auto range = static_cast<double>(white) - static_cast<double>(black);
  Map map;
  for (const Step &step : steps) {
    const double draw = random.uniform(-1, 1) * step.amount;
    switch (step.kind) {
    case Kind::flip:
      if (random.below(2) == 1)
        map.after({.xx = -1});
      break;
    case Kind::shift:
      map.after({.x = draw, .y = random.uniform(-step.amount, step.amount)});
      break;
    case Kind::rotate: {
      const double angle = draw * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
      map.after({.xx = c, .xy = -s, .yx = s, .yy = c});
      break;
    }
    case Kind::scale: {
      const double factor = draw < 0 ? 1 - draw : 1 / (1 + draw);
      map.after({.xx = factor, .yy = factor});
      break;
    }
    case Kind::crop: {
      const double part = 1 - random.uniform(0, step.amount);
      const double restX = (1 - part) * static_cast<double>(width - 1) / 2;
      const double restY = (1 - part) * static_cast<double>(height - 1) / 2;
      map.after(
          {.xx = part, .yy = part, .x = random.uniform(-restX, restX), .y = random.uniform(-restY, restY)});
      break;
    }
    default:
      break;
    }
  }
  if (!map.isIdentity)
    sample(image, channels, height, width, map, black);

  for (const Step &step : steps) {
    switch (step.kind) {
    case Kind::brightness: {
      const auto more = static_cast<float>(random.uniform(-step.amount, step.amount) * range);
      for (float &pixel : image)
        pixel += more;
      break;
    }
    case Kind::contrast: {
      double sum = 0;
      for (const float pixel : image)
        sum += static_cast<double>(pixel);
      const auto mean = static_cast<float>(sum / static_cast<double>(image.size()));
      const auto factor = static_cast<float>(random.uniform(1 - step.amount, 1 + step.amount));
      for (float &pixel : image)
        pixel = mean + factor * (pixel - mean);
      break;
    }
    case Kind::colour:
      for (std::int64_t channel = 0; channel < channels; ++channel) {
        const auto factor = static_cast<float>(random.uniform(1 - step.amount, 1 + step.amount));
        for (float &pixel : plane(channel))
          pixel = black + factor * (pixel - black);
      }
      break;
    case Kind::noise:
      for (float &pixel : image)
        pixel += static_cast<float>(drawNormal(random) * step.amount * range);
      break;
    case Kind::erase: {
      if (random.below(2) == 0)
        break;
      const auto side = [&](std::int64_t length) {
        return 1 + random.below(std::max<std::int64_t>(
                       1, static_cast<std::int64_t>(step.amount * static_cast<double>(length))));
      };
      const std::int64_t h = std::min(side(height), height), w = std::min(side(width), width);
      const std::int64_t top = random.below(height - h + 1), left = random.below(width - w + 1);
      for (std::int64_t channel = 0; channel < channels; ++channel)
        for (std::int64_t y = top; y < top + h; ++y)
          for (std::int64_t x = left; x < left + w; ++x)
            plane(channel)[static_cast<std::size_t>(y * width + x)] =
                static_cast<float>(static_cast<double>(black) + range * random.uniform());
      break;
    }
    default:
      break;
    }
  }
}

} // namespace dlc
