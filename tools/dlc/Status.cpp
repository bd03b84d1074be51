#include "Status.h"

#include "Training/Reporter.h"

#include <iostream>
#include <unistd.h>

namespace dlc {

Status::Status(const std::string &text)
    : isShown(Reporter::styleFor(STDERR_FILENO, false) == Reporter::Style::Bar) {
  if (isShown)
    std::cerr << (text + " ...").substr(0, Reporter::widthOf(STDERR_FILENO)) << std::flush;
}

Status::~Status() {
  if (isShown)
    std::cerr << "\r\x1b[K" << std::flush;
}

} // namespace dlc
