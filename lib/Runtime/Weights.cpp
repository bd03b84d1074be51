// Values of variables apart from the network: files, and names.
#include "dlc/Weights.h"

#include "Model/ModelFile.h"
#include "Model/Safetensors.h"

#include <algorithm>
#include <regex>

namespace dlc {

const Tensor *Weights::find(std::string_view name) const {
  auto found = tensors.find(name);
  if (found != tensors.end())
    return &found->second;
  if (auto other = others.find(name); other != others.end())
    throw Error(file + ": the tensor '" + std::string(name) + "' has the element type " + other->second +
                ", which dlc has not");
  return nullptr;
}

static Tensor tensorOf(DType type, const Shape &shape, std::span<const std::byte> bytes) {
  Tensor tensor(shape, type);
  std::ranges::copy(bytes, tensor.bytes().begin());
  return tensor;
}

Weights loadWeights(const std::filesystem::path &path) {
  Weights weights{.tensors = {}, .file = path.string(), .others = {}};
  if (path.extension() == ".safetensors") {
    const SafetensorsFile file(path);
    for (const SafetensorsEntry &entry : file.entries())
      if (entry.type)
        weights.tensors.emplace(entry.name, tensorOf(*entry.type, entry.shape, entry.bytes));
      else
        weights.others.emplace(entry.name, entry.typeName);
    return weights;
  }
  if (path.extension() != ".dlm")
    throw Error(path.string() + ": weights are in a .dlm or a .safetensors");
  const ModelFile model(path);
  model.verifyChecksums();
  for (const ModelSegment &segment : model.segments())
    if (segment.role != ModelSegment::Role::Constant)
      weights.tensors.emplace(segment.name, tensorOf(segment.type, segment.shape, segment.bytes));
  return weights;
}

void saveSafetensors(const std::filesystem::path &path, const Weights &weights) {
  std::vector<SafetensorsTensor> tensors;
  for (const auto &[name, tensor] : weights.tensors)
    tensors.push_back({name, tensor.dtype(), tensor.shape(), tensor.bytes()});
  writeSafetensors(path, std::move(tensors));
}

static std::regex regexOf(const std::string &pattern) {
  try {
    return std::regex(pattern);
  } catch (const std::regex_error &error) {
    throw Error("'" + pattern + "' is no regular expression: " + error.what());
  }
}

Renaming parseRenaming(const std::string &text) {
  const std::size_t equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0)
    throw Error("a renaming is PATTERN=REPLACEMENT, not '" + text + "'");
  Renaming renaming{text.substr(0, equals), text.substr(equals + 1)};
  regexOf(renaming.pattern);
  return renaming;
}

void rename(Weights &weights, const std::vector<Renaming> &renamings) {
  constexpr std::size_t longest = 4096; // the library's matcher recurses over what it reads
  auto apply = [&](auto &named) {
    std::decay_t<decltype(named)> result;
    while (!named.empty()) {
      auto node = named.extract(named.begin());
      const std::string original = node.key();
      if (original.size() > longest)
        throw Error(weights.file + ": the name '" + original.substr(0, 40) + "…' is too long to be renamed");
      for (const Renaming &renaming : renamings)
        node.key() = std::regex_replace(node.key(), regexOf(renaming.pattern), renaming.replacement,
                                        std::regex_constants::format_sed);
      const std::string name = node.key();
      if (!result.insert(std::move(node)).inserted)
        throw Error(weights.file + ": '" + original + "' and another tensor would both be called '" + name +
                    "'");
    }
    named = std::move(result);
  };
  apply(weights.tensors);
  apply(weights.others);
}

} // namespace dlc
