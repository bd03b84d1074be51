// dlc generate of a model that has learnt a text: what it writes, as it writes it.
#include "Generate.h"
#include "Interrupt.h"

#include "Data/Files.h"
#include "Data/Tokenizer.h"

#include <iostream>

namespace dlc {

bool Generate::isText(const Graph &graph) const {
  return entry.empty() && !graph.hasFunction("generate") && findTextEntry(graph.functions());
}

int Generate::writeText(const Graph &graph) const {
  if (grid || columns || interpolate || !classes.empty() || !inputs.empty() || steps > 1)
    throw UsageError(model.file +
                     ": writes a text, and --grid, --columns, --class, --interpolate, --input and "
                     "--steps are for images");
  if (!output.empty() && !output.ends_with(".txt"))
    throw UsageError("-o " + output + ": a text is written as .txt");
  if (graph.classNames().empty())
    throw Error(model.file + ": knows no tokens; a model that was trained on a text has them");
  const Tokenizer tokenizer(graph.classNames());
  const std::string start = prompt.value_or(tokenizer.vocabulary().front());
  const std::vector<std::int64_t> begin = tokenizer.encode(start, "--prompt");
  if (begin.empty())
    throw UsageError("--prompt is empty: a text goes on from something");
  TextOptions options = text;
  options.seed = seed.value_or(0);
  Program program = model.loaded(graph, Mode::predict, seed, {findTextEntry(graph.functions())->name});
  TextGenerator writer(program, static_cast<std::int64_t>(tokenizer.vocabulary().size()), options);

  const Interrupt interrupt;
  constexpr std::int64_t usual = 400;
  std::string written = prompt.value_or("");
  if (output.empty())
    std::cout << written << std::flush;
  writer.read(begin);
  for (std::int64_t i = 0; i < count.value_or(usual) && !*interrupt.flag(); ++i) {
    const std::string next = tokenizer.decode({writer.next()});
    written += next;
    if (output.empty())
      std::cout << next << std::flush;
  }
  if (output.empty()) {
    std::cout << '\n';
  } else {
    writeFile(output, {reinterpret_cast<const std::uint8_t *>(written.data()), written.size()});
    std::cout << "wrote " << output << "\n";
  }
  return *interrupt.flag() ? interrupt.exitCode() : exitDone;
}

} // namespace dlc
