// What the tests of the Builder share: the text of a function that was built, and what its code computes.
#pragma once

#include "ApiTest.h"

#include "dlc/Builder.h"
#include "dlc/Compile.h"

namespace dlc {

/// The lines between the braces of a function.
inline std::string bodyOf(const Builder &network, const std::string &function = "f") {
  std::string text = network.build().text();
  size_t begin = text.find("@" + function + "(");
  begin = text.find("{\n", begin) + 2;
  return text.substr(begin, text.find("\n  }\n", begin) + 1 - begin);
}

/// What the function `f` returns, compiled and called once.
inline Outputs run(const Builder &network, const std::vector<Argument> &inputs, Mode mode = Mode::predict) {
  Program program = compile(network.build(), {.parallel = Parallel::none, .mode = mode});
  program.init(1);
  return program.call("f", inputs);
}

} // namespace dlc
