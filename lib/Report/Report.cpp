#include "Report/Report.h"

#include "Report/Html.h"

#include <type_traits>

namespace dlc {

void Report::addSection(const std::string &heading, const std::string &contents) {
  if (!contents.empty())
    sections += "<h2>" + escaped(heading) + "</h2>\n" + contents;
}

void Report::addFacts(const std::vector<std::pair<std::string, std::string>> &facts) {
  std::vector<std::vector<std::string>> rows;
  for (const auto &[name, value] : facts)
    rows.push_back({escaped(name), escaped(value)});
  if (!rows.empty())
    sections += table({}, rows);
}

std::string Report::html() const { return page(title, sections); }

std::optional<Tensor> imagesOf(const Dataset &dataset, const std::vector<std::int64_t> &examples) {
  const Column *column = dataset.find("images");
  for (const Column &other : dataset.columns)
    if (!column && (other.name == "image" || other.values.rank() >= 3))
      column = &other;
  if (!column || examples.empty())
    return std::nullopt;
  const Shape &shape = column->values.shape();
  const bool hasChannels = shape.size() == 4 && (shape[1] == 1 || shape[1] == 3);
  if (shape.size() != 3 && !hasChannels)
    return std::nullopt;
  const std::int64_t channels = hasChannels ? shape[1] : 1;
  Tensor images({static_cast<std::int64_t>(examples.size()), channels, shape[shape.size() - 2], shape.back()},
                DType::f32);
  const auto each = static_cast<std::size_t>(images.size()) / examples.size();
  const auto target = images.values<float>();
  visitType(column->values.dtype(), [&]<typename T>(T) {
    const auto source = column->values.values<T>();
    const float scale = std::is_integral_v<T> ? 1.0f / 255 : 1.0f;
    for (std::size_t n = 0; n < examples.size(); ++n)
      for (std::size_t i = 0; i < each; ++i)
        target[n * each + i] =
            static_cast<float>(source[static_cast<std::size_t>(examples[n]) * each + i]) * scale;
  });
  return images;
}

} // namespace dlc
