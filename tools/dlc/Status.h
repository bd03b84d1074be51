// What is being done while there is nothing else to see.
#pragma once

#include <string>

namespace dlc {

/// A line on standard error, if that is a terminal, for as long as the object lives.
class Status {
public:
  explicit Status(const std::string &text);
  ~Status();
  /// Another text in the same line.
  void say(const std::string &text);
  Status(const Status &) = delete;

private:
  bool isShown = false;
};

} // namespace dlc
