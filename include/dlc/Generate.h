// What models make: examples out of random numbers and classes, and texts, token by token.
#pragma once

#include "dlc/Program.h"
#include "dlc/Random.h"

#include <optional>
#include <span>

namespace dlc {

struct GenerateOptions {
  std::string entry = {};  ///< empty: that with the role Generate
  std::int64_t batch = 64; ///< examples a call, at most
  std::int64_t steps =
      1; ///< calls for each batch, which change its variables: what the last one returns counts
  /// Classes of the examples, again and again, for an input with the role Label.
  std::vector<std::int64_t> labels = {};
  /// Other inputs for each example are random codes: independent normal numbers. So many examples are on the
  /// way from one code to another, both of which are among them; 0: each has a code of its own.
  std::int64_t perWay = 0;
  std::uint64_t seed = 0;           ///< of codes
  std::vector<Argument> given = {}; ///< inputs that are the same in all calls
};

/// The first output of an entry for `count` examples, or, where it is no batch but one image, such as a
/// canvas that learns, for the one. What networks draw themselves depends on the program's random state,
/// which moves on. Ways between codes go around the middle (spherical interpolation: T. White, Sampling
/// generative networks, 2016), since codes near it are improbable. Throws Error, with what the entry
/// declares, for inputs that nothing gives and options that it has no input for.
Tensor generate(Program &program, std::int64_t count, const GenerateOptions &options = {});

/// How the next token of a text is chosen.
struct TextOptions {
  double temperature =
      1; ///< above 1 rather what is improbable, below 1 what is probable; 0: always the most probable
  std::int64_t topK = 0; ///< only one of the so many most probable; 0: of all
  double topP = 1;       ///< only one of the most probable that together are as probable as this
  std::uint64_t seed = 0;
};

/// The index of a token, by logits of all. Throws Error for options that leave none, and for logits that are
/// not finite.
std::int64_t drawToken(std::span<const float> logits, const TextOptions &options, Random &random);

/// An entry that tells which token comes next.
struct TextEntry {
  std::string name;
  bool remembers = false; ///< is given a single token, and keeps those before in variables
  std::int64_t logits = 0;
};

/// `next`, which takes a token, i64 [1], and returns logits [1, tokens], or else `predict`, which takes i64
/// [batch, length] and returns logits [batch, length, tokens], where those of a token do not depend on what
/// is behind it.
std::optional<TextEntry> findTextEntry(const std::vector<EntryInfo> &entries);

/// Writes a text that goes on from what it has read. Thread safety: as the program's.
class TextGenerator {
public:
  /// The program must outlive it. Only the first `tokens` logits count. Throws Error if there is no such
  /// entry, and for options that make no sense.
  TextGenerator(Program &program, std::int64_t tokens, TextOptions options = {});

  void read(std::span<const std::int64_t> tokens);
  /// The next token, which it has then read. Throws Error if there is nothing to go on from.
  std::int64_t next();

private:
  void readByLast();

  Program &program;
  const std::int64_t tokens;
  const TextOptions options;
  TextEntry entry;
  Random random;
  std::vector<std::int64_t> text; ///< the last ones, as far as the entry looks back
  std::vector<float> logits;
};

} // namespace dlc
