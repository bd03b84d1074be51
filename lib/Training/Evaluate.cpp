#include "Training/Evaluate.h"

namespace dlc {
namespace {

/// Puts an entry's variables back when it goes: a running mean or a random state that evaluation moves would
/// make the next evaluation, and training after it, another.
class KeepVariables {
public:
  KeepVariables(Program &program, std::string_view entry) : program(program) {
    const EntryInfo &info = program.entry(entry);
    if (info.writes)
      for (std::size_t index : info.variables)
        // Weights are not what an evaluation changes, and may be large.
        if (const VariableInfo &variable = program.variables()[index];
            variable.role != VariableRole::Parameter)
          kept.push_back({variable.tensor.name, program.variable(variable.tensor.name).clone()});
  }
  ~KeepVariables() {
    for (const Outputs::Item &item : kept)
      program.setVariable(item.name, item.tensor);
  }
  KeepVariables(const KeepVariables &) = delete;

private:
  Program &program;
  std::vector<Outputs::Item> kept;
};

} // namespace

std::optional<Averages> evaluateExamples(Program &program, const Dataset &dataset, std::int64_t batch,
                                         std::optional<std::vector<std::int64_t>> examples,
                                         const std::atomic<bool> *interrupt) {
  Feed feed(program, "evaluate", dataset);
  KeepVariables keep(program, "evaluate");
  LoaderOptions options = feed.loaderOptions();
  options.batchSize = batch;
  options.shuffle = false;
  options.examples = std::move(examples);
  Loader loader(dataset, std::move(options));
  Sums sums;
  for (std::int64_t i = 0, batches = loader.batchesPerEpoch(); i < batches; ++i) {
    if (interrupt && *interrupt)
      return std::nullopt;
    Batch next = loader.next();
    feed.run(next, sums);
  }
  return sums.averages();
}

Averages evaluate(Program &program, const Dataset &dataset, std::int64_t batch) {
  return *evaluateExamples(program, dataset, batch, std::nullopt, nullptr);
}

} // namespace dlc
