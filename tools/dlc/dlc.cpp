// dlc: the command line. Comes in: a verb and its options. Goes out: what the verb does, one error at most,
// and an exit code: 0 done, 1 error, 2 wrong usage, 128 + signal interrupted.
#include "Processes.h"
#include "Suggest.h"
#include "Verbs.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <optional>

namespace dlc {
namespace {

struct Verb {
  const char *name;
  const char *summary;
  Action (*declare)(CLI::App &);
  bool isHidden = false; ///< from the help
};

// In the order in which a model meets them.
constexpr Verb verbs[] = {
    {"new", "write a network of the zoo as text", declareNew},
    {"inspect", "show a model: layers, shapes, parameters, cost, memory", declareInspect},
    {"train", "let a network learn from data", declareTrain},
    {"tune", "search for hyperparameters", declareTune},
    {"eval", "measure a model on data", declareEval},
    {"report", "write a page about a model, its training and its answers", declareReport},
    {"run", "call an entry point with arrays from files", declareRun},
    {"grad", "value and derivatives of a function", declareGrad},
    {"generate", "let a model make images", declareGenerate},
    {"compile", "make a library with a C header", declareCompile},
    {"verify", "let a library prove that it computes what it should", declareVerify},
    {"convert", "write a network as text or as an ONNX file, or its weights", declareConvert},
    {"check-grad", "compare derivatives with differences, in f64", declareCheckGrad},
    {"bench", "time the entry points of a model", declareBench},
    {"completion", "write what a shell needs to complete verbs and options", declareCompletion},
    {"manual", "write the pages of the manual", declareManual, true},
};

/// CLI11's, without its double blank lines.
struct HelpFormatter : CLI::Formatter {
  std::string make_help(const CLI::App *app, std::string name, CLI::AppFormatMode mode) const override {
    std::string text = CLI::Formatter::make_help(app, name, mode);
    for (std::size_t at; (at = text.find("\n\n\n")) != std::string::npos;)
      text.erase(at, 1);
    return text;
  }
};

/// Diagnostics of the compiler begin with `file:line:column: error: `; the error is announced already.
std::string announcedOnce(std::string message) {
  const std::string word = ": error: ";
  const std::size_t at = message.find(word), end = message.find('\n');
  if (at < end)
    message.replace(at, word.size(), ": ");
  return message;
}

int usageError(const std::string &message, const std::string &verb) {
  if (!isFirstProcess()) // all have the same command line
    return exitUsage;
  printError(message);
  std::cerr << "`dlc " << (verb.empty() ? "" : verb + " ") << "--help` tells what there is" << std::endl;
  return exitUsage;
}

/// What the user wrote in the place of the verb, if it is none.
std::optional<std::string> unknownVerb(int argc, char **argv) {
  if (argc < 2 || argv[1][0] == '-')
    return std::nullopt;
  for (const Verb &verb : verbs)
    if (std::strcmp(verb.name, argv[1]) == 0)
      return std::nullopt;
  return argv[1];
}

/// The message for a command line that could not be parsed; `verb` is null if none was reached.
std::string describe(const CLI::ParseError &error, const CLI::App *verb) {
  if (verb && dynamic_cast<const CLI::ExtrasError *>(&error)) {
    std::vector<std::string> options;
    for (const CLI::Option *option : verb->get_options())
      for (const std::string &name : option->get_lnames())
        options.push_back("--" + name);
    const std::string unknown = verb->remaining().front();
    return "unknown argument '" + unknown + "'" + suggestion(unknown.substr(0, unknown.find('=')), options);
  }
  return error.what();
}

int run(int argc, char **argv) {
  CLI::App app("dlc compiles neural networks, and lets them learn", "dlc");
  app.set_version_flag("--version", "dlc " DLC_VERSION, "print the version");
  app.set_help_flag("-h,--help", "print this");
  app.formatter(std::make_shared<HelpFormatter>());
  app.get_formatter()->column_width(26);
  app.get_formatter()->label("SUBCOMMAND", "VERB");
  app.get_formatter()->label("Positionals", "Arguments");
  app.footer("`dlc VERB --help` tells more about each. Exit codes: 0 done, 1 error, 2 wrong usage,\n"
             "128 + N interrupted by signal N.");
  std::vector<std::pair<CLI::App *, Action>> actions;
  for (const Verb &verb : verbs) {
    CLI::App *sub = app.add_subcommand(verb.name, verb.summary)->group(verb.isHidden ? "" : "Verbs");
    actions.push_back({sub, verb.declare(*sub)});
  }
  if (const std::optional<std::string> unknown = unknownVerb(argc, argv)) {
    std::vector<std::string> names;
    for (const Verb &verb : verbs)
      names.push_back(verb.name);
    return usageError("there is no verb '" + *unknown + "'" + suggestion(*unknown, names), "");
  }

  const auto chosen = [&]() -> std::pair<CLI::App *, Action> * {
    for (auto &entry : actions)
      if (entry.first->parsed())
        return &entry;
    return nullptr;
  };
  try {
    app.parse(argc, argv);
    if (!chosen()) {
      std::cerr << app.help();
      return exitUsage;
    }
    const int code = chosen()->second();
    // A full disk behind `>` shows here.
    if (!std::cout.flush())
      throw Error(std::string("standard output cannot be written: ") + std::strerror(errno));
    return code;
  } catch (const CLI::Success &help) {
    app.exit(help);
    return exitDone;
  } catch (const CLI::ParseError &error) {
    const CLI::App *verb = chosen() ? chosen()->first : nullptr;
    return usageError(describe(error, verb), verb ? verb->get_name() : "");
  } catch (const UsageError &error) {
    return usageError(error.what(), chosen()->first->get_name());
  }
}

} // namespace

void printError(const std::string &message) {
  // Whatever a bar or a result has begun on the screen comes first.
  std::cout.flush();
  // At once: several processes may report an error at the same time.
  std::cerr << "dlc: error: " + message + "\n" << std::flush;
}

} // namespace dlc

int main(int argc, char **argv) {
  // A file that outgrows its limit is an error to be reported, as a full disk is, and not the end of the
  // process.
  std::signal(SIGXFSZ, SIG_IGN);
  std::string problem;
  try {
    dlc::joinProcesses(argv);
    return dlc::leaveProcesses(dlc::run(argc, argv), "");
  } catch (const dlc::LostProcess &lost) {
    dlc::leaveLostProcesses(dlc::exitError, lost.what());
  } catch (const dlc::Error &error) {
    problem = dlc::announcedOnce(error.what());
  } catch (const std::bad_alloc &) {
    problem = "not enough memory";
  } catch (const std::exception &error) {
    problem = error.what();
  }
  return dlc::leaveProcesses(dlc::exitError, problem);
}
