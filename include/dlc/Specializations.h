// Programs of one graph for sizes that are known when they are needed: each is compiled once in this process,
// for those sizes alone, and kept as long as it is among the last ones used.
//
//   dlc::Specializations programs(graph, {.mode = Mode::predict}, 4);
//   dlc::Program program = programs.program({{"sequence", 128}});   // compiles, or finds it
//   program.load(weights);
#pragma once

#include "dlc/Compile.h"

#include <memory>

namespace dlc {

class Specializations {
public:
  /// Programs are made with `options`, whose sizes hold for all of them. At most `capacity` are kept, the
  /// last ones used; at least 1. Nothing is compiled yet.
  explicit Specializations(Graph graph, CompileOptions options = {}, std::size_t capacity = 8);
  ~Specializations();
  Specializations(const Specializations &) = delete;
  Specializations &operator=(const Specializations &) = delete;

  /// A program for these sizes, on code that all programs for them share; its variables are its own, and have
  /// the values that the code carries (init(), load() or setVariable() give others). Of several threads that
  /// ask for the same sizes at once, one compiles and the others wait; one is compiled at a time.
  /// The code lives as long as a program on it, whether or not it is still kept here. Throws Error as
  /// compile() does, to every thread that waited; the next call then tries again.
  Program program(const Sizes &sizes);

  /// How many programs were compiled so far, and how many are kept.
  std::size_t compiled() const;
  std::size_t kept() const;

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace dlc
