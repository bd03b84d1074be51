// dlc-fuzz: random programs, compiled by several paths and compared with an independent reference.
//
//   dlc-fuzz --first 1 --count 200                   a fixed set, as the test suite runs it
//   dlc-fuzz --first 1 --minutes 30 --faults out/    open-ended; each fault as a reduced text in a folder
//   dlc-fuzz --onnx --count 100                      written as ONNX files and read again
//   dlc-fuzz --reference --count 300                 the reference's derivatives against its own differences
//   dlc-fuzz --seed 17 --print                       one module, as text
#include "Callable.h"
#include "Check.h"
#include "Generator.h"
#include "Operators.h"
#include "Reduce.h"
#include "SelfCheck.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <execinfo.h>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <poll.h>
#include <set>
#include <sstream>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#if __has_feature(address_sanitizer)
#include <sanitizer/common_interface_defs.h>
#endif

namespace dlc::fuzz {
namespace {

struct Settings {
  std::uint64_t first = 1, count = 200;
  double minutes = 0;
  int jobs = 2, seconds = 60 * slowdown, budget = 150, perKind = 1;
  bool all = false, onnx = false, print = false, reference = false;
  std::filesystem::path faults;
};

// Runs a check in a process of its own, which may crash, hang or use too much.
struct Child {
  pid_t pid = -1;
  int output = -1;
  std::uint64_t seed = 0;
  std::string text;
};

// Where a child writes what it found.
int reportEnd = -1;

void send(const std::string &text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = write(reportEnd, text.data() + done, text.size() - done);
    if (written <= 0)
      break;
    done += static_cast<std::size_t>(written);
  }
}

// Reports the signal, and which functions were running.
void reportCrash(int signal) {
  void *frames[40];
  const int count = backtrace(frames, 40);
  send("crash " + std::string(strsignal(signal)) + "\n");
  backtrace_symbols_fd(frames, count, reportEnd);
  _exit(1);
}

void catchCrashes() {
  static char stack[1 << 16]; // its own may be what is full
  const stack_t other{.ss_sp = stack, .ss_flags = 0, .ss_size = sizeof stack};
  sigaltstack(&other, nullptr);
  void *frame;
  backtrace(&frame, 1); // loads what it needs
  struct sigaction action{};
  action.sa_handler = reportCrash;
  action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT})
    sigaction(signal, &action, nullptr);
}

Child start(const std::function<std::string()> &work, int seconds) {
  int ends[2];
  if (pipe(ends) != 0)
    throw Error("pipe: " + std::string(std::strerror(errno)));
  const pid_t pid = fork();
  if (pid < 0)
    throw Error("fork: " + std::string(std::strerror(errno)));
  if (pid == 0) {
    close(ends[0]);
    const rlimit processor{static_cast<rlim_t>(seconds), static_cast<rlim_t>(seconds)};
    setrlimit(RLIMIT_CPU, &processor);
    alarm(static_cast<unsigned>(seconds) * 10); // the machine may be busy; a deadlock uses no processor
    if (const int nothing = open("/dev/null", O_WRONLY); nothing >= 0)
      dup2(nothing, 2);
    reportEnd = ends[1];
    catchCrashes();
#if __has_feature(address_sanitizer)
    __sanitizer_set_report_fd(reinterpret_cast<void *>(static_cast<std::intptr_t>(reportEnd)));
#endif
    send(work());
    _exit(0);
  }
  close(ends[1]);
  return {pid, ends[0], 0, {}};
}

// Where the sentence of a sanitizer's report begins: of addresses, or of undefined behaviour.
std::size_t reportIn(const std::string &text) {
  const std::size_t address = text.find("AddressSanitizer: ");
  return address != std::string::npos ? address : text.find("runtime error: ");
}

