#include "Status.h"

#include "Training/Reporter.h"

#include <iostream>
#include <unistd.h>

namespace dlc {

Status::Status(const std::string &text)
    : isShown(Reporter::styleFor(STDERR_FILENO, false) == Reporter::Style::Bar) {
  say(text);
}

void Status::say(const std::string &text) {
  if (isShown)
    std::cerr << "\r\x1b[K" << (text + " ...").substr(0, Reporter::widthOf(STDERR_FILENO)) << std::flush;
}

Status::~Status() {
  if (isShown)
    std::cerr << "\r\x1b[K" << std::flush;
}

} // namespace dlc
