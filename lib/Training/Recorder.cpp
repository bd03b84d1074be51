#include "Training/Recorder.h"

#include "Training/Checkpoint.h"

namespace dlc {

Recorder::Recorder(std::filesystem::path given) : folder(std::move(given)) {
  makeFolder(folder / "training");
  checkWritable((folder / "training" / "events").string());
}

void Recorder::record(const std::function<void()> &action) {
  if (hasFailed)
    return;
  try {
    action();
  } catch (const Error &error) {
    hasFailed = true;
    if (say)
      say(std::string(error.what()) + "; training goes on, and is recorded there no further");
  }
}

void Recorder::attach(Trainer &trainer) {
  say = trainer.onMessage;
  trainer.onStep = [this, before = std::move(trainer.onStep)](const StepRecord &record) {
    this->record([&] { step(record); });
    return !before || before(record);
  };
  trainer.onEpoch = [this, before = std::move(trainer.onEpoch)](const EpochRecord &record) {
    this->record([&] { epoch(record); });
    return !before || before(record);
  };
}

EventWriter &Recorder::writer(std::optional<EventWriter> &writer, const char *run) {
  if (!writer)
    writer.emplace(folder / run, first);
  return *writer;
}

void Recorder::step(const StepRecord &record) {
  if (last == 0)
    first = record.globalStep;
  last = record.globalStep;
  const std::int64_t every = (record.steps + 99) / 100;
  if (record.step % every == 0 || record.step == record.steps)
    writer(training, "training")
        .add(record.globalStep, {{"step_loss", record.loss}, {"learning_rate", record.learningRate}});
}

static std::vector<std::pair<std::string, double>> scalarsOf(const Averages &averages) {
  std::vector<std::pair<std::string, double>> scalars{{"loss", averages.loss}};
  for (const Metric &metric : averages.metrics)
    scalars.emplace_back(metric.name, metric.value);
  return scalars;
}

void Recorder::epoch(const EpochRecord &record) {
  std::vector<std::pair<std::string, double>> scalars = scalarsOf(record.training);
  scalars.emplace_back("examples_per_second", record.imagesPerSecond);
  EventWriter &events = writer(training, "training");
  events.add(last, scalars);
  events.flush();
  if (!record.validation)
    return;
  writer(validation, "validation").add(last, scalarsOf(*record.validation));
  validation->flush();
}

} // namespace dlc
