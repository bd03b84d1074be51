// Tutorial: loops and learning rules in C++. Two networks that compete learn to draw points on a ring, and a
// network with a recurrent cell of its own learns to add. See two-networks.md.
//
//   two-networks [ROUNDS]      how often both networks learn, default 2000
#include "dlc/Builder.h"
#include "dlc/Compile.h"
#include "dlc/Random.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>

using namespace dlc;

// 1. Layers that several functions of a network share are C++ functions: what they ask of a Function becomes
// its text.
static Value layers(Function &f, Value x, const std::string &name, std::int64_t outputs) {
  x = f.softplus(f.linear(x, name + ".1", 32));
  x = f.softplus(f.linear(x, name + ".2", 32));
  return f.linear(x, name + ".3", outputs);
}
static Value judge(Function &f, Value points) { return layers(f, points, "critic", 1); }
static Value draw(Function &f) { return layers(f, f.randomNormal("random", {batch, 2}), "generator", 2); }

// 2. A derivative is a value. This one is a part of a loss, of which a derivative is taken again: the
// critic's slope shall be 1 between real points and drawn ones (Gulrajani et al., 2017).
static Value penalty(Function &f, Value real, Value drawn) {
  Value between = real + (drawn - real) * f.randomUniform("random", {batch, 1});
  Value slope = f.gradient(f.reduceSum(judge(f, between)), between);
  Value excess = f.sqrt(f.reduceSum(slope * slope, {1}) + 1e-12) - 1;
  return f.reduceMean(excess * excess);
}

// 3. Each function that learns is an entry point, with an optimizer of its own and its own variables. What
// one learns, the other sees.
static Graph rivals() {
  Builder network("rivals", "A generator of points, and a critic that tells them from real ones.");
  const Optimizer adam = parseOptimizer("adam(beta1=0.5, beta2=0.9)");

  Function &criticise =
      network.function("criticise", "The critic learns: its scores of real points shall be higher.");
  Value real = criticise.input("points", DType::f32, {batch, 2});
  Value drawn = criticise.stopGradient(draw(criticise));
  Value distance =
      criticise.reduceMean(judge(criticise, real)) - criticise.reduceMean(judge(criticise, drawn));
  criticise.minimize(0.1 * penalty(criticise, real, drawn) - distance,
                     criticise.input("learning_rate", DType::f32, {}), adam, {"critic.*"});
  criticise.output("distance", distance);

  Function &deceive = network.function("deceive", "The generator learns: the critic shall like its points.");
  Value loss = -deceive.reduceMean(judge(deceive, draw(deceive)));
  deceive.minimize(loss, deceive.input("learning_rate", DType::f32, {}), adam, {"generator.*"});
  deceive.output("loss", loss);

  Function &generate = network.function("generate", "New points, as many as the batch of the call.");
  generate.output("points", draw(generate));
  network.plan("criticise*5, deceive"); // for `dlc train`; below, this program calls both itself
  return network.build();
}

// Points on a circle of radius 1.
static Tensor ring(Random &random, std::int64_t count) {
  Tensor points({count, 2}, DType::f32);
  for (std::int64_t i = 0; i < count; ++i) {
    const double angle = 2 * std::numbers::pi * random.uniform();
    points.values<float>()[static_cast<std::size_t>(2 * i)] = static_cast<float>(std::cos(angle));
    points.values<float>()[static_cast<std::size_t>(2 * i + 1)] = static_cast<float>(std::sin(angle));
  }
  return points;
}

static void compete(int rounds) {
  Program program = compile(rivals(), {.mode = Mode::train});
  program.init(1);
  Random random(1);
  const Tensor rate = Tensor::of<float>({}, {2e-3f});
  const auto off = [&] { // how far drawn points are from the ring, on the mean
    const Tensor points = program.call("generate", {}, 500).take("points");
    double sum = 0;
    for (std::size_t i = 0; i < 500; ++i)
      sum += std::fabs(std::hypot(points.values<float>()[2 * i], points.values<float>()[2 * i + 1]) - 1);
    return sum / 500;
  };
  std::printf("points are %.2f off the ring\n", off());
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < 5; ++i)
      program.call("criticise", {{"points", ring(random, 64)}, {"learning_rate", rate}});
    program.call("deceive", {{"learning_rate", rate}}, 64);
  }
  std::printf("after %d rounds they are %.2f off\n", rounds, off());
}

// 4. A cell that dlc has no layer for, the minimal gated unit of Zhou et al. (2016). The body of a scan is a
// C++ function of the values that are carried from step to step, and of the slices of the step. It uses
// layers and values from around it.
static Value remember(Function &f, Value steps, std::int64_t units) {
  auto cell = [&](Value state, Value x) {
    Value gate = f.sigmoid(f.linear(f.concat({x, state}, 1), "gate", units));
    Value next = f.tanh(f.linear(f.concat({x, gate * state}, 1), "next", units));
    return state + gate * (next - state);
  };
  Value start = f.expand(f.constant(0.0), {batch, units});
  return f.scan(start, steps, cell, {.axis = 1}).last;
}

// 5. The adding problem (Hochreiter and Schmidhuber, 1997): of a sequence of numbers, two are marked; their
// sum is asked for.
static void add(int steps) {
  Builder network("adding", "The sum of two numbers that are marked in a sequence.");
  Function &f = network.function("train_step");
  Value sequence = f.input("sequence", DType::f32, {batch, 8, 2}),
        sum = f.input("sum", DType::f32, {batch, 1});
  Value loss = f.mseLoss(f.linear(remember(f, sequence, 16), "answer", 1), sum);
  f.minimize(loss, f.input("learning_rate", DType::f32, {}), parseOptimizer("adam, clip_norm=1"));
  f.output("loss", loss);
  Program program = compile(network.build(), {.mode = Mode::train});
  program.init(1);
  Random random(1);
  double mean = 0;
  for (int step = 1; step <= steps; ++step) {
    Tensor numbers({64, 8, 2}, DType::f32), sums({64, 1}, DType::f32);
    for (std::int64_t i = 0; i < 64; ++i)
      for (std::int64_t half = 0; half < 2; ++half) {
        const std::int64_t marked = 4 * half + random.below(4);
        for (std::int64_t t = 4 * half; t < 4 * half + 4; ++t) {
          const auto at = static_cast<std::size_t>(2 * (8 * i + t));
          const auto number = static_cast<float>(random.uniform());
          numbers.values<float>()[at] = number;
          numbers.values<float>()[at + 1] = t == marked ? 1.0f : 0.0f;
          sums.values<float>()[static_cast<std::size_t>(i)] += t == marked ? number : 0.0f;
        }
      }
    const Tensor rate = Tensor::of<float>({}, {0.01f});
    const Outputs outputs =
        program.call("train_step", {{"sequence", numbers}, {"sum", sums}, {"learning_rate", rate}});
    mean += (outputs["loss"].values<float>()[0] - mean) / (step < 50 ? step : 50);
    if (step == 50 || step == steps)
      std::printf("step %d: the squared error is %.3f\n", step, mean);
  }
}

int main(int argc, char **argv) {
  try {
    compete(argc > 1 ? std::atoi(argv[1]) : 2000);
    add(600);
  } catch (const Error &error) {
    std::fprintf(stderr, "two-networks: %s\n", error.what());
    return 1;
  }
}
