// Tutorial: predicts with an ONNX file. See infer.md.
//
//   infer MODEL.onnx [DATA]      DATA: what dlc opens, default fashion-mnist:test
#include "dlc/Compile.h"
#include "dlc/Dataset.h"

#include <algorithm>
#include <cstdio>

using namespace dlc;

static void run(const std::string &file, const std::string &spec) {
  const Graph graph = Graph::load(file);
  for (const EntryInfo &function : graph.functions()) {
    for (const TensorInfo &input : function.inputs)
      std::printf("%s takes %s\n", function.name.c_str(), toString(input).c_str());
    for (const TensorInfo &output : function.outputs)
      std::printf("%s returns %s\n", function.name.c_str(), toString(output).c_str());
  }

  Program program = compile(graph);

  // Pixels as the network wants them, in memory of our own: 0 … 1, and a batch of 500.
  constexpr std::int64_t count = 500, pixels = 28 * 28;
  const Dataset data = openDataset(spec);
  std::vector<float> memory;
  for (std::uint8_t pixel : data["images"].values<std::uint8_t>().first(count * pixels))
    memory.push_back(static_cast<float>(pixel) / 255.0f);

  // A tensor over that memory, which is read where it lies.
  const Tensor image = Tensor::over({count, 1, 28, 28}, std::span<const float>(memory));
  const Outputs outputs = program.call("predict", {{"image", image}});

  // The output as numbers of its type; another type would be an error.
  const std::span<const float> logits = outputs["logits"].values<float>();
  const std::span<const std::int64_t> labels = data["labels"].values<std::int64_t>();
  int right = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto of = logits.subspan(10 * i, 10);
    right += std::ranges::max_element(of) - of.begin() == labels[i];
  }
  std::printf("%d of %d right\n", right, static_cast<int>(count));

  // What does not fit is an Error that says what would.
  try {
    program.call("predict", {{"picture", image}});
  } catch (const Error &error) {
    std::printf("error: %s\n", error.what());
  }
}

int main(int argc, char **argv) {
  try {
    run(argc > 1 ? argv[1] : "clothes.onnx", argc > 2 ? argv[2] : "fashion-mnist:test");
  } catch (const Error &error) {
    std::fprintf(stderr, "infer: %s\n", error.what());
    return 1;
  }
}
