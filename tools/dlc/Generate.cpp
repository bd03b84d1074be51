// dlc generate: images that a model makes out of random numbers, of classes, or between two codes; and texts.
#include "Generate.h"
#include "Call.h"
#include "Status.h"
#include "Suggest.h"

#include "Data/Image.h"
#include "Data/Npy.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <iostream>

namespace dlc {
namespace fs = std::filesystem;

static bool takesLabel(const EntryInfo &entry) {
  return std::ranges::any_of(entry.inputs, [](const TensorInfo &input) {
    return input.role == InputRole::Label && input.dtype == DType::i64 && input.isBatched();
  });
}

static bool takesCode(const EntryInfo &entry) {
  return std::ranges::any_of(
      entry.inputs, [](const TensorInfo &input) { return input.dtype == DType::f32 && input.isBatched(); });
}

void Generate::checkImages() const {
  if (shapesText)
    throw UsageError(model.file +
                     ": makes images, and --prompt, --temperature, --top-k and --top-p are for texts");
  if (output.empty())
    throw UsageError("-o is missing: where the images go");
  const std::string suffix = fs::path(output).extension();
  if (suffix != ".png" && suffix != ".npy")
    throw UsageError("-o " + output + ": images are written as .png or .npy");
  if (grid && suffix == ".npy")
    throw UsageError("--grid makes one image of many, and " + output + " is no .png");
  if (scale && suffix == ".npy")
    throw UsageError("--scale is for images, and " + output + " is no .png");
  if (columns && !grid)
    throw UsageError("--columns is for --grid");
  if (interpolate > 0 && count.value_or(interpolate) % interpolate != 0)
    throw UsageError("-n " + std::to_string(*count) + ": with --interpolate " + std::to_string(interpolate) +
                     ", so many images are on each way from one code to another, and -n is a multiple of it");
}

/// There is no function that makes images of nothing: what could be asked for instead.
void Generate::failWithoutGenerate(const std::vector<EntryInfo> &functions,
                                   const std::vector<std::string> &names) const {
  std::string message = model.file + ": has no function 'generate'";
  for (const EntryInfo &function : functions)
    if (function.name == "decode" && takesLabel(function))
      throw Error(message + ", and 'decode' makes images of a class: --class CLASS" +
                  (names.empty() ? ", such as 0" : ", such as '" + names.front() + "'"));
    else if (function.name == "decode" && takesCode(function))
      throw Error(message + ", and 'decode' makes images of codes: --entry decode draws them at random, and "
                            "--interpolate N those between them");
  message += ", which makes images; --entry names another one:";
  for (const EntryInfo &function : functions)
    message += (&function == &functions.front() ? " " : ", ") + function.name;
  throw Error(message);
}

std::string Generate::chooseEntry(const Graph &graph) const {
  if (!entry.empty())
    return entry;
  const std::vector<EntryInfo> functions = graph.functions();
  if (classes.empty() && interpolate == 0) {
    if (!graph.hasFunction("generate"))
      failWithoutGenerate(functions, graph.classNames());
    return entry;
  }
  for (const char *name : {"generate", "decode", "predict"})
    for (const EntryInfo &function : functions)
      if (function.name == name && (classes.empty() || takesLabel(function)) &&
          // What `predict` takes is an image more often than a code.
          (interpolate == 0 || (takesCode(function) && function.role != EntryRole::Predict)) &&
          (interpolate > 0 || function.role != EntryRole::Predict || !takesCode(function)))
        return name;
  throw Error(model.file + ": has no function 'generate' or 'decode' that takes " +
              (classes.empty()    ? "codes, f32 [batch, …], between which others are"
               : interpolate == 0 ? "label i64 [batch], the classes of images"
                                  : "codes, f32 [batch, …], and label i64 [batch]") +
              "; --entry names another");
}

/// Those that are given, as numbers or names, or else all that are known, in turn.
std::vector<std::int64_t> Generate::labelsFor(const Graph &graph, const EntryInfo &function) const {
  const std::vector<std::string> names = graph.classNames();
  std::vector<std::int64_t> labels;
  for (const std::string &given : classes) {
    const auto found = std::ranges::find(names, given);
    std::int64_t number = found - names.begin();
    if (found == names.end()) {
      const auto [rest, error] = std::from_chars(given.data(), given.data() + given.size(), number);
      const bool isNumber = error == std::errc() && rest == given.data() + given.size();
      if (!isNumber || number < 0 || (!names.empty() && std::cmp_greater_equal(number, names.size())))
        throw UsageError("--class " + given + ": " +
                         (isNumber && !names.empty()
                              ? "the model knows " + std::to_string(names.size()) + " classes, 0 to " +
                                    std::to_string(names.size() - 1)
                              : "is neither a number nor a name of a class" + suggestion(given, names)));
    }
    labels.push_back(number);
  }
  if (labels.empty() && takesLabel(function))
    for (std::size_t i = 0; i < names.size(); ++i)
      labels.push_back(static_cast<std::int64_t>(i));
  return labels;
}

namespace {

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

} // namespace

void Generate::writeImages(const Tensor &images) const {
  const std::int64_t all = images.dim(0);
  if (grid || all == 1) {
    writeImageGrid(output, images, columns ? columns : interpolate, scale);
    std::cout << "wrote " << output << "\n";
    return;
  }
  for (std::int64_t i = 0; i < all; ++i)
    writeImageGrid(numbered(output, i, all), imageAt(images, i), 0, scale);
  std::cout << "wrote " << numbered(output, 0, all) << " to " << numbered(output, all - 1, all) << "\n";
}

int Generate::makeImages(const Graph &graph) {
  checkImages();
  const std::vector<NamedValue> values = parseNamedValues(inputs, "--input");
  GenerateOptions options;
  options.entry = chooseEntry(graph);
  const std::string generating = options.entry.empty() ? "generate" : options.entry;
  Program program =
      model.loaded(graph, graph.learns(entry) ? Mode::train : Mode::predict, seed, {generating});
  if (seed)
    program.reseed(*seed);
  const EntryInfo &called = program.entry(generating);
  const GivenInputs given(values, called, graph, model.file + ": '" + called.name + "'");
  options.given = given.arguments;
  options.labels = labelsFor(graph, called);
  options.perWay = interpolate;
  options.steps = steps;
  options.seed = seed.value_or(0);
  constexpr std::int64_t usual = 16, usualWays = 4;
  const bool makesOne = !called.outputs.empty() && !called.outputs[0].isBatched();
  const std::int64_t all = count.value_or(makesOne ? 1 : interpolate > 0 ? usualWays * interpolate : usual);
  Tensor made = [&] {
    const Status status("generating " + std::to_string(all));
    return generate(program, all, options);
  }();
  if (fs::path(output).extension() != ".npy") {
    writeImages(asImages(std::move(made), model.file));
    return exitDone;
  }
  writeNpy(output, made);
  std::cout << "wrote " << output << ": " << nameOf(made.dtype()) << " " << toString(made.shape()) << "\n";
  return exitDone;
}

int Generate::run() {
  const Graph graph = model.load();
  return isText(graph) ? writeText(graph) : makeImages(graph);
}

Action declareGenerate(CLI::App &verb) {
  auto generate = std::make_shared<Generate>();
  generate->model.declare(verb);
  verb.add_option(
          "-n,--count", generate->count,
          "the number of images, default 16, or 1 of a function that\nmakes one; or of tokens, default 400")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option(
          "-o,--output", generate->output,
          "a .png, numbered if there are several images, or an .npy\nwith all of them; of a text a .txt, or "
          "none: then it is\nprinted")
      ->option_text("FILE");
  verb.add_flag("--grid", generate->grid, "write all images as one grid");
  verb.add_option(
          "--columns", generate->columns,
          "the number of columns of the grid; default: as square as\npossible, or a row for each way of "
          "--interpolate")
      ->option_text("N")
      ->check(atLeastOne);
  declareScale(verb, generate->scale);
  verb.add_option("--class", generate->classes,
                  "make images of this class, a number or a name; of several\nin turn")
      ->option_text("CLASS")
      ->allow_extra_args(false);
  verb.add_option("--interpolate", generate->interpolate,
                  "so many images on the way from one random code to another,\nboth included")
      ->option_text("N")
      ->check(CLI::Range(std::int64_t(2), std::int64_t(1) << 20));
  verb.add_option(
          "--entry", generate->entry,
          "the function to call; default generate, or with --class and\n--interpolate the first of generate, "
          "decode and predict that\ntakes these")
      ->option_text("NAME");
  verb.add_option("-i,--input", generate->inputs, "another input of it, as for `dlc run`")
      ->option_text("NAME=VALUE")
      ->allow_extra_args(false);
  verb.add_option("--steps", generate->steps,
                  "call it N times for the same images, such as to take noise\naway step by step")
      ->option_text("N")
      ->check(atLeastOne);
  const std::vector<CLI::Option *> ofTexts = {
      verb.add_option("--prompt", generate->prompt, "what the text begins with; default: the first token")
          ->option_text("TEXT"),
      verb.add_option("--temperature", generate->text.temperature,
                      "above 1 the text has more surprises, below 1 fewer, 0 none;\ndefault 1")
          ->option_text("T")
          ->check(notNegative),
      verb.add_option("--top-k", generate->text.topK, "choose from the N most probable tokens alone")
          ->option_text("N")
          ->check(atLeastOne),
      verb.add_option("--top-p", generate->text.topP,
                      "choose from the most probable tokens alone that together\nare as probable as this")
          ->option_text("P")
          ->check(fraction)};
  verb.add_option("--seed", generate->seed,
                  "another seed makes other images and texts; default: the\nrandom state that the model was "
                  "saved with, "
                  "and 0 for codes\nand tokens")
      ->option_text("N")
      ->check(atLeastZero);
  generate->model.declareWeights(verb);
  generate->model.declareCode(verb);
  verb.footer(
      "  dlc generate vae.dlm -n 64 --grid -o samples.png\n"
      "  dlc generate vae.dlm --interpolate 8 -n 64 --grid -o between.png\n"
      "  dlc generate cvae.dlm --class Sneaker -n 64 --grid -o sneakers.png\n"
      "  dlc generate ddpm.dlm --entry denoise --steps 50 -n 64 --grid -o made.png\n"
      "  dlc generate looked.dlm --entry paint --input learning_rate=0.02 --steps 400 -o painted.png\n"
      "  dlc generate gpt.dlm --prompt 'ROMEO:' --temperature 0.7");
  return [generate, ofTexts] {
    generate->shapesText =
        std::ranges::any_of(ofTexts, [](const CLI::Option *option) { return option->count() > 0; });
    return generate->run();
  };
}

} // namespace dlc
