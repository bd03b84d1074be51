// How the learning rate changes during training: a text goes in, a factor for each step comes out. The
// learning rate is an input of train_step, so no schedule is compiled into a model.
//
//   constant
//   step(every=30, factor=0.1)               times the factor after every so many epochs
//   multi_step(at=30:60:80, factor=0.1)      times the factor after each of these epochs
//   exponential(factor=0.95)                 times the factor an epoch, evenly over its steps
//   cosine(minimum=0, restart=0, growth=1)   half a cosine from 1 to the minimum at the end (Loshchilov and
//                                            Hutter, 2017); begins anew after `restart` epochs, unless that
//                                            is 0, then after `growth` times as many, and so on
//   one_cycle(peak=0.3, divide=25, last=1e-4)  half a cosine from 1 / divide to 1, which it reaches after the
//                                            part `peak` of all steps; one more to last / divide (Smith,
//                                            2018)
//   plateau(factor=0.1, patience=10, threshold=1e-4, cooldown=0, minimum=0)
//                                            times the factor when the loss of an epoch (of validation, if
//                                            there is any) was `patience` epochs long not less than (1 -
//                                            threshold) times the best; then not counting for `cooldown`
//                                            epochs. Begins anew with each phase of a plan
//
// All but one_cycle also take warmup=0, in epochs, and from=0.01: first a straight line from `from` to 1.
// What follows begins behind it. Epochs may be fractions, except those of plateau.
#pragma once

#include "dlc/Error.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

namespace dlc {

/// What a schedule remembers of the losses; part of a checkpoint.
struct ScheduleState {
  double factor = 1;                                     ///< on the learning rate
  double best = std::numeric_limits<double>::infinity(); ///< the least loss so far
  std::uint64_t worseEpochs = 0;                         ///< since then, or since the factor changed
  std::uint64_t cooldown = 0;                            ///< epochs that are left of it

  bool operator==(const ScheduleState &) const = default;
};

/// Where in a training a step is.
struct StepPosition {
  std::int64_t step = 0; ///< from 0, over all epochs
  std::int64_t stepsPerEpoch = 1;
  std::int64_t epochs = 1; ///< in all
};

class Schedule {
public:
  /// Throws Error, which says what could have been written. An empty text is `constant`.
  static Schedule parse(std::string_view text);
  Schedule() : Schedule(parse("")) {}

  /// The same with everything that is as preset left out.
  std::string text() const;

  /// What to multiply the learning rate with.
  double factor(const StepPosition &position, const ScheduleState &state = {}) const;
  /// After each epoch, with its loss; for `plateau`. Whether the factor has become another.
  bool observe(double loss, ScheduleState &state) const;

  /// Whether another number of epochs makes it another schedule.
  bool dependsOnEpochs() const;

  struct Impl;

private:
  explicit Schedule(std::shared_ptr<const Impl> impl) : impl(std::move(impl)) {}
  std::shared_ptr<const Impl> impl;
};

} // namespace dlc
