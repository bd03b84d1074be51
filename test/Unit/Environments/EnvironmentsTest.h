// What the tests of this component share.
#pragma once

#include "dlc/Error.h"

#include <functional>
#include <string>

namespace dlc::test {

/// The message of the Error that `body` throws.
inline std::string messageOf(const std::function<void()> &body) {
  try {
    body();
  } catch (const Error &error) {
    return error.what();
  }
  return "nothing is refused";
}

} // namespace dlc::test
