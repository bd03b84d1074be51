#include "Training/Numbers.h"

#include <type_traits>

namespace dlc {

std::vector<double> numbersOf(const Tensor &tensor) {
  std::vector<double> numbers;
  numbers.reserve(static_cast<std::size_t>(tensor.size()));
  visitType(tensor.dtype(), [&]<typename T>(T) {
    for (const T value : tensor.values<T>())
      if constexpr (std::is_arithmetic_v<T>)
        numbers.push_back(static_cast<double>(value));
      else // narrow floats become f32 alone
        numbers.push_back(static_cast<double>(static_cast<float>(value)));
  });
  return numbers;
}

} // namespace dlc
