// dlc check-grad: derivatives of a network against differences, in f64.
#include "Call.h"
#include "Status.h"
#include "Table.h"

#include "Training/Feed.h"
#include "dlc/GradientCheck.h"

#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

namespace dlc {
namespace {

struct CheckGrad {
  ModelOptions model;
  std::string function;
  std::vector<std::string> inputs;
  GradientCheckOptions options;
  RuleOptions rule; ///< --loss and --freeze alone
  bool json = false;

  int run();

private:
  void choose(const Graph &graph);
  void print(const std::vector<GradientRecord> &records, const Sizes &sizes) const;
  void printJson(const GradientRecord &record) const;
};

/// What is minimised is what is differentiated.
void CheckGrad::choose(const Graph &graph) {
  if (function.empty())
    function =
        graph.hasFunction("loss") || graph.functions().empty() ? "loss" : graph.functions().front().name;
  // One output tells two classes; without classes an integer is an index or a count.
  if (const auto classes = countClasses(graph.functions(), graph.classNames()))
    options.classes = std::max<std::int64_t>(*classes, 2);
}

std::string number(double value, const char *format) {
  char text[32];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

bool stopsGradients(const Graph &graph) { return graph.text().find("nn.stop_gradient") != std::string::npos; }

std::string compared(const GradientRecord &record) {
  if (record.directions > 0)
    return grouped(record.elements) + " elements, " + grouped(record.directions) + " directions";
  return record.elements == 1 ? "1 element" : grouped(record.elements) + " elements";
}

static std::string kindOf(const GradientRecord &record) {
  return record.isInput ? "input" : record.isRequest ? "derivative" : "variable";
}

void CheckGrad::print(const std::vector<GradientRecord> &records, const Sizes &sizes) const {
  std::string used = "a batch of " + std::to_string(options.batch);
  for (const auto &[name, value] : sizes.all())
    if (name == "batch")
      used = "a batch of " + std::to_string(value);
    else
      used += ", " + name + " = " + std::to_string(value);
  using enum Table::Align;
  Table table({left, left, left, right, left, right, right, left});
  table.row({"of", "", "compared", "error", "at", "derivative", "difference", ""});
  table.rule();
  for (const GradientRecord &record : records)
    table.row(
        {record.tensor.name, kindOf(record) + (record.isRequest ? "" : " " + toString(record.tensor.shape)),
         compared(record), number(record.error, "%.1e"), record.place, number(record.derivative, "%.7g"),
         number(record.difference, "%.7g"),
         record.isWrong() ? "WRONG"
         : record.isDrowned
             ? "unknown: of a loss this large, differences are good to " + number(record.rounding, "%.0e")
             : ""});
  std::cout << "derivatives of '" << function << "' in f64, with " << used << ":\n";
  table.print(std::cout);
}

void CheckGrad::printJson(const GradientRecord &record) const {
  nlohmann::ordered_json object;
  object["name"] = record.tensor.name;
  object["kind"] = kindOf(record);
  object["shape"] = record.tensor.shape;
  object["elements"] = record.elements;
  object["directions"] = record.directions;
  object["error"] = record.error; // null where it is infinite
  object["place"] = record.place;
  object["derivative"] = record.derivative;
  object["difference"] = record.difference;
  object["rounding"] = record.rounding;
  object["agrees"] = record.agrees;
  object["unknown"] = record.isDrowned;
  std::cout << object.dump() << '\n';
}

int CheckGrad::run() {
  const std::vector<NamedValue> values = parseNamedValues(inputs, "--input");
  const Graph graph = model.load(rule.isGiven() ? &rule : nullptr);
  choose(graph);
  if (const std::int64_t batch = model.sizesFor(graph)["batch"])
    options.batch = batch;
  const std::vector<EntryInfo> functions = graph.functions();
  const auto checked = std::ranges::find(functions, function, &EntryInfo::name);
  // Where there is none, the compiler says what there is.
  const GivenInputs given(checked == functions.end() ? std::vector<NamedValue>() : values,
                          checked == functions.end() ? EntryInfo() : *checked, graph,
                          model.file + ": '" + function + "'");

  Program program = [&] {
    const Status status("compiling " + graph.name());
    return compileGradientCheck(graph, function, model.compileOptions(graph, Mode::predict));
  }();
  if (model.threads)
    program.setThreads(model.threads);
  program.init(static_cast<std::uint64_t>(options.seed)); // what only the check has, too
  GradientCheck check(program, options);
  // The numbers that the model has otherwise, of a file or drawn in its own type.
  if (!graph.variables().empty())
    check.takeVariables(model.loaded(graph, Mode::predict, options.seed));
  const std::vector<GradientRecord> records = [&] {
    std::optional<Status> status("checking " + graph.name());
    std::size_t done = 0;
    check.onRecord = [&](const GradientRecord &record) {
      status.emplace("checking " + graph.name() + ": " + std::to_string(++done) + " done, the last " +
                     record.tensor.name);
    };
    return check.run(given.arguments);
  }();

  if (json)
    for (const GradientRecord &record : records)
      printJson(record);
  else
    print(records, check.sizes());
  const auto wrong = std::ranges::count_if(records, &GradientRecord::isWrong);
  if (wrong > 0)
    throw Error(model.file + ": " + std::to_string(wrong) + " of " + std::to_string(records.size()) +
                " derivatives of '" + function + "' differ from differences by more than " +
                number(options.tolerance, "%.3g") +
                (stopsGradients(graph)
                     ? ": the model has nn.stop_gradient, which derivatives do not pass and "
                       "differences do; apart from that, "
                     : ": ") +
                "a rule is wrong, or there is a kink at this point, and another --seed moves away from it");
  return exitDone;
}

} // namespace

Action declareCheckGrad(CLI::App &verb) {
  auto check = std::make_shared<CheckGrad>();
  GradientCheckOptions &options = check->options;
  check->model.declare(verb);
  check->rule.declareOnnx(verb);
  verb.add_option("--function", check->function,
                  "whose derivatives; default loss, or the first that\nthere is")
      ->option_text("NAME");
  verb.add_option("--batch", options.batch, "examples; default 2")->option_text("N")->check(atLeastOne);
  verb.add_option("--seed", options.seed,
                  "the seed of random inputs, of the elements that are\ncompared, and of the weights of a "
                  "MODEL without weights;\ndefault 0")
      ->option_text("N")
      ->check(atLeastZero);
  verb.add_option("-i,--input", check->inputs,
                  "an argument: its array in a file, or written out;\nothers are random: 0 … 1, labels of "
                  "all classes, "
                  "or\nintegers less than 4")
      ->option_text("NAME=VALUE")
      ->allow_extra_args(false);
  verb.add_option(
          "--tolerance", options.tolerance,
          "the largest error |derivative - difference|, relative to\nthe larger of both and 1; default 1e-6")
      ->option_text("T")
      ->check(notNegative);
  verb.add_option("--elements", options.elements,
                  "compare each element of tensors with at most N of them,\nand of larger ones some, and "
                  "random directions; default\n64")
      ->option_text("N")
      ->check(atLeastZero);
  verb.add_flag("--json", check->json, "one JSON object a variable or input");
  check->model.declareSizes(verb);
  check->model.declareCode(verb);
  verb.footer("Exit code 1 if one differs; not where the loss is so large that differences cannot tell. A "
              "function that\n"
              "returns more than a number is checked as the sum of its results, each element times a random "
              "weight.\n\n"
              "  dlc check-grad lenet.mlir");
  return [check] { return check->run(); };
}

} // namespace dlc
