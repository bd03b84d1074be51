#include "Data/Literal.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace dlc {
namespace {

class Reader {
public:
  Reader(std::string_view text, DType type) : text(text), type(type) {}

  Tensor read() {
    skipSpace();
    if (text.find(',') != text.npos && at < text.size() && text[at] != '[')
      readRow();
    else
      readValue(0);
    skipSpace();
    if (at != text.size())
      fail("more text follows the value");
    Tensor result(shape, type);
    visitType(type, [&]<typename T>(T) {
      const auto values = result.values<T>();
      for (std::size_t i = 0; i < elements.size(); ++i)
        values[i] = elementOf<T>(elements[i]);
    });
    return result;
  }

private:
  struct Element {
    std::string_view text;
    std::size_t at;
  };

  [[noreturn]] void fail(const std::string &what) const { failAt(at, what); }
  [[noreturn]] void failAt(std::size_t position, const std::string &what) const {
    throw Error("'" + std::string(text) + "' is no array: " + what + ", at character " +
                std::to_string(position + 1));
  }

  void skipSpace() {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n'))
      ++at;
  }
  bool accept(char wanted) {
    skipSpace();
    if (at == text.size() || text[at] != wanted)
      return false;
    ++at;
    return true;
  }

  /// A single row does without brackets.
  void readRow() {
    std::int64_t count = 0;
    do {
      readElement(1);
      ++count;
    } while (accept(','));
    setSize(0, count);
  }

  void readValue(std::size_t depth) {
    if (!accept('[')) {
      readElement(depth);
      return;
    }
    constexpr std::size_t deepest = 16;
    if (depth == deepest)
      fail("there are more than " + std::to_string(deepest) + " brackets");
    std::int64_t count = 0;
    if (!accept(']')) {
      do {
        readValue(depth + 1);
        ++count;
      } while (accept(','));
      if (!accept(']'))
        fail("',' or ']' is missing");
    }
    setSize(depth, count);
  }

  /// The first row says how long all are.
  void setSize(std::size_t depth, std::int64_t count) {
    if (shape.size() <= depth)
      shape.resize(depth + 1, -1);
    if (shape[depth] >= 0 && shape[depth] != count)
      fail("a row has " + std::to_string(count) + " elements, those before it have " +
           std::to_string(shape[depth]));
    shape[depth] = count;
    if (count == 0 && rank.value_or(depth + 1) != depth + 1)
      fail("there are elements in one depth of brackets, and none in another");
    if (count == 0)
      rank = depth + 1;
  }

  void readElement(std::size_t depth) {
    skipSpace();
    if (rank.value_or(depth) != depth)
      fail("there are elements in one depth of brackets, and others in another");
    rank = depth;
    const std::size_t end = std::min(text.find_first_of(",[] \t\n", at), text.size());
    if (end == at)
      fail("a number or '[' is missing");
    elements.push_back({text.substr(at, end - at), at});
    at = end;
  }

  template <typename T> T elementOf(const Element &element) const {
    if (element.text == "true" || element.text == "false")
      return static_cast<T>(element.text == "true" ? 1.0f : 0.0f);
    const char *first = element.text.data(), *last = first + element.text.size();
    const bool hasPlus = element.text.starts_with("+"); // which from_chars does not read
    const auto parse = [&]<typename Number>(Number &number) {
      const auto [rest, error] = std::from_chars(first + hasPlus, last, number);
      return error == std::errc() && rest == last;
    };
    if constexpr (std::is_integral_v<T>) {
      using Wide = std::conditional_t<std::is_same_v<T, std::uint64_t>, std::uint64_t, std::int64_t>;
      Wide number = 0;
      const Wide least = std::numeric_limits<T>::min(), most = std::numeric_limits<T>::max();
      if (!parse(number) || number < least || number > most)
        failAt(element.at, "'" + std::string(element.text) + "' is no " + nameOf(type) + ", which is " +
                               std::to_string(least) + " to " + std::to_string(most));
      return static_cast<T>(number);
    } else {
      double number = 0;
      if (!parse(number))
        failAt(element.at, "'" + std::string(element.text) + "' is no number of " + nameOf(type));
      // Narrow floats are made from f32 alone.
      if constexpr (!std::is_arithmetic_v<T>)
        return static_cast<T>(static_cast<float>(number));
      else
        return static_cast<T>(number);
    }
  }

  const std::string_view text;
  const DType type;
  std::size_t at = 0;
  Shape shape;
  std::optional<std::size_t> rank; ///< brackets around each element
  std::vector<Element> elements;
};

} // namespace

Tensor parseLiteral(std::string_view text, DType type) { return Reader(text, type).read(); }

} // namespace dlc
