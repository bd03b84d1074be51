// Learning: the trainer over a data set, or step by step over batches that Python makes.
#include "Bindings.h"

#include "dlc/Optimizer.h"

#include <chrono>
#include <exception>

namespace dlc::python {
namespace {

/// Runs Python in the midst of a loop that goes without the GIL. What it raises, Ctrl-C included, ends the
/// loop, and is raised once the loop has ended: a trainer saves first.
class Guard {
public:
  /// Whether to go on: what the action returns (None is yes), and no exception.
  template <typename Action> bool run(Action action) {
    nb::gil_scoped_acquire acquire;
    try {
      if (PyErr_CheckSignals() != 0)
        throw nb::python_error();
      return action();
    } catch (...) {
      raised = std::current_exception();
      return false;
    }
  }

  void rethrow() {
    if (raised)
      std::rethrow_exception(std::exchange(raised, nullptr));
  }

private:
  std::exception_ptr raised;
};

bool goesOn(const nb::object &answer) { return answer.is_none() || nb::cast<bool>(answer); }

nb::dict metricsOf(const Averages &averages) {
  nb::dict metrics;
  for (const Metric &metric : averages.metrics)
    metrics[metric.name.c_str()] = metric.value;
  return metrics;
}

/// The learning rate that is usual with the program's optimizer.
double usualRate(const PyProgram &self) {
  return self.options.optimizer.empty() ? 1e-3 : parseOptimizer(self.options.optimizer).learningRate;
}

using Callback = std::optional<nb::callable>;

std::vector<EpochRecord> fit(PyProgram &self, const PyDataset &dataset, std::int64_t epochs,
                             std::int64_t batch, std::optional<double> learningRate,
                             const std::string &schedule, std::uint64_t seed, double validation,
                             const std::filesystem::path &checkpoint, bool resume, const Callback &onStep,
                             const Callback &onEpoch) {
  TrainOptions options;
  options.epochs = epochs;
  options.batch = batch;
  options.learningRate = learningRate.value_or(usualRate(self));
  options.schedule = Schedule::parse(schedule);
  options.seed = seed;
  options.validation = validation;
  options.checkpoint = checkpoint.string();
  options.resume = resume;
  options.optimizer = self.options.optimizer;
  Guard guard;
  TrainResult result = self.with([&](Program &program) {
    Trainer trainer(program, dataset.data, options);
    trainer.onStep = [&](const StepRecord &step) {
      return guard.run([&] { return !onStep || goesOn((*onStep)(step.globalStep, step.loss)); });
    };
    trainer.onEpoch = [&](const EpochRecord &epoch) {
      return guard.run([&] { return !onEpoch || goesOn((*onEpoch)(epoch)); });
    };
    trainer.onNonFinite = [&](const std::string &entry, const Program &before,
                              const std::vector<Argument> &inputs) {
      std::lock_guard alone(*self.graph.lock);
      return explainNonFinite(self.graph.graph, entry, self.options, before, inputs);
    };
    return trainer.run();
  });
  guard.rethrow();
  return std::move(result.epochs);
}

/// An iterator of Python as a source of batches: dicts by name, or sequences in the order of the entry's
/// inputs.
class PythonBatches {
public:
  PythonBatches(const EntryInfo &entry, nb::object iterable, Guard &guard) : guard(guard) {
    for (const TensorInfo &input : entry.inputs)
      if (input.role != InputRole::LearningRate)
        names.push_back(input.name);
    entryName = entry.name;
    batches = nb::iter(PyCallable_Check(iterable.ptr()) ? iterable() : iterable);
  }

