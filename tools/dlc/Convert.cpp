// dlc convert: writes a network as text, whatever file it comes from.
#include "Models.h"

#include <filesystem>

namespace dlc {
namespace {

struct Convert {
  ModelOptions model;
  std::string output;

  int run() const {
    if (!output.empty() && std::filesystem::path(output).extension() != ".mlir")
      throw UsageError("-o " + output + ": a network as text has the suffix .mlir");
    printOrWrite(model.load().text(), output);
    return exitDone;
  }
};

} // namespace

Action declareConvert(CLI::App &verb) {
  auto convert = std::make_shared<Convert>();
  convert->model.declare(verb);
  verb.add_option("-o,--output", convert->output, "the text file (.mlir); default: standard output")
      ->option_text("FILE");
  convert->model.declareSizes(verb);
  verb.footer("  dlc convert net.onnx -o net.mlir");
  return [convert] { return convert->run(); };
}

} // namespace dlc
