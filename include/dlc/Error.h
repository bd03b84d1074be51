// The one exception that dlc's runtime libraries throw: a message for the user, complete in itself.
#pragma once

#include <stdexcept>

namespace dlc {

/// What went wrong, with the file and byte offset or with both sides of a mismatch.
class Error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

} // namespace dlc
