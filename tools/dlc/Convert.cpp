// dlc convert: writes a network as text, whatever file it comes from.
#include "Models.h"

#include <filesystem>

namespace dlc {
namespace {

struct Convert {
  ModelOptions model;
  RuleOptions rule;
  bool train = false;
  std::string output;

  int run() const {
    if (!output.empty() && std::filesystem::path(output).extension() != ".mlir")
      throw UsageError("-o " + output + ": a network as text has the suffix .mlir");
    if (!train && rule.isGiven())
      throw UsageError(std::string(rule.loss.empty() ? "--freeze" : "--loss") + " is for --train");
    printOrWrite(model.load(train ? &rule : nullptr).text(), output);
    return exitDone;
  }
};

} // namespace

Action declareConvert(CLI::App &verb) {
  auto convert = std::make_shared<Convert>();
  convert->model.declare(verb);
  verb.add_option("-o,--output", convert->output, "the text file (.mlir); default: standard output")
      ->option_text("FILE");
  verb.add_flag("--train", convert->train, "of an ONNX file, with weights as variables and a loss");
  convert->rule.declareOnnx(verb);
  convert->model.declareSizes(verb);
  verb.footer("  dlc convert net.onnx -o net.mlir\n"
              "  dlc convert net.onnx --train --loss softmax_cross_entropy -o net.mlir");
  return [convert] { return convert->run(); };
}

} // namespace dlc