  std::optional<std::vector<Argument>> next() {
    std::optional<std::vector<Argument>> arguments;
    guard.run([&] {
      views.clear();
      given.clear();
      nb::object batch = nb::steal(PyIter_Next(batches.ptr()));
      if (!batch.is_valid()) {
        if (PyErr_Occurred())
          throw nb::python_error();
        return false;
      }
      arguments = take(batch);
      return true;
    });
    return arguments;
  }

private:
  std::vector<Argument> take(const nb::object &batch) {
    std::vector<Argument> arguments;
    const auto add = [&](std::string name, nb::handle value) {
      const std::string &kept = given.emplace_back(std::move(name));
      arguments.emplace_back(kept, views.emplace_back(value, "input '" + kept + "'").tensor());
    };
    if (nb::isinstance<nb::dict>(batch)) {
      for (auto [name, value] : nb::cast<nb::dict>(batch))
        add(nb::cast<std::string>(name), value);
      return arguments;
    }
    if (!nb::isinstance<nb::tuple>(batch) && !nb::isinstance<nb::list>(batch))
      throw Error("a batch is a dict of arrays by name, or a tuple or list of arrays in the order of " +
                  inputs());
    const nb::sequence values = nb::cast<nb::sequence>(batch);
    if (nb::len(values) != names.size())
      throw Error("a batch has " + std::to_string(nb::len(values)) + " arrays, " + inputs() + " wants " +
                  std::to_string(names.size()));
    for (std::size_t i = 0; i < names.size(); ++i)
      add(names[i], values[i]);
    return arguments;
  }

  std::string inputs() const {
    std::string list;
    for (const std::string &name : names)
      list += (list.empty() ? "" : ", ") + name;
    return entryName + "(" + list + ")";
  }

