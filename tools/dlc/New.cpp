// dlc new: a network of the zoo, as text to read, to change and to train.
#include "Models.h"
#include "Suggest.h"
#include "Table.h"

#include "dlc/Zoo.h"

#include <algorithm>
#include <iostream>

namespace dlc {
namespace {

struct New {
  std::string network, output;

  int run() const;
};

int New::run() const {
  const std::vector<std::string> names = zooNames();
  if (network.empty()) {
    Table table({Table::Align::left, Table::Align::left});
    for (const std::string &name : names)
      table.row({name, zooSummary(name)});
    table.print(std::cout);
    return exitDone;
  }
  std::string text;
  try {
    text = zoo(network).text();
  } catch (const Error &error) {
    throw Error(error.what() + suggestion(network, names));
  }
  printOrWrite(text, output);
  return exitDone;
}

} // namespace

Action declareNew(CLI::App &verb) {
  auto options = std::make_shared<New>();
  verb.add_option("NETWORK", options->network, "its name; without one, lists what there is")
      ->option_text(" ");
  verb.add_option("-o,--output", options->output, "where to; default: standard output")->option_text("FILE");
  verb.footer("  dlc new lenet -o lenet.mlir");
  return [options] { return options->run(); };
}

} // namespace dlc
