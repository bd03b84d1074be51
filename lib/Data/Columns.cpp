#include "Data/Columns.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace dlc {

static bool isFloat(DType type) { return infoOf(type).kind == ElementKind::Float; }

bool isConvertible(DType from, DType to) { return from == to || !isFloat(from) || isFloat(to); }

std::optional<std::string> findTooLarge(const Tensor &values, DType type) {
  if (isFloat(type) || isFloat(values.dtype()) || type == values.dtype())
    return std::nullopt;
  return visitType(values.dtype(), [&]<typename From>(From) -> std::optional<std::string> {
    if constexpr (std::is_integral_v<From>) {
      const auto all = values.values<From>();
      const std::size_t row = all.size() / static_cast<std::size_t>(std::max<std::int64_t>(values.dim(0), 1));
      return visitType(type, [&]<typename To>(To) -> std::optional<std::string> {
        if constexpr (std::is_integral_v<To>)
          for (std::size_t i = 0; i < all.size(); ++i) // + makes an int of a bool, which has no order
            if (std::cmp_less(+all[i], +std::numeric_limits<To>::min()) ||
                std::cmp_greater(+all[i], +std::numeric_limits<To>::max()))
              return std::to_string(all[i]) + " of example " + std::to_string(i / row);
        return std::nullopt;
      });
    } else {
      return std::nullopt;
    }
  });
}

/// A number as an element of another type; narrow floats are made from f32 alone.
template <typename To, typename From> static To converted(From value) {
  if constexpr (std::is_same_v<To, From>)
    return value;
  else if constexpr (!std::is_arithmetic_v<From>)
    return converted<To>(static_cast<float>(value));
  else if constexpr (!std::is_arithmetic_v<To>)
    return static_cast<To>(static_cast<float>(value));
  else
    return static_cast<To>(value);
}

/// What each u8 pixel becomes.
static std::array<float, 256> pixelTable(const LoadedColumn &how) {
  std::array<float, 256> table{};
  for (std::size_t value = 0; value < table.size(); ++value)
    table[value] = (static_cast<float>(value) / 255.0f - how.mean) / how.deviation;
  return table;
}

template <typename From, typename To, typename Convert>
static void forRows(const Tensor &from, std::span<const std::int64_t> rows, Tensor &to, Convert convert) {
  const auto source = from.values<From>();
  const auto target = to.values<To>();
  const std::size_t width = rows.empty() ? 0 : target.size() / rows.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = source.subspan(static_cast<std::size_t>(rows[i]) * width, width);
    std::transform(row.begin(), row.end(), target.begin() + static_cast<std::ptrdiff_t>(i * width), convert);
  }
}

static void copyRows(const Tensor &from, std::span<const std::int64_t> rows, Tensor &to) {
  const std::size_t width = rows.empty() ? 0 : to.bytes().size() / rows.size();
  for (std::size_t i = 0; i < rows.size() && width > 0; ++i)
    std::memcpy(to.bytes().data() + i * width,
                from.bytes().data() + static_cast<std::size_t>(rows[i]) * width, width);
}

void convertRows(const Tensor &from, std::span<const std::int64_t> rows, const LoadedColumn &how,
                 Tensor &to) {
  const bool isScaled = how.type == DType::f32 && (how.mean != 0 || how.deviation != 1);
  if (how.type == DType::f32 && how.arePixels && from.dtype() == DType::u8) {
    forRows<std::uint8_t, float>(from, rows, to,
                                 [table = pixelTable(how)](std::uint8_t x) { return table[x]; });
    return;
  }
  if (from.dtype() == how.type && !isScaled) {
    copyRows(from, rows, to);
    return;
  }
  visitType(from.dtype(), [&]<typename From>(From) {
    if (isScaled)
      return forRows<From, float>(from, rows, to,
                                  [&](From x) { return (converted<float>(x) - how.mean) / how.deviation; });
    visitType(how.type, [&]<typename To>(To) {
      if constexpr (std::is_integral_v<From> || !std::is_integral_v<To>) {
        const bool isPixel = how.arePixels && std::is_same_v<From, std::uint8_t> && !std::is_integral_v<To>;
        if (isPixel)
          forRows<From, To>(from, rows, to,
                            [](From x) { return converted<To>(converted<float>(x) / 255.0f); });
        else
          forRows<From, To>(from, rows, to, [](From x) { return converted<To>(x); });
      }
    });
  });
}

Tensor sideBySide(const std::vector<const Column *> &columns, const std::string &name) {
  const std::int64_t rows = columns.front()->values.dim(0);
  DType type = columns.front()->values.dtype();
  std::int64_t width = 0;
  for (const Column *column : columns) {
    const Tensor &values = column->values;
    if (values.rank() > 2 || values.dim(0) != rows)
      throw Error(name + ": only columns of [N] and [N, k] can be put side by side; '" + column->name +
                  "' is " + toString(values.shape()) + ", '" + columns.front()->name + "' is " +
                  toString(columns.front()->values.shape()));
    width += values.rank() == 2 ? values.dim(1) : 1;
    if (values.dtype() != type)
      type = DType::f64;
  }
  Tensor result({rows, width}, type);
  std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = static_cast<std::int64_t>(i);
  const std::size_t all = static_cast<std::size_t>(width) * byteWidth(type);
  std::size_t at = 0;
  for (const Column *column : columns) {
    Tensor same(column->values.shape(), type);
    convertRows(column->values, order, {column->name, type}, same);
    const std::size_t part = rows > 0 ? same.bytes().size() / order.size() : 0;
    for (std::size_t row = 0; row < order.size(); ++row)
      std::memcpy(result.bytes().data() + row * all + at, same.bytes().data() + row * part, part);
    at += part;
  }
  return result;
}

Column copyOf(const Column &column, std::string name) {
  if (!column.memory)
    return {std::move(name), column.values.clone(), {}};
  auto *memory = const_cast<std::byte *>(column.values.bytes().data());
  return {std::move(name), Tensor::over(column.values.shape(), column.values.dtype(), memory), column.memory};
}

} // namespace dlc
