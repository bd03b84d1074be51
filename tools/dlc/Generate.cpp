// dlc generate: images that a model makes out of random numbers.
#include "Models.h"
#include "Status.h"

#include "Data/Image.h"
#include "Data/Npy.h"
#include "dlc/Trainer.h"

#include <cmath>
#include <filesystem>
#include <iostream>

namespace dlc {
namespace {
namespace fs = std::filesystem;

struct Generate {
  ModelOptions model;
  std::int64_t count = 16, columns = 0;
  bool grid = false;
  std::string output;
  std::optional<std::uint64_t> seed;

  int run() const;

private:
  void check() const;
  void writeImages(const Tensor &images) const;
};

void Generate::check() const {
  const std::string suffix = fs::path(output).extension();
  if (suffix != ".png" && suffix != ".npy")
    throw UsageError("-o " + output + ": images are written as .png or .npy");
  if (grid && suffix == ".npy")
    throw UsageError("--grid makes one image of many, and " + output + " is no .png");
  if (columns && !grid)
    throw UsageError("--columns is for --grid");
}

/// Rows of pixels become squares, where they can.
Tensor asImages(Tensor made, const std::string &file) {
  if (made.rank() != 2)
    return made;
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(made.dim(1)))));
  if (side * side != made.dim(1))
    throw Error(file + ": what it makes has " + std::to_string(made.dim(1)) +
                " values, which is no square image; -o FILE.npy writes it as it is");
  made.reshape({made.dim(0), side, side});
  return made;
}

/// Image `index` alone, as a batch of one.
Tensor imageAt(const Tensor &images, std::int64_t index) {
  Shape shape = images.shape();
  shape[0] = 1;
  const auto size = static_cast<std::size_t>(elementCount(shape));
  return Tensor::of<float>(shape,
                           images.values<float>().subspan(static_cast<std::size_t>(index) * size, size));
}

/// samples.png becomes samples-07.png: as many digits as the last one needs, so that they sort.
std::string numbered(const fs::path &path, std::int64_t index, std::int64_t count) {
  std::string digits = std::to_string(index);
  digits.insert(0, std::to_string(count - 1).size() - digits.size(), '0');
  return (path.parent_path() / (path.stem().string() + "-" + digits + path.extension().string())).string();
}

void Generate::writeImages(const Tensor &images) const {
  if (grid || count == 1) {
    writeImageGrid(output, images, columns);
    std::cout << "wrote " << output << "\n";
    return;
  }
  for (std::int64_t i = 0; i < count; ++i)
    writeImageGrid(numbered(output, i, count), imageAt(images, i));
  std::cout << "wrote " << numbered(output, 0, count) << " to " << numbered(output, count - 1, count) << "\n";
}

int Generate::run() const {
  check();
  const Graph graph = model.load();
  Program program = model.loaded(graph, Mode::predict, seed);
  if (seed)
    program.reseed(*seed);
  Tensor made = [&] {
    const Status status("generating " + std::to_string(count));
    return generate(program, count);
  }();
  if (fs::path(output).extension() != ".npy") {
    writeImages(asImages(std::move(made), model.file));
    return exitDone;
  }
  writeNpy(output, made);
  std::cout << "wrote " << output << ": " << nameOf(made.dtype()) << " " << toString(made.shape()) << "\n";
  return exitDone;
}

} // namespace

Action declareGenerate(CLI::App &verb) {
  auto generate = std::make_shared<Generate>();
  generate->model.declare(verb);
  verb.add_option("-n,--count", generate->count, "the number of images; default 16")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option("-o,--output", generate->output,
                  "required: a .png, numbered if there are several images,\nor an .npy with all of them")
      ->required()
      ->option_text("FILE");
  verb.add_flag("--grid", generate->grid, "write all images as one grid");
  verb.add_option("--columns", generate->columns,
                  "the number of columns of the grid; default: as square as\npossible")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option("--seed", generate->seed,
                  "another seed makes other images; default: the random\nstate that the model was saved with")
      ->option_text("N")
      ->check(atLeastZero);
  generate->model.declareWeights(verb);
  generate->model.declareCode(verb);
  verb.footer("  dlc generate vae.dlm -n 64 --grid -o samples.png");
  return [generate] { return generate->run(); };
}

} // namespace dlc
