#include "TinyProgram.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace dlc::test {
namespace {

constexpr int P = TinyProgram::pixels, C = TinyProgram::classes;
constexpr std::int64_t scalarShape[] = {0};
constexpr std::int64_t imageShape[] = {DLC_BATCH, 1, 2, 2}, labelShape[] = {DLC_BATCH},
                       logitsShape[] = {DLC_BATCH, C}, weightShape[] = {P, C}, biasShape[] = {C},
                       momentumShape[] = {P + 1, C}, randomShape[] = {2};
constexpr std::int32_t allVariables[] = {0, 1, 2, 3}, modelVariables[] = {0, 1},
                       evaluateVariables[] = {0, 1, 3}, randomVariable[] = {3};
constexpr const char *onlyBatch[] = {"batch"};
alignas(64) constexpr float zeroBias[C] = {};

/// Splitmix: enough of a counter-based generator to notice a state that was lost.
float uniform(std::int64_t *state) {
  std::uint64_t x =
      static_cast<std::uint64_t>(state[0]) + 0x9e3779b97f4a7c15u * static_cast<std::uint64_t>(++state[1]);
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return static_cast<float>((x ^ (x >> 31)) >> 40) / static_cast<float>(1 << 24);
}

/// A caller that breaks the contract must not go unnoticed: the arenas are overwritten whole.
void useArenas(void *fixed, std::size_t fixedBytes, void *batch, std::size_t batchBytes) {
  for (const void *arena : {fixed, batch})
    if (reinterpret_cast<std::uintptr_t>(arena) % DLC_ARENA_ALIGNMENT != 0) {
      std::fputs("misaligned arena\n", stderr);
      std::abort();
    }
  if (fixedBytes)
    std::memset(fixed, 0xff, fixedBytes);
  if (batchBytes)
    std::memset(batch, 0xff, batchBytes);
}
constexpr std::size_t gradientBytes = sizeof(float) * (P + 1) * C, logitBytes = sizeof(float) * C;

void forward(std::int64_t batch, const float *image, const float *weight, const float *bias, float *logits) {
  for (std::int64_t n = 0; n < batch; ++n)
    for (int c = 0; c < C; ++c) {
      float sum = bias[c];
      for (int p = 0; p < P; ++p)
        sum += image[n * P + p] * weight[p * C + c];
      logits[n * C + c] = sum;
    }
}

/// Loss and accuracy; logits become the loss' gradient.
void lossOf(std::int64_t batch, float *logits, const std::int64_t *label, float *loss, float *accuracy) {
  float total = 0, right = 0;
  for (std::int64_t n = 0; n < batch; ++n) {
    float *row = logits + n * C, largest = row[0], sum = 0;
    int best = 0;
    for (int c = 1; c < C; ++c)
      if (row[c] > largest) {
        largest = row[c];
        best = c;
      }
    for (int c = 0; c < C; ++c)
      sum += row[c] = std::exp(row[c] - largest);
    total += std::log(sum) - std::log(row[label[n]]);
    right += best == label[n];
    for (int c = 0; c < C; ++c)
      row[c] = (row[c] / sum - static_cast<float>(c == label[n])) / static_cast<float>(batch);
  }
  *loss = total / static_cast<float>(batch);
  *accuracy = right / static_cast<float>(batch);
}

// Tables: inputs, outputs, variables, fixed arena, dynamic arena.

void runInit(const std::int64_t *, void *const *t) {
  const auto seed = *static_cast<const std::int64_t *>(t[0]);
  auto *weight = static_cast<float *>(t[1]);
  auto *random = static_cast<std::int64_t *>(t[4]);
  random[0] = seed;
  random[1] = 0;
  for (int i = 0; i < P * C; ++i)
    weight[i] = uniform(random) - 0.5f;
  std::memset(t[2], 0, sizeof(zeroBias));
  std::memset(t[3], 0, gradientBytes);
}

void runPredict(const std::int64_t *sizes, void *const *t) {
  const std::int64_t batch = sizes[0];
  useArenas(t[4], 0, t[5], 0);
  forward(batch, static_cast<const float *>(t[0]), static_cast<const float *>(t[2]),
          static_cast<const float *>(t[3]), static_cast<float *>(t[1]));
}

void runTrainStep(const std::int64_t *sizes, void *const *t) {
  const std::int64_t batch = sizes[0];
  const auto *image = static_cast<const float *>(t[0]);
  const auto *label = static_cast<const std::int64_t *>(t[1]);
  const float rate = *static_cast<const float *>(t[2]);
  auto *weight = static_cast<float *>(t[5]), *bias = static_cast<float *>(t[6]);
  auto *momentum = static_cast<float *>(t[7]);
  auto *random = static_cast<std::int64_t *>(t[8]);
  auto *gradient = static_cast<float *>(t[9]), *logits = static_cast<float *>(t[10]);
  useArenas(gradient, gradientBytes, logits, logitBytes * static_cast<std::size_t>(batch));
  forward(batch, image, weight, bias, logits);
  lossOf(batch, logits, label, static_cast<float *>(t[3]), static_cast<float *>(t[4]));
  for (int c = 0; c < C; ++c)
    for (int p = 0; p <= P; ++p) {
      float sum = 0;
      for (std::int64_t n = 0; n < batch; ++n)
        sum += logits[n * C + c] * (p < P ? image[n * P + p] : 1.0f);
      gradient[p * C + c] = sum;
    }
  for (int i = 0; i < (P + 1) * C; ++i) {
    // A little noise, so that training depends on the random state.
    momentum[i] = 0.5f * momentum[i] + gradient[i] + 0.001f * (uniform(random) - 0.5f);
    (i < P * C ? weight[i] : bias[i - P * C]) -= rate * momentum[i];
  }
}

void runEvaluate(const std::int64_t *sizes, void *const *t) {
  const std::int64_t batch = sizes[0];
  auto *logits = static_cast<float *>(t[8]);
  useArenas(t[7], 0, logits, logitBytes * static_cast<std::size_t>(batch));
  forward(batch, static_cast<const float *>(t[0]), static_cast<const float *>(t[4]),
          static_cast<const float *>(t[5]), logits);
  lossOf(batch, logits, static_cast<const std::int64_t *>(t[1]), static_cast<float *>(t[2]),
         static_cast<float *>(t[3]));
  // As a variational model does, whose evaluation draws too.
  *static_cast<float *>(t[2]) += 1e-4f * uniform(static_cast<std::int64_t *>(t[6]));
}

void runGenerate(const std::int64_t *sizes, void *const *t) {
  const std::int64_t batch = sizes[0];
  auto *image = static_cast<float *>(t[0]);
  for (std::int64_t i = 0; i < batch * P; ++i)
    image[i] = uniform(static_cast<std::int64_t *>(t[1]));
}

constexpr dlc_tensor_info scalar(const char *name, int dtype, int role = 0) {
  return {name, dtype, 0, scalarShape, role, 0};
}

} // namespace