// Removes the file by which LLVM's OpenMP runtime tells two of its copies in a process apart. A child that
// ends without its exit handlers leaves it, and a later process of the same number that finds one still empty
// crashes.
void forgetOpenMP(pid_t child) {
  shm_unlink(("/__KMP_REGISTERED_LIB_" + std::to_string(child) + "_" + std::to_string(getuid())).c_str());
}

// What a finished child says: "ok", or the kind of a fault and its message.
std::optional<Fault> finish(Child &child) {
  char buffer[4096];
  for (ssize_t got; (got = read(child.output, buffer, sizeof buffer)) > 0;)
    child.text.append(buffer, static_cast<std::size_t>(got));
  close(child.output);
  int status = 0;
  waitpid(child.pid, &status, 0);
  forgetOpenMP(child.pid);
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGXCPU || signal == SIGALRM || signal == SIGKILL)
      return Fault{"hang", "more time than it may take"};
    return Fault{"crash", strsignal(signal)};
  }
  if (const std::size_t report = reportIn(child.text); report != std::string::npos && status != 0)
    return Fault{"sanitizer", child.text.substr(report)};
  if (child.text.starts_with("ok"))
    return std::nullopt;
  const std::size_t space = child.text.find(' ');
  if (space == std::string::npos)
    return Fault{"crash", "ended without a word, exit code " + std::to_string(WEXITSTATUS(status))};
  return Fault{child.text.substr(0, space), child.text.substr(space + 1)};
}

// Half of the modules have a second form, with a name for one of their sizes: the first that the compiler
// reads, or one that it refuses.
std::optional<NamedModule> namedOf(const Module &module, std::uint64_t seed) {
  std::optional<NamedModule> named;
  for (std::uint64_t attempt = 0; seed % 2 == 0 && attempt < 4; ++attempt)
    if (auto other = withNamedSize(module, seed + attempt)) {
      named = std::move(other);
      if (!refusal(*named))
        break;
    }
  return named;
}

std::string checkText(const Module &module, std::uint64_t seed, const Settings &settings) {
  const std::filesystem::path scratch =
      std::filesystem::temp_directory_path() / ("dlc-fuzz-" + std::to_string(getpid()));
  std::filesystem::create_directories(scratch);
  std::string text = "ok";
  try {
    const std::vector<Path> paths =
        settings.onnx ? std::vector<Path>{{.onnx = true}} : pathsOf(seed, settings.all);
    if (auto fault = check(module, paths, scratch)) {
      text = fault->kind + " " + fault->message;
    } else if (const auto named = namedOf(module, seed)) {
      if (refusal(*named) && namesOp(*refusal(*named)))
        text = "ok, a named size refused";
      else if (auto other = checkNamed(*named, paths[seed / 2 % paths.size()], scratch))
        text = other->kind + " " + other->message;
      else
        text = "ok, with a named size";
    }
    if (settings.onnx && text.starts_with("ok"))
      text += "; by way of ONNX: " + std::to_string(functionsThroughOnnx());
  } catch (const NotWellFormed &) {
    text = "generator not well-formed";
  } catch (const std::exception &error) {
    text = std::string("exception ") + error.what();
  }
  std::filesystem::remove_all(scratch);
  return text;
}

// What makes two faults one: the kind and the message without its numbers and names.
std::string signatureOf(const Fault &fault) {
  if (fault.kind == "wrong")
    return fault.kind;
  if (fault.kind == "sanitizer") // addresses differ
    return fault.message.substr(0, fault.message.find(" on address"));
  std::string result = fault.kind + " ";
  const std::size_t error = fault.message.find("error:");
  for (char c : fault.message.substr(error == std::string::npos ? 0 : error,
                                     fault.message.find('\n', error == std::string::npos ? 0 : error) -
                                         (error == std::string::npos ? 0 : error))) {
    if (c == '\n')
      break;
    if (!std::isdigit(static_cast<unsigned char>(c)))
      result += c;
  }
  // Types differ from program to program.
  for (std::size_t at; (at = result.find("tensor<")) != std::string::npos ||
                       (at = result.find("memref<")) != std::string::npos;)
    result.erase(at, result.find('>', at) == std::string::npos ? 7 : result.find('>', at) - at + 1);
  return result;
}

