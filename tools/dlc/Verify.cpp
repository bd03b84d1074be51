// dlc verify: whether a compiled library computes here what it did where it was compiled.
#include "Verbs.h"

#include "dlc/Compile.h"

#include <iostream>
#include <nlohmann/json.hpp>

namespace dlc {
namespace {

struct Verify {
  std::string library;
  bool json = false;

  int run() const {
    const auto [functions, cpus] = verifyLibrary(library);
    if (json) {
      std::cout
          << nlohmann::ordered_json{{"library", library}, {"functions", functions}, {"cpus", cpus}}.dump()
          << '\n';
      return exitDone;
    }
    std::cout << library << ": ";
    for (std::size_t i = 0; i < functions.size(); ++i)
      std::cout << (i == 0 ? "" : i + 1 < functions.size() ? ", " : " and ") << functions[i];
    std::cout << (functions.size() == 1 ? " computes what it did when it was compiled"
                                        : " compute what they did when it was compiled");
    for (std::size_t i = 0; cpus.size() > 1 && i < cpus.size(); ++i)
      std::cout << (i == 0 ? ", with the code for " : i + 1 < cpus.size() ? ", " : " and ") << cpus[i];
    std::cout << '\n';
    return exitDone;
  }
};

} // namespace

Action declareVerify(CLI::App &verb) {
  auto verify = std::make_shared<Verify>();
  verb.add_option("LIBRARY", verify->library, "a library (.so) that was compiled with --with-selftest")
      ->required()
      ->option_text(" ");
  verb.add_flag("--json", verify->json, "one JSON object on standard output");
  verb.footer(
      "A C program asks NAME_selftest, which the library's header describes; so can one on another "
      "machine, with\n"
      "an .a or .o. Of a library with code for several CPUs, all code that this CPU can run is called.\n\n"
      "  dlc compile lenet.dlm --with-selftest -o liblenet.so\n"
      "  dlc verify liblenet.so");
  return [verify] { return verify->run(); };
}

} // namespace dlc
