// Matrix products in their three layouts, and the convolutions of four networks forward and in both backward
// directions, each as a program of one op: operations a second, and the part of what this machine's vector
// units do at most.
//
//     dlc-benchmarks --benchmark_filter='^matmul'
//     dlc-benchmarks --batch=16 --threads=1 --benchmark_filter='conv/resnet50/.*/backward_data'
//
// Each program is compiled when its turn comes, so that a filter saves time.
#include "Peak.h"
#include "Shapes.h"

#include "dlc/Compile.h"
#include "dlc/Graph.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <thread>

namespace dlc::benchmarks {
namespace {
struct Settings {
  std::int64_t batch = 16;
  unsigned threads = 0;
  double peak = 0;
};
Settings settings;

std::string tensor(std::initializer_list<std::int64_t> sizes) {
  std::string text = "tensor<";
  for (const std::int64_t size : sizes)
    text += std::to_string(size) + "x";
  return text + "f32>";
}

/// Calls the only entry of a program with inputs of ones.
void run(benchmark::State &state, const std::string &text, double flops) {
  Program program = compile(Graph::parse(text), {});
  if (settings.threads)
    program.setThreads(settings.threads);
  const std::size_t index = program.entryIndex("run");
  const EntryInfo &entry = program.entries()[index];
  std::vector<Tensor> arguments;
  for (const TensorInfo &input : entry.inputs) {
    arguments.emplace_back(input.shape, DType::f32);
    std::ranges::fill(arguments.back().values<float>(), 1.0f);
  }
  Tensor result(entry.outputs[0].shape, DType::f32);
  const Tensor *const inputs[] = {&arguments[0], &arguments[1]};
  Tensor *const outputs[] = {&result};
  for (auto _ : state)
    program.run(index, inputs, outputs);
  const double done = flops * static_cast<double>(state.iterations());
  state.counters["FLOP/s"] = benchmark::Counter(done, benchmark::Counter::kIsRate);
  state.counters["of_peak"] = benchmark::Counter(done / settings.peak, benchmark::Counter::kIsRate);
}

void addProducts() {
  struct Layout {
    const char *name, *attributes;
    bool left, right; ///< transposed
  };
  for (const Product &p : products())
    for (const Layout &layout :
         {Layout{"A_B", "", false, false}, Layout{"A_Bt", " transpose_rhs", false, true},
          Layout{"At_B", " transpose_lhs", true, false}}) {
      const std::string a = layout.left ? tensor({p.depth, p.rows}) : tensor({p.rows, p.depth}),
                        b = layout.right ? tensor({p.columns, p.depth}) : tensor({p.depth, p.columns}),
                        y = tensor({p.rows, p.columns});
      const std::string text = "nn.func @run(%a: " + a + ", %b: " + b + ") -> (y: " + y +
                               ") {\n  %y = nn.matmul %a, %b" + layout.attributes + " : " + a + ", " + b +
                               "\n  nn.return %y : " + y + "\n}";
      const double flops = 2.0 * static_cast<double>(p.rows * p.depth * p.columns);
      const std::string name = "matmul/" + std::to_string(p.rows) + "x" + std::to_string(p.depth) + "x" +
                               std::to_string(p.columns) + "/" + layout.name;
      benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State &state) {
        run(state, text, flops);
      })->UseRealTime();
    }
}

void addConvolutions() {
  for (const char *network : networks)
    for (const Convolution &c : convolutionsOf(network)) {
      const std::string x = tensor({settings.batch, c.channels, c.height, c.width}),
                        w = tensor({c.outputs, c.channels / c.group, c.kernelHeight, c.kernelWidth}),
                        y = tensor({settings.batch, c.outputs, c.outputHeight, c.outputWidth});
      struct Direction {
        const char *name, *op;
        const std::string &first, &second, &result;
      };
      for (const Direction &d :
           {Direction{"forward", "conv", x, w, y}, Direction{"backward_data", "conv_backward_data", y, w, x},
            Direction{"backward_weights", "conv_backward_weights", x, y, w}}) {
        const bool infers = std::string_view(d.name) == "forward"; // a result's type says nothing new
        const std::string text = "nn.func @run(%a: " + d.first + ", %b: " + d.second +
                                 ") -> (y: " + d.result + ") {\n  %y = nn." + d.op + " %a, %b " + c.window +
                                 " : " + d.first + ", " + d.second + (infers ? "" : " -> " + d.result) +
                                 "\n  nn.return %y : " + d.result + "\n}";
        const double flops = c.flops(settings.batch);
        const std::string name = std::string("conv/") + network + "/" + c.name() + "/" + d.name;
        benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State &state) {
          run(state, text, flops);
        })->UseRealTime();
      }
    }
}

/// Takes --batch=N and --threads=N out of the arguments, which Google Benchmark does not know.
void takeSettings(int &count, char **arguments) {
  int kept = 1;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument.starts_with("--batch="))
      settings.batch = std::max(1, std::atoi(arguments[i] + std::strlen("--batch=")));
    else if (argument.starts_with("--threads="))
      settings.threads =
          static_cast<unsigned>(std::max(1, std::atoi(arguments[i] + std::strlen("--threads="))));
    else
      arguments[kept++] = arguments[i];
  }
  count = kept;
}
} // namespace
} // namespace dlc::benchmarks

int main(int count, char **arguments) {
  using namespace dlc::benchmarks;
  takeSettings(count, arguments);
  addProducts();
  addConvolutions();
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments))
    return 2;
  settings.peak = dlc::measurePeak(settings.threads ? settings.threads : std::thread::hardware_concurrency());
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
