// dlc grad: the value of a function, and its derivatives with respect to what is named.
#include "Call.h"
#include "GradientGraph.h"
#include "Status.h"

#include <algorithm>
#include <iostream>

namespace dlc {
namespace {

struct Grad {
  ModelOptions model;
  CallOptions call;
  GradientRequest request;
  RuleOptions rule; ///< --loss and --freeze alone
  std::vector<std::string> outputs;

  int run();
};

/// What is called is made from a function, under a name that nobody but the compiler knows.
std::string inWordsOfTheUser(std::string message, const std::string &file, const std::string &function) {
  for (const std::string &before : {std::string("entry "), file + ": "})
    if (const std::size_t at = message.find(before + "'gradient'"); at != message.npos)
      message.replace(at, before.size() + std::string_view("'gradient'").size(),
                      before + "'" + function + "'");
  return message;
}

int Grad::run() {
  std::vector<NamedValue> from = parseNamedValues(call.inputs, "--input");
  std::vector<NamedFile> files = parseNamedFiles(outputs, "--output");
  const Graph graph = model.load(rule.isGiven() ? &rule : nullptr);
  for (NamedValue &value : from)
    value.name = graph.nameOf(value.name);
  for (NamedFile &file : files)
    file.name = graph.nameOf(file.name);
  if (request.function.empty())
    request.function =
        graph.hasFunction("loss") || graph.functions().empty() ? "loss" : graph.functions().front().name;
  if (rule.isGiven() && !call.hasValues(model))
    call.seed = 0; // initial values are those of the ONNX file
  if (!call.hasValues(model) && graph.usesVariables(request.function))
    model.failWithoutWeights();
  Program program = [&] {
    const Status status("compiling " + graph.name());
    return compileGradient(graph, request, model.compileOptions(graph, Mode::predict));
  }();
  if (model.threads)
    program.setThreads(model.threads);
  const std::string entry = "gradient";
  const EntryInfo info = program.entry(entry);
  const std::string where = model.file + ": '" + request.function + "'";
  const GivenInputs given(from, info, graph, where);
  for (const NamedFile &file : files)
    findDeclared(file.name, info.outputs, where + " has no result");
  const Outputs results = [&] {
    try {
      program = call.start(model, graph, std::move(program), entry, /*mayStart=*/false);
      return program.call(entry, given.arguments, call.batch);
    } catch (const Error &error) {
      throw Error(inWordsOfTheUser(error.what(), model.file, request.function));
    }
  }();
  if (request.nodes && !call.json) {
    for (const NamedFile &file : files)
      writeArray(file, results[file.name], call.grid, program.classNames());
    printGradientGraph(results, given, program, std::cout);
  } else {
    writeOrShow(results, files, call, program.classNames());
  }
  return exitDone;
}

} // namespace

Action declareGrad(CLI::App &verb) {
  auto grad = std::make_shared<Grad>();
  grad->request.function.clear(); // by the network
  grad->model.declare(verb);
  verb.add_option("--entry", grad->request.function,
                  "the function to differentiate; default loss, or the\nfirst that there is")
      ->option_text("NAME");
  verb.add_option("--of", grad->request.of,
                  "the result to differentiate; default: the first of\nfloats. Of one that is more than a "
                  "number, the "
                  "sum of\nits elements is differentiated")
      ->option_text("RESULT");
  verb.add_option(
          "--wrt", grad->request.wrt,
          "with respect to which inputs and variables, by\npatterns of names: --wrt x,'conv*'; default: all "
          "inputs\nof floats and all trained variables")
      ->option_text("NAMES")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb.add_flag(
      "--graph", grad->request.nodes,
      "show the graph: each input, variable and op in the order\nof computation, with its value and the "
      "derivative with\nrespect to it");
  grad->rule.declareOnnx(verb);
  grad->call.declare(verb, "for a MODEL without weights: draw them at random");
  verb.add_option(
          "-o,--output", grad->outputs,
          "a result or a derivative, NAME.gradient, and where to\nwrite it, NAME=FILE.npy, .png or .txt; "
          "others are "
          "shown")
      ->option_text("NAME=FILE")
      ->allow_extra_args(false);
  grad->model.declareWeights(verb);
  grad->model.declareSizes(verb);
  grad->model.declareCode(verb);
  verb.footer(
      "No variable changes. Batch norms of `loss` take the statistics of the batch, as in training.\n\n"
      "  dlc grad two_apples.mlir --input apple=100 --input count=2 --input tax=1.1 --graph\n"
      "  dlc grad lenet.dlm --input image=batch.npy --input label=labels.npy --wrt 'conv1.*'");
  return [grad] { return grad->run(); };
}

} // namespace dlc