  Guard &guard;
  std::vector<std::string> names; ///< of the inputs, but for the learning rate
  std::string entryName;
  nb::object batches;
  ArrayViews views; ///< of the batch that is out
  std::deque<std::string> given;
};

std::vector<EpochRecord> fitBatches(PyProgram &self, nb::object batches, std::int64_t epochs,
                                    std::optional<std::variant<double, nb::callable>> learningRate,
                                    const Callback &onStep, const Callback &onEpoch) {
  if (epochs < 1)
    throw Error("training: the number of epochs is " + std::to_string(epochs) + ", it must be at least 1");
  const EntryInfo entry = self.program.entry(EntryRole::TrainStep);
  const double constant =
      learningRate && learningRate->index() == 0 ? std::get<double>(*learningRate) : usualRate(self);
  const nb::callable *schedule = learningRate ? std::get_if<nb::callable>(&*learningRate) : nullptr;
  std::vector<EpochRecord> records;
  std::int64_t first = 0; // step of the epoch, from 0 over all
  for (std::int64_t epoch = 1; epoch <= epochs; ++epoch) {
    const auto start = std::chrono::steady_clock::now();
    Guard guard;
    PythonBatches source(entry, batches, guard);
    EpochRecord record;
    record.epoch = epoch;
    record.epochs = epochs;
    std::int64_t steps = 0;
    bool stopped = false;
    const auto rateOf = [&](std::int64_t step) {
      record.learningRate = constant;
      if (schedule)
        stopped |= !guard.run([&] {
          record.learningRate = nb::cast<double>((*schedule)(first + step));
          return true;
        });
      return record.learningRate;
    };
    record.training = self.with([&](Program &program) {
      return trainBatches(
          program, [&] { return source.next(); }, rateOf,
          [&](std::int64_t step, double loss) {
            steps = step + 1;
            stopped |= onStep && !guard.run([&] { return goesOn((*onStep)(first + step + 1, loss)); });
            return !stopped;
          });
    });
    guard.rethrow();
    if (steps == 0)
      throw Error(
          "training: there are no batches in epoch " + std::to_string(epoch) +
          (epoch > 1 ? "; an iterator is spent after one, give a list or a function that makes one" : ""));
    first += steps;
    record.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    record.imagesPerSecond = static_cast<double>(record.training.examples) / std::max(record.seconds, 1e-9);
    records.push_back(record);
    stopped |= onEpoch && !goesOn((*onEpoch)(record));
    if (stopped)
      break;
  }
  return records;
}

Averages evaluateBatchesOf(PyProgram &self, nb::object batches) {
  Guard guard;
  PythonBatches source(self.program.entry(EntryRole::Evaluate), batches, guard);
  Averages averages =
      self.with([&](Program &program) { return evaluateBatches(program, [&] { return source.next(); }); });
  guard.rethrow();
  return averages;
}

} // namespace

static void bindRecords(nb::module_ &module) {
  nb::class_<Averages>(module, "Averages", "Means over examples.")
      .def_ro("loss", &Averages::loss)
      .def_ro("examples", &Averages::examples)
      .def_prop_ro("accuracy", &Averages::accuracy, "0 ... 1; None if the network computes none.")
      .def_prop_ro("metrics", &metricsOf, nb::sig("def metrics(self) -> dict[str, float]"),
                   "What the network returns beside the loss, by name.")
      .def("__repr__", [](const Averages &self) {
        std::string text = "<dlc.Averages loss=" + std::to_string(self.loss);
        for (const Metric &metric : self.metrics)
          text += " " + metric.name + "=" + std::to_string(metric.value);
        return text + ">";
      });
  nb::class_<EpochRecord>(module, "Epoch", "What an epoch of training was like.")
      .def_ro("epoch", &EpochRecord::epoch, "From 1.")
      .def_ro("training", &EpochRecord::training, "Over the steps, each with the weights of its moment.")
      .def_ro("validation", &EpochRecord::validation, "On what was held back; None without.")
      .def_ro("seconds", &EpochRecord::seconds)
      .def_ro("examples_per_second", &EpochRecord::imagesPerSecond)
      .def_ro("learning_rate", &EpochRecord::learningRate, "Of the last step.")
      .def("__repr__", [](const EpochRecord &self) {
        return "<dlc.Epoch " + std::to_string(self.epoch) + ": loss=" + std::to_string(self.training.loss) +
               ">";
      });
}

void bindTraining(nb::module_ &module, nb::class_<PyProgram> &program) {
  bindRecords(module);
  program
      .def("fit", &fit, nb::arg("dataset"), nb::kw_only(), nb::arg("epochs") = 1, nb::arg("batch") = 32,
           nb::arg("learning_rate") = nb::none(), nb::arg("schedule") = "", nb::arg("seed") = 0,
           nb::arg("validation") = 0.0, nb::arg("checkpoint") = "", nb::arg("resume") = false,
           nb::arg("on_step") = nb::none(), nb::arg("on_epoch") = nb::none(),
           nb::sig("def fit(self, dataset: Dataset, *, epochs: int = 1, batch: int = 32, learning_rate: "
                   "float | None = None, "
                   "schedule: str = '', seed: int = 0, validation: float = 0.0, checkpoint: str | "
                   "os.PathLike = '', resume: "
                   "bool = False, on_step: Callable[[int, float], bool | None] | None = None, on_epoch: "
                   "Callable[[Epoch], bool "
                   "| None] | None = None) -> list[Epoch]"),
           R"doc(Learns from a data set, whose examples are shuffled by the seed.

The learning rate is the optimizer's usual one unless it is given; schedule: "cosine(warmup=1)" and so on. validation: the
part of the examples to hold back and evaluate after each epoch. checkpoint: a .dlm to write after epochs, and to resume
from. on_step is called with the step and its loss, on_epoch with an Epoch; False ends the training, and so does an
exception, Ctrl-C included, after the checkpoint is written.)doc")
      .def("fit", &fitBatches, nb::arg("batches"), nb::kw_only(), nb::arg("epochs") = 1,
           nb::arg("learning_rate") = nb::none(), nb::arg("on_step") = nb::none(),
           nb::arg("on_epoch") = nb::none(),
           nb::sig("def fit(self, batches: Iterable[Batch] | Callable[[], Iterable[Batch]], *, epochs: int = "
                   "1, learning_rate: "
                   "float | Callable[[int], float] | None = None, on_step: Callable[[int, float], bool | "
                   "None] | None = None, "
                   "on_epoch: Callable[[Epoch], bool | None] | None = None) -> list[Epoch]"),
           R"doc(Learns from batches, one step each, in the order in which they come.

A batch is a dict of arrays by name, or a tuple or list of arrays in the order of the inputs of `train_step`. For several
epochs, give what can be gone through again (a list, a DataLoader), or a function that returns an iterator. The learning
rate may be a function of the step, from 0.)doc")
      .def(
          "evaluate",
          [](PyProgram &self, const PyDataset &dataset, std::int64_t batch) {
            return self.with([&](Program &program) { return evaluate(program, dataset.data, batch); });
          },
          nb::arg("dataset"), nb::kw_only(), nb::arg("batch") = 256,
          "Means of loss and metrics over a data set.")
      .def("evaluate", &evaluateBatchesOf, nb::arg("batches"),
           nb::sig("def evaluate(self, batches: Iterable[Batch]) -> Averages"),
           "The same over batches, as fit takes them.");
}

} // namespace dlc::python