void report(const Module &module, std::uint64_t seed, const Fault &fault, const Settings &settings) {
  std::cout << "seed " << seed << ": " << fault.kind << ": " << fault.message << std::endl;
  if (settings.faults.empty())
    return;
  const std::string signature = signatureOf(fault);
  std::string last = fault.message;
  const auto stillFails = [&](const Module &smaller) {
    Child child = start([&] { return checkText(smaller, seed, settings); }, settings.seconds);
    const auto found = finish(child);
    if (!found || signatureOf(*found) != signature)
      return false;
    last = found->message;
    return true;
  };
  const Module small = reduce(module, stillFails, settings.budget);
  std::filesystem::create_directories(settings.faults);
  std::ofstream file(settings.faults / (std::to_string(seed) + ".mlir"));
  std::istringstream lines(fault.kind + ": " + last);
  file << "// dlc-fuzz, seed " << seed << "\n";
  for (std::string line; std::getline(lines, line);)
    file << "// " << line << "\n";
  try {
    file << describe(small, 2);
  } catch (...) {
  }
  file << small.text();
  if (const auto named = namedOf(small, seed))
    file << "// @" << named->function << " with a name for " << named->original << ":\n"
         << named->module.text();
}

class Fuzzer {
public:
  explicit Fuzzer(Settings settings) : settings(std::move(settings)) {}

  int run() {
    const auto begin = std::chrono::steady_clock::now();
    auto isOver = [&] {
      const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
      return settings.minutes > 0 ? passed.count() > settings.minutes * 60
                                  : next >= settings.first + settings.count;
    };
    next = settings.first;
    while (!isOver() || !children.empty()) {
      while (!isOver() && children.size() < static_cast<std::size_t>(settings.jobs))
        children.push_back(startSeed(next++));
      collect();
    }
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    std::string missing;
    std::size_t known = 0;
    for (const std::string &op : allOps) {
      if (covered.contains(op))
        ++known;
      else
        missing += " " + op;
    }
    std::cout << programs << " programs in " << modules << " modules (" << named << " with a named size, "
              << refused << " refused with one), " << known << " of " << allOps.size() << " ops, " << faults
              << " faults, " << static_cast<int>(passed.count()) << " s\n";
    if (!missing.empty())
      std::cout << "not covered:" << missing << "\n";
    if (settings.onnx)
      std::cout << throughOnnx << " functions were written as ONNX files and read again\n";
    // Where few can be written, little is compared.
    return faults || (settings.onnx && throughOnnx * 2 < programs) ? 1 : 0;
  }

  std::set<std::string> allOps;

private:
  Child startSeed(std::uint64_t seed) {
    const Module module = generate(seed);
    for (const Function &function : module.functions)
      eachOp(function.ops, [&](const Op &op) { covered.insert(op.name); });
    programs += module.functions.size();
    ++modules;
    if (module.functions.empty()) {
      Child child = start([] { return std::string("ok"); }, settings.seconds);
      child.seed = seed;
      return child;
    }
    Child child = start([&] { return checkText(module, seed, settings); }, settings.seconds);
    child.seed = seed;
    return child;
  }

  void collect() {
    std::vector<pollfd> ends;
    for (const Child &child : children)
      ends.push_back({child.output, POLLIN | POLLHUP, 0});
    if (poll(ends.data(), ends.size(), 1000) <= 0)
      return;
    for (std::size_t i = ends.size(); i-- > 0;)
      if (ends[i].revents) {
        Child child = children[i];
        children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
        const auto fault = finish(child);
        named += child.text.starts_with("ok, with a named size");
        refused += child.text.starts_with("ok, a named size refused");
        if (const std::size_t at = child.text.find("by way of ONNX: "); !fault && at != std::string::npos)
          throughOnnx += std::stoul(child.text.substr(at + 16));
        if (fault) {
          ++faults;
          const int seen = ++kinds[signatureOf(*fault)];
          if (seen <= settings.perKind || fault->kind == "wrong")
            report(generate(child.seed), child.seed, *fault, settings);
        }
      }
  }

