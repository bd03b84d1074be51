#include "Training/LbfgsCheckpoint.h"

#include <algorithm>

namespace dlc {
namespace {

const std::string prefix = "lbfgs.", bufferPrefix = prefix + "start.";

constexpr std::pair<const char *, Tensor LbfgsState::*> tensors[] = {{"point", &LbfgsState::point},
                                                                     {"gradient", &LbfgsState::gradient},
                                                                     {"steps", &LbfgsState::steps},
                                                                     {"changes", &LbfgsState::changes}};
constexpr std::pair<const char *, double LbfgsState::*> numbers[] = {
    {"loss", &LbfgsState::loss},
    {"loss_before", &LbfgsState::lossBefore},
    {"largest_step", &LbfgsState::largestStep},
    {"curvature", &LbfgsState::curvature}};

ModelSegment segment(const std::string &name, DType type, const Shape &shape,
                     std::span<const std::byte> bytes) {
  return {.name = name, .type = type, .shape = shape, .role = ModelSegment::Role::Optimizer, .bytes = bytes};
}

Tensor read(const ModelFile &file, const ModelSegment &segment) {
  file.verifyChecksum(segment);
  Tensor tensor(segment.shape, segment.type);
  std::ranges::copy(segment.bytes, tensor.bytes().begin());
  return tensor;
}

Tensor read(const ModelFile &file, const std::string &name) {
  const ModelSegment *segment = file.find(name);
  if (!segment)
    throw Error(file.path().string() + " cannot be resumed: it lacks '" + name +
                "', which is part of what L-BFGS remembers; a new training can start from its weights");
  return read(file, *segment);
}

} // namespace

std::vector<ModelSegment> segmentsOf(const LbfgsState &state) {
  std::vector<ModelSegment> segments;
  const auto add = [&](const std::string &name, const Tensor &tensor) {
    segments.push_back(segment(name, tensor.dtype(), tensor.shape(), tensor.bytes()));
  };
  for (const auto &[name, member] : tensors)
    add(prefix + name, state.*member);
  for (const auto &[name, member] : numbers)
    segments.push_back(segment(prefix + name, DType::f64, {}, std::as_bytes(std::span(&(state.*member), 1))));
  for (const auto &[name, value] : state.buffers)
    add(bufferPrefix + name, value);
  return segments;
}

LbfgsState readLbfgsState(const ModelFile &file) {
  LbfgsState state;
  for (const auto &[name, member] : tensors)
    state.*member = read(file, prefix + name);
  for (const auto &[name, member] : numbers) {
    const Tensor number = read(file, prefix + name);
    if (number.dtype() != DType::f64 || number.rank() != 0)
      throw Error(file.path().string() + " cannot be resumed: '" + prefix + name + "' is no number");
    state.*member = number.values<double>()[0];
  }
  for (const ModelSegment &segment : file.segments())
    if (segment.name.starts_with(bufferPrefix) && segment.role == ModelSegment::Role::Optimizer)
      state.buffers[segment.name.substr(bufferPrefix.size())] = read(file, segment);
  return state;
}

} // namespace dlc