TinyProgram::TinyProgram() {
  const dlc_tensor_info label = {"label", DLC_I64, 1, labelShape, DLC_INPUT_LABEL, 0};
  image = {{"image", DLC_F32, 4, imageShape, 0, 0}};
  train = {image[0], label, scalar("learning_rate", DLC_F32, DLC_INPUT_LEARNING_RATE)};
  evaluate = {image[0], label};
  logits = {{"logits", DLC_F32, 2, logitsShape, 0, 0}};
  metrics = {scalar("loss", DLC_F32), scalar("accuracy", DLC_F32)};
  seed = {scalar("seed", DLC_I64, DLC_INPUT_SEED)};

  variables[Weight] = {{"weight", DLC_F32, 2, weightShape, 0, 0}, DLC_PARAMETER, 0, nullptr};
  variables[Bias] = {{"bias", DLC_F32, 1, biasShape, 0, 0}, DLC_PARAMETER, 0, zeroBias};
  variables[Momentum] = {{"momentum", DLC_F32, 2, momentumShape, 0, 0}, DLC_OPTIMIZER, 0, nullptr};
  variables[Random] = {{"random", DLC_I64, 1, randomShape, 0, 0}, DLC_BUFFER, DLC_RANDOM_STATE, nullptr};

  const auto define = [this](Entry entry, int role, const char *name,
                             const std::vector<dlc_tensor_info> &inputs,
                             const std::vector<dlc_tensor_info> &outputs, auto &indices, auto *run) {
    dlc_entry_info &info = entries[entry];
    info.name = name;
    info.role = role;
    info.size_count = 1;
    info.size_texts = onlyBatch;
    info.input_count = static_cast<std::int32_t>(inputs.size());
    info.output_count = static_cast<std::int32_t>(outputs.size());
    info.inputs = inputs.data();
    info.outputs = outputs.data();
    info.variable_count = static_cast<std::int32_t>(std::size(indices));
    info.variables = indices;
    info.writes = entry != Predict;
    info.run = run;
  };
  static const std::vector<dlc_tensor_info> none;
  define(Init, DLC_ENTRY_INIT, "init", seed, none, allVariables, runInit);
  define(Predict, DLC_ENTRY_PREDICT, "predict", image, logits, modelVariables, runPredict);
  define(TrainStep, DLC_ENTRY_TRAIN_STEP, "train_step", train, metrics, allVariables, runTrainStep);
  define(Evaluate, DLC_ENTRY_EVALUATE, "evaluate", evaluate, metrics, evaluateVariables, runEvaluate);
  define(Generate, DLC_ENTRY_GENERATE, "generate", none, image, randomVariable, runGenerate);
  entries[TrainStep].fixed_arena_bytes = gradientBytes;
  entries[TrainStep].batch_arena_bytes = entries[Evaluate].batch_arena_bytes = logitBytes;

  classNames = {"left", "right", "none"};
  program.magic = DLC_PROGRAM_MAGIC;
  program.version = DLC_PROGRAM_VERSION;
  program.name = "tiny";
  program.cpu = "generic";
  program.cpu_features = "";
  program.graph = graph.c_str();
  program.variable_count = VariableCount;
  program.variables = variables.data();
  program.entry_count = EntryCount;
  program.entries = entries.data();
  program.class_count = C;
  program.class_names = classNames.data();
}

} // namespace dlc::test