  Settings settings;
  std::uint64_t next = 1;
  std::vector<Child> children;
  std::set<std::string> covered{"func", "return", "variable", "yield"};
  std::map<std::string, int> kinds;
  std::size_t programs = 0, modules = 0, faults = 0, named = 0, refused = 0, throughOnnx = 0;
};

int usage() {
  std::cerr << "usage: dlc-fuzz [--first N] [--count N | --minutes M] [--jobs N] [--seconds N] [--faults "
               "FOLDER] [--all-paths | --onnx]\n"
               "                [--per-kind N] [--ops docs/ops.md] [--reference] [--seed N [--print]]\n";
  return 2;
}

// The ops of a table like docs/ops.md's.
std::set<std::string> opsIn(const std::filesystem::path &path) {
  std::ifstream file(path);
  std::set<std::string> ops;
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("| [`"))
      ops.insert(line.substr(4, line.find('`', 4) - 4));
  return ops;
}

} // namespace
} // namespace dlc::fuzz

int main(int count, char **arguments) {
  using namespace dlc::fuzz;
  Settings settings;
  std::set<std::string> ops;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    auto value = [&] { return i + 1 < count ? std::string(arguments[++i]) : std::string("0"); };
    if (name == "--first")
      settings.first = std::stoull(value());
    else if (name == "--count")
      settings.count = std::stoull(value());
    else if (name == "--minutes")
      settings.minutes = std::stod(value());
    else if (name == "--jobs")
      settings.jobs = std::stoi(value());
    else if (name == "--seconds")
      settings.seconds = std::stoi(value());
    else if (name == "--per-kind")
      settings.perKind = std::stoi(value());
    else if (name == "--faults")
      settings.faults = value();
    else if (name == "--ops")
      ops = opsIn(value());
    else if (name == "--all-paths")
      settings.all = true;
    else if (name == "--onnx")
      settings.onnx = true;
    else if (name == "--seed") {
      settings.first = std::stoull(value());
      settings.count = 1;
    } else if (name == "--reference")
      settings.reference = true;
    else if (name == "--print")
      settings.print = true;
    else
      return usage();
  }
  if (settings.print) {
    const Module module = generate(settings.first);
    std::cout << describe(module, 2) << module.text();
    if (const auto named = namedOf(module, settings.first))
      std::cout << "// @" << named->function << " with a name for " << named->original << ":\n"
                << named->module.text();
    return 0;
  }
  if (settings.reference) {
    std::size_t derivatives = 0, faults = 0, elements = 0, undecided = 0, loose = 0;
    for (std::uint64_t seed = settings.first; seed < settings.first + settings.count; ++seed) {
      const SelfCheck found = checkReference(generate(seed));
      derivatives += found.derivatives;
      faults += found.faults.size();
      elements += found.elements, undecided += found.undecided, loose += found.loose;
      for (const std::string &fault : found.faults)
        std::cout << "seed " << seed << ", " << fault << "\n";
    }
    std::cout << derivatives << " derivatives of the reference, " << faults << " faults; of " << elements
              << " elements " << undecided << " are undecided and " << loose
              << " have tolerances over a tenth\n";
    // A reference that decides little finds nothing.
    return faults || !derivatives || undecided * 100 > elements || loose * 8 > elements ? 1 : 0;
  }
  Fuzzer fuzzer(settings);
  fuzzer.allOps = ops;
  if (ops.empty())
    for (const auto &[name, op] : operators())
      fuzzer.allOps.insert(name);
  return fuzzer.run();
}
