// Shows how training goes: a bar that is redrawn on a terminal, one line an epoch elsewhere, one JSON object
// an epoch for machines. Comes in: the records of a Trainer. Goes out: text.
#pragma once

#include "dlc/Trainer.h"

#include <chrono>
#include <ostream>

namespace dlc {

class Reporter {
public:
  enum class Style { Bar, Lines, Json };

  /// Json if asked for, else a bar if the descriptor is a terminal that can redraw a line.
  static Style styleFor(int descriptor, bool json);
  /// Columns of the terminal; 80 if the descriptor is none.
  static unsigned widthOf(int descriptor);

  /// Records go to `out`, messages to `notes`. Both must outlive the reporter.
  Reporter(std::ostream &out, std::ostream &notes, Style style, unsigned width = 80)
      : out(out), notes(notes), style(style), width(width) {}
  /// Takes a bar that is still there away.
  ~Reporter() { clear(); }
  Reporter(const Reporter &) = delete;

  /// Makes the trainer report here; its callbacks then never stop it. Both must outlive the training.
  void attach(Trainer &trainer);

  void step(const StepRecord &record);
  void epoch(const EpochRecord &record);
  void message(const std::string &text);

  /// The bar's line without control characters, at most `width` columns wide.
  static std::string barLine(const StepRecord &record, unsigned width);
  static std::string epochLine(const EpochRecord &record);

private:
  void clear();

  std::ostream &out, &notes;
  const Style style;
  const unsigned width;
  bool isDrawn = false;
  std::chrono::steady_clock::time_point drawn;
};

} // namespace dlc
