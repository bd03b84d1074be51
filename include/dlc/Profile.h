// Where the time of compiled code goes, kernel by kernel.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace dlc {

/// Given to compile() in CompileOptions::profile, the code reports to it when each kernel ends. That costs
/// two dozen nanoseconds a kernel. Not thread-safe: run one call at a time of programs that share one.
class Profile {
public:
  /// An op of the network, after differentiation and decomposition.
  struct Op {
    std::string name;        ///< without its dialect: "conv_backward_data"
    std::string layer;       ///< "conv1", if it reads @conv1.weight or its like; else empty
    std::string place;       ///< of what it was made from: "FILE:LINE", or the name of an ONNX node
    std::int64_t flops = 0;  ///< of one execution; -1: depends on a size other than the batch
    std::int64_t bytes = 0;  ///< of its operands and results, each once; -1 as above
    bool repeated = false;   ///< whether it stands in a loop of the network: a scan, loop or if
    std::int64_t number = 0; ///< tells it from others that are alike
    bool operator==(const Op &) const = default;
    /// Whether both are of one name, layer and place, as a product and its derivatives are.
    bool isAlike(const Op &other) const {
      return name == other.name && layer == other.layer && place == other.place && repeated == other.repeated;
    }
  };
  /// What the code of a kernel is like.
  struct Form {
    std::string name;       ///< "Winograd F(4 × 4, 3 × 3)", "product over pixels", "loops", …
    std::int64_t lanes = 0; ///< of its vectors; 0: LLVM chooses
    double used = 1;        ///< the part of the lanes that hold elements
    bool moves = false;     ///< whether it computes nothing, but brings elements into another order
  };
  /// A function of the code: what is between two of them counts for the later one.
  struct Kernel {
    std::string entry;                 ///< the entry point that calls it
    std::vector<Op> ops;               ///< what it computes, or a part of which; the one of most FLOPs first
    std::vector<Form> forms;           ///< one, but where several loops are one kernel
    std::vector<std::string> refusals; ///< faster forms that its ops do not have, each with the reason
    bool parallel = false;             ///< whether threads share it
    bool prepares = false; ///< whether it runs once for all calls, as what it reads are weights and constants
    std::int64_t calls = 0;
    double seconds = 0; ///< of all calls
  };
  /// One execution of a kernel, in seconds since the profile was made.
  struct Event {
    std::size_t kernel;
    double start, end;
  };

  /// `batch`: for which FLOPs and bytes of ops are counted; at least 1.
  explicit Profile(std::int64_t batch = 1);

  const std::vector<Kernel> &kernels() const { return list; }
  /// Of the executions while keepEvents was on.
  const std::vector<Event> &events() const { return kept; }
  std::int64_t batch() const { return counted; }

  /// Calls and times are zero again; events stay.
  void clear();
  /// Whether executions are kept, one by one, from now on.
  void keepEvents(bool keep) { keeps = keep; }

  /// What the compiler does: these are the kernels, which code calls by their place.
  void describe(std::vector<Kernel> kernels) { list = std::move(kernels); }
  /// What compiled code does: a kernel has ended, or, with a negative number, an entry point begins.
  static void mark(Profile *profile, std::int64_t kernel);

private:
  using Clock = std::chrono::steady_clock;

  std::vector<Kernel> list;
  std::vector<Event> kept;
  std::int64_t counted;
  Clock::time_point origin, last;
  bool keeps = false;
};

} // namespace dlc
