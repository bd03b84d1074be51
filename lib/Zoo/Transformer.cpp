// Networks of self-attention.
#include "Zoo/Layers.h"
#include "Zoo/Networks.h"

namespace dlc {
namespace {

struct Sizes {
  std::int64_t vocabulary, positions; ///< rows of the two tables
  std::int64_t length;                ///< tokens of a sequence, at most as many as positions
  std::int64_t width, layers, heads;
};

const LinearOptions small{.weightInitializer = Initializer::normal(0, 0.02)};

/// Causal attention of several heads, [batch, length, width] to the same.
Value selfAttention(Function &f, Value x, const std::string &name, const Sizes &sizes) {
  const Shape heads{batch, sizes.length, sizes.heads, sizes.width / sizes.heads};
  Value projected = linearOfLast(f, x, name + ".qkv", 3 * sizes.width, small);
  std::vector<Value> parts = f.split(projected, {sizes.width, sizes.width, sizes.width}, 2);
  for (Value &part : parts)
    part = f.transpose(f.reshape(part, heads), {0, 2, 1, 3});
  Value y = f.attention(parts[0], parts[1], parts[2], {.causal = true});
  y = f.reshape(f.transpose(y, {0, 2, 1, 3}), x.shape());
  return linearOfLast(f, y, name + ".project", sizes.width, small);
}

Graph gpt(const std::string &name, const std::string &comment, const Sizes &sizes) {
  Builder network(name, comment);
  Function &f = network.function("predict", "Behind every token, one logit for each that may be the next.");
  const Shape tokens{batch, sizes.length};
  Value token = f.input("tokens", DType::i64, tokens);
  Value table =
      f.variable("tokens.weight", DType::f32, {sizes.vocabulary, sizes.width}, small.weightInitializer);
  Value positions =
      f.variable("positions.weight", DType::f32, {sizes.positions, sizes.width}, small.weightInitializer);
  if (sizes.positions != sizes.length)
    positions = f.slice(positions, 0, 0, sizes.length);
  Value x = (f.embedding(table, token) + positions).named("embedded");
  for (std::int64_t layer = 1; layer <= sizes.layers; ++layer) {
    const std::string block = "block" + std::to_string(layer);
    f.comment("Layer " + std::to_string(layer) + ".");
    x = (x + selfAttention(f, f.layerNorm(x, block + ".norm1"), block + ".attention", sizes))
            .named(block + ".attended");
    Value y = linearOfLast(f, f.layerNorm(x, block + ".norm2"), block + ".expand", 4 * sizes.width, small);
    x = (x + linearOfLast(f, f.geluTanh(y), block + ".contract", sizes.width, small)).named(block);
  }
  x = f.layerNorm(x, "norm");
  f.output("logits", linearOfLast(f, x, "head", sizes.vocabulary,
                                  {.bias = false, .weightInitializer = small.weightInitializer}));
  addSequenceLoss(network, "tokens", DType::i64, tokens);
  return network.build();
}

} // namespace

Graph gpt2() {
  return gpt(
      "gpt2",
      "GPT-2, the small one (Radford et al., 2019): twelve transformer layers, 768 wide, twelve heads. Its\n"
      "124 million parameters become 163 million, as the last layer has weights of its own in place of the\n"
      "table of tokens.\n"
      "\n"
      "Takes 128 tokens of 50257 as [batch, 128]; has positions for 1024. Any batch: `?`.",
      {.vocabulary = 50257, .positions = 1024, .length = 128, .width = 768, .layers = 12, .heads = 12});
}

Graph gptnano() {
  return gpt(
      "gptnano",
      "A GPT (Radford et al., 2019) for single characters: six transformer layers, 192 wide, six heads.\n"
      "\n"
      "Takes 128 characters of 65 as [batch, 128]. Any batch: `?`.",
      {.vocabulary = 65, .positions = 128, .length = 128, .width = 192, .layers = 6, .heads = 6});
}

} // namespace dlc
