// dlc::Function, recurrent layers: with weights that are values, or variables of a layer.
#include "API/BuilderImpl.h"

#include <cmath>

using namespace mlir;

namespace dlc {

static int64_t directionsOf(const RecurrentOptions &options) {
  return options.direction == Direction::bidirectional ? 2 : 1;
}

/// The attributes that options ask for, those at their defaults left out.
static SmallVector<NamedAttribute> attributesOf(const Function::Impl &impl, StringRef op,
                                                const RecurrentOptions &options) {
  MLIRContext *context = &impl.graph->context;
  SmallVector<NamedAttribute> attributes;
  if (options.direction != Direction::forward)
    attributes.push_back(impl.attribute(
        "direction", nn::RecurrentDirectionAttr::get(context, options.direction == Direction::bidirectional
                                                                  ? nn::RecurrentDirection::bidirectional
                                                                  : nn::RecurrentDirection::reverse)));
  if (!options.activations.empty())
    attributes.push_back(impl.attribute(
        "activations",
        OpBuilder(context).getStrArrayAttr(llvm::to_vector_of<StringRef>(options.activations))));
  if (options.clip)
    attributes.push_back(impl.real("clip", *options.clip));
  if (op == "nn.gru" && options.linearBeforeReset)
    attributes.push_back(impl.unit("linear_before_reset"));
  if (op == "nn.lstm" && options.inputForget)
    attributes.push_back(impl.unit("input_forget"));
  return attributes;
}

Operation *Function::Impl::recurrent(StringRef op, Value x, const RecurrentWeights &weights,
                                     const RecurrentOptions &options) {
  requireRank(x, 3, "[batch, steps, features]");
  requireRank(weights.recurrence, 3, "[directions, gates · units, units], as its recurrence");
  const Shape shape = x.shape();
  const int64_t directions = directionsOf(options), units = weights.recurrence.shape()[2];
  // What a layer gives as its last state has the directions side by side.
  auto state = [&](const std::optional<Value> &given) -> std::optional<Value> {
    if (!given || given->shape().size() != 2)
      return given;
    return self->reshape(*given, {given->shape()[0], directions, units});
  };
  SmallVector<std::optional<Value>> all{
      x, weights.weight, weights.recurrence, weights.bias, options.lengths, state(options.initialState)};
  const bool isLstm = op == "nn.lstm";
  if (isLstm)
    all.append({state(options.initialCell), weights.peephole});
  SmallVector<mlir::Value> operands;
  SmallVector<int32_t> present;
  for (const std::optional<Value> &each : all) {
    present.push_back(each.has_value());
    if (each)
      operands.push_back(unwrap(*each));
  }
  SmallVector<NamedAttribute> attributes = attributesOf(*this, op, options);
  attributes.push_back(attribute("operandSegmentSizes", DenseI32ArrayAttr::get(&graph->context, present)));
  SmallVector<Type> types{tensorType(x.dtype(), {shape[0], shape[1], directions, units})};
  types.append(isLstm ? 2 : 1, tensorType(x.dtype(), {shape[0], directions, units}));
  return emit(op, operands, attributes, ArrayRef<Type>(types));
}

Function::Recurrent Function::Impl::layerOf(Operation *layer, const std::string &name) {
  static constexpr const char *ends[] = {".states", ".h", ".c"};
  for (OpResult result : layer->getResults())
    graph->annotations.names[result] = name + ends[result.getResultNumber()];
  // Directions side by side.
  auto sideBySide = [&](OpResult result) {
    Shape shape = wrap(result).shape();
    const int64_t units = shape.back();
    shape.pop_back();
    shape.back() *= units;
    return self->reshape(wrap(result), shape);
  };
  Value states = sideBySide(layer->getResult(0)), last = sideBySide(layer->getResult(1));
  graph->annotations.names[unwrap(last)] = name + ".last";
  return {ofLayer(states, name), last};
}

RecurrentWeights Function::Impl::recurrentWeights(Value x, const std::string &name, int64_t gates,
                                                  int64_t units, const RecurrentOptions &options) {
  requireRank(x, 3, "[batch, steps, features]");
  if (units < 1)
    fail("needs at least one unit, but is given " + std::to_string(units));
  const int64_t directions = directionsOf(options), width = gates * units;
  const double bound = 1 / std::sqrt(static_cast<double>(units));
  using Kind = Initializer::Kind;
  auto variable = [&](const char *end, const Shape &of, const std::optional<Initializer> &initializer) {
    const Kind kind = initializer ? initializer->kind : Kind::uniform;
    // Of these three dimensions, others would make something that nobody means.
    if (!llvm::is_contained({Kind::zeros, Kind::constant, Kind::uniform, Kind::normal, Kind::truncatedNormal},
                            kind))
      fail("the initializer of '" + name + end +
           "' goes by the rows and columns of a matrix, and the variable holds one for each direction and "
           "gate; give it a uniform, normal, truncatedNormal, constant or zeros");
    return wrap(read(name + end, tensorType(x.dtype(), of),
                     initializer.value_or(Initializer::uniform(-bound, bound))));
  };
  RecurrentWeights weights{
      .weight = variable(".weight", {directions, width, x.shape()[2]}, options.weightInitializer),
      .recurrence = variable(".recurrence", {directions, width, units}, options.recurrenceInitializer)};
  if (options.bias)
    weights.bias = variable(".bias", {directions, 2 * width}, options.biasInitializer);
  return weights;
}

//===-- The calls -----------------------------------------------------------------------------------===//

Function::Lstm Function::Impl::lstmOf(Operation *layer, const std::string &name) {
  const Recurrent all = layerOf(layer, name);
  return {all.states, all.last, wrap(layer->getResult(2))};
}

Function::Recurrent Function::rnn(Value x, const RecurrentWeights &weights, const RecurrentOptions &options) {
  return impl->layerOf(impl->recurrent("nn.rnn", x, weights, options), "rnn");
}
Function::Lstm Function::lstm(Value x, const RecurrentWeights &weights, const RecurrentOptions &options) {
  return impl->lstmOf(impl->recurrent("nn.lstm", x, weights, options), "lstm");
}
Function::Recurrent Function::gru(Value x, const RecurrentWeights &weights, const RecurrentOptions &options) {
  return impl->layerOf(impl->recurrent("nn.gru", x, weights, options), "gru");
}

Function::Recurrent Function::rnn(Value x, const std::string &name, int64_t units,
                                  const RecurrentOptions &options) {
  LayerScope scope(*impl, name);
  const RecurrentWeights weights = impl->recurrentWeights(x, name, 1, units, options);
  return impl->layerOf(impl->recurrent("nn.rnn", x, weights, options), name);
}
Function::Lstm Function::lstm(Value x, const std::string &name, int64_t units,
                              const RecurrentOptions &options) {
  LayerScope scope(*impl, name);
  const RecurrentWeights weights = impl->recurrentWeights(x, name, 4, units, options);
  return impl->lstmOf(impl->recurrent("nn.lstm", x, weights, options), name);
}
Function::Recurrent Function::gru(Value x, const std::string &name, int64_t units,
                                  const RecurrentOptions &options) {
  LayerScope scope(*impl, name);
  const RecurrentWeights weights = impl->recurrentWeights(x, name, 3, units, options);
  return impl->layerOf(impl->recurrent("nn.gru", x, weights, options), name);
}

} // namespace dlc
