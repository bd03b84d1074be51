// dlc::Function, random numbers. Each draw reads the state from a buffer and assigns the next one.
#include "API/BuilderImpl.h"

using namespace mlir;

namespace dlc {

mlir::Value Function::Impl::randomState(const std::string &state) {
  return read(state, tensorType(DType::i64, {2}), Initializer::randomState(), VariableRole::Buffer);
}

Value Function::Impl::draw(StringRef op, const std::string &state, std::optional<Value> operand,
                           ArrayRef<NamedAttribute> attributes, Type type) {
  SmallVector<mlir::Value> operands;
  if (operand)
    operands.push_back(unwrap(*operand));
  operands.push_back(randomState(state));
  Type types[] = {type, operands.back().getType()};
  Operation *draw =
      emit(op, operands, attributes, type ? std::optional(ArrayRef<Type>(types)) : std::nullopt);
  graph->annotations.names[draw->getResult(0)] = "noise";
  graph->annotations.names[draw->getResult(1)] = "next_" + state;
  assign(state, draw->getResult(1));
  return wrap(draw->getResult(0));
}

Value Function::randomNormal(const std::string &state, Shape shape, DType dtype) {
  return impl->draw("nn.random_normal", state, {}, {}, impl->tensorType(dtype, shape));
}
Value Function::randomUniform(const std::string &state, Shape shape, DType dtype) {
  return impl->draw("nn.random_uniform", state, {}, {}, impl->tensorType(dtype, shape));
}
Value Function::bernoulli(const std::string &state, Value probabilities) {
  return impl->draw("nn.bernoulli", state, probabilities);
}
Value Function::categorical(const std::string &state, Value logits, std::int64_t axis) {
  return impl->draw("nn.categorical", state, logits, impl->integer("axis", axis));
}
Value Function::permutation(const std::string &state, std::int64_t size, DType dtype) {
  return impl->draw("nn.permutation", state, {}, {}, impl->tensorType(dtype, {size}));
}
Value Function::dropoutMask(const std::string &state, Shape shape, double ratio, DType dtype) {
  return impl->draw("nn.dropout_mask", state, {}, impl->real("ratio", ratio), impl->tensorType(dtype, shape));
}

Value Function::dropout(const std::string &state, Value x, double ratio) {
  // In a body each step has a mask of its own, whose state is carried.
  if (impl->body())
    return training([&] { return x * dropoutMask(state, x.shape(), ratio, x.dtype()); }, [&] { return x; });
  mlir::Value input = impl->unwrap(x);
  return impl->value("dropout", {input, impl->randomState(state)}, impl->real("ratio", ratio),
                     input.getType());
}

} // namespace dlc
