// Recurrent layers: shape inference, verifiers, and the scans that they are. Products with the input are
// taken for all steps at once, in front of the scan.
#include "NN/NNInference.h"
#include "NN/NNSteps.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

//===-- Shapes --------------------------------------------------------------------------------------===//

// C1, C2 and C3; gates per unit, and states that a layer carries.
template <typename Op>
static LogicalResult inferRecurrent(std::optional<Location> location, typename Op::Adaptor &adaptor,
                                    int64_t gates, ArrayRef<std::pair<StringRef, Value>> states,
                                    Value peephole, SmallVectorImpl<Type> &types) {
  auto fail = [&](auto &&...message) {
    return emitOptionalError(location, "'", Op::getOperationName(), "' op ", message...);
  };
  SizedTensorType input = tensorOf(adaptor.getInput()), weight = tensorOf(adaptor.getWeight()),
                  recurrence = tensorOf(adaptor.getRecurrence());
  auto direction = attributeOf(adaptor, adaptor.getProperties().direction, "direction");
  int64_t directions = direction && direction.getValue() == RecurrentDirection::bidirectional ? 2 : 1;
  // C1
  if (input.getRank() != 3)
    return fail("input must be [batch, steps, features], got shape ", shapeText(input.getShape()));
  int64_t batch = input.getDimSize(0), steps = input.getDimSize(1), features = input.getDimSize(2);
  if (isSymbolic(features) || hasSymbolic(recurrence.getShape()))
    return fail("features and units must be numbers, only batch and steps may be dynamic: input has shape ",
                shapeText(input.getShape()), ", recurrent weights have ", shapeText(recurrence.getShape()));
  if (recurrence.getRank() != 3 || recurrence.getDimSize(2) == 0)
    return fail(
        "recurrent weights must be [directions, gates · units, units] with at least one unit, got shape ",
        shapeText(recurrence.getShape()));
  int64_t units = recurrence.getDimSize(2);
  Type element = input.getElementType();
  auto expect = [&](StringRef what, Value value, ArrayRef<int64_t> shape, Type of) -> LogicalResult {
    auto expected = SizedTensorType::get(shape, of);
    if (!value || value.getType() == expected)
      return success();
    return fail(what, " must be ", expected, ", for ", directions, " direction(s), ", features,
                " features and ", units, " units, got ", value.getType());
  };
  // C1, C2
  if (failed(expect("recurrent weights", adaptor.getRecurrence(), {directions, gates * units, units},
                    element)) ||
      failed(expect("weights", adaptor.getWeight(), {directions, gates * units, features}, element)) ||
      // C3
      failed(expect("bias", adaptor.getBias(), {directions, 2 * gates * units}, element)) ||
      failed(expect("peephole", peephole, {directions, 3 * units}, element)))
    return failure();
  if (Value lengths = adaptor.getSequenceLens())
    if (failed(expect("lengths", lengths, {batch}, getElementTypeOrSelf(lengths))))
      return failure();
  for (auto [name, value] : states)
    if (failed(expect(name, value, {batch, directions, units}, element)))
      return failure();
  types.push_back(SizedTensorType::get({batch, steps, directions, units}, element));
  types.append(states.size(), SizedTensorType::get({batch, directions, units}, element));
  return success();
}

LogicalResult RnnOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  return inferRecurrent<RnnOp>(location, adaptor, 1, {{"initial_h", adaptor.getInitialH()}}, Value(), types);
}
LogicalResult LstmOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  return inferRecurrent<LstmOp>(location, adaptor, 4,
                                {{"initial_h", adaptor.getInitialH()}, {"initial_c", adaptor.getInitialC()}},
                                adaptor.getPeephole(), types);
}
LogicalResult GruOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  return inferRecurrent<GruOp>(location, adaptor, 3, {{"initial_h", adaptor.getInitialH()}}, Value(), types);
}

//===-- Activations ---------------------------------------------------------------------------------===//

using Activation = Value (*)(Composer &, Value);

template <typename Op> static Value apply(Composer &compose, Value value) { return compose.unary<Op>(value); }

static Activation activationOf(StringRef name) {
  return llvm::StringSwitch<Activation>(name)
      .Case("tanh", apply<TanhOp>)
      .Case("sigmoid", apply<SigmoidOp>)
      .Case("relu", apply<ReluOp>)
      .Case("softplus", apply<SoftplusOp>)
      .Case("softsign", apply<SoftsignOp>)
      .Default(nullptr);
}

static int64_t directionsOf(RecurrentDirection direction) {
  return direction == RecurrentDirection::bidirectional ? 2 : 1;
}

template <typename Op> static LogicalResult verifyRecurrent(Op op, size_t perDirection) {
  // C4
  if (ArrayAttr activations = op.getActivationsAttr()) {
    size_t expected = perDirection * directionsOf(op.getDirection());
    if (activations.size() != expected)
      return op.emitOpError("needs ") << expected << " activations, got " << activations.size();
    for (StringRef name : activations.template getAsValueRange<StringAttr>())
      if (!activationOf(name))
        return op.emitOpError("activation must be tanh, sigmoid, relu, softplus or softsign, got '")
               << name << "'";
  }
  // C5
  if (std::optional<APFloat> clip = op.getClip(); clip && !(clip->convertToDouble() > 0))
    return op.emitOpError("clip must be greater than 0, got ") << clip->convertToDouble();
  return success();
}

LogicalResult RnnOp::verify() { return verifyRecurrent(*this, 1); }
LogicalResult LstmOp::verify() { return verifyRecurrent(*this, 3); }
LogicalResult GruOp::verify() { return verifyRecurrent(*this, 2); }

//===-- Scans ---------------------------------------------------------------------------------------===//

namespace {
/// One layer, whatever a step computes.
template <typename Op> class Layer {
public:
  Layer(Op op, Composer &compose, int64_t gates, ArrayRef<StringRef> defaults)
      : op(op), compose(compose), input(op.getInput()), defaults(defaults), width(gates) {
    units = tensorOf(op.getRecurrence()).getDimSize(2);
    width *= units;
  }

  int64_t directions() { return directionsOf(op.getDirection()); }
  bool isReverse(int64_t d) { return d == 1 || op.getDirection() == RecurrentDirection::reverse; }

  /// Part d of an operand that has a part for each direction in dimension `axis`.
  Value ofDirection(Value value, int64_t d, int64_t axis = 0) {
    Value part = compose.slice(value, axis, d, d + 1);
    SmallVector<int64_t> shape(tensorOf(part).getShape());
    shape.erase(shape.begin() + axis);
    return compose.reshape(part, shape);
  }

  /// Gates `from` … `to` of something whose dimension `axis` they lie along.
  Value gates(Composer &at, Value value, int64_t axis, int64_t from, int64_t to) {
    return at.slice(value, axis, from * units, to * units);
  }

  Value activate(Composer &at, Value value, int64_t d, int64_t which) {
    if (std::optional<APFloat> clip = op.getClip())
      value = at.make<ClipOp>(value.getType(), value, at.builder.getF64FloatAttr(-clip->convertToDouble()),
                              at.builder.getF64FloatAttr(clip->convertToDouble()));
    StringRef name = defaults[which];
    if (ArrayAttr activations = op.getActivationsAttr())
      name = cast<StringAttr>(activations[d * defaults.size() + which]).getValue();
    return activationOf(name)(at, value);
  }

  Value timesTransposed(Composer &at, Value lhs, Value rhs) {
    return at.make<MatmulOp>(lhs, rhs, UnitAttr(), at.builder.getUnitAttr());
  }

  /// The bias that the products with the input get: that of both sides, but for the last `apart` gates only
  /// the input's.
  Value bias(int64_t d, int64_t apart = 0) {
    Value both = ofDirection(op.getBias(), d);
    Value ofInput = compose.slice(both, 0, 0, width), ofState = compose.slice(both, 0, width, 2 * width);
    if (!apart)
      return compose.add(ofInput, ofState);
    int64_t common = width - apart * units;
    Value first = compose.add(compose.slice(ofInput, 0, 0, common), compose.slice(ofState, 0, 0, common));
    return compose.concat({first, compose.slice(ofInput, 0, common, width)}, 0);
  }
  /// The rest of the bias of the last `apart` gates.
  Value stateBias(int64_t d, int64_t apart) {
    return compose.slice(ofDirection(op.getBias(), d), 0, 2 * width - apart * units, 2 * width);
  }

  Value initialState(Value value, int64_t d) {
    if (value)
      return ofDirection(value, d, 1);
    return compose.zeros(tensorOf(input).clone({tensorOf(input).getDimSize(0), units}));
  }

  /// One direction. `step` reads the states and gives the next ones, the first of which is h.
  void runDirection(int64_t d, ValueRange initial, Value bias,
                    llvm::function_ref<Values(Steps &, Value product)> step) {
    Value products = timesTransposed(compose, input, ofDirection(op.getWeight(), d));
    if (bias)
      products = compose.add(products, bias);
    Values inputs{products};
    if (op.getSequenceLens())
      inputs.push_back(running());
    Steps steps(compose, op.getLoc(), initial, inputs);
    Values next = step(steps, steps.slices[0]);
    Value output = next[0];
    if (op.getSequenceLens()) {
      int64_t batch = tensorOf(input).getDimSize(0);
      Value isRunning = steps.compose.reshape(steps.slices[1], {batch, 1});
      for (auto [after, before] : llvm::zip_equal(next, steps.states))
        after = steps.compose.where(isRunning, after, before);
      output = steps.compose.where(isRunning, output, 0.0);
    }
    next.push_back(output);
    int64_t length = tensorOf(input).getDimSize(1);
    ScanOp scan = steps.finish(next, length, isReverse(d));
    // Each becomes a part of its result.
    results.resize(scan.getNumResults());
    for (auto [i, value] : llvm::enumerate(scan.getResults())) {
      SmallVector<int64_t> shape(tensorOf(value).getShape());
      shape.insert(shape.end() - 1, 1);
      results[i].push_back(compose.reshape(value, shape));
    }
  }

  /// The layer's results: all outputs, then the last states.
  Values finish() {
    std::rotate(results.begin(), results.end() - 1, results.end());
    return llvm::map_to_vector(results, [&](Values &parts) { return compose.concat(parts, -2); });
  }

  int64_t units;

private:
  /// Which sequences have not ended yet, for every step.
  Value running() {
    SizedTensorType lengths = tensorOf(op.getSequenceLens());
    Value step = compose.range(tensorOf(input).getDimSize(1), lengths.getElementType());
    return compose.compare(ComparePredicate::lt, step,
                           compose.reshape(op.getSequenceLens(), {lengths.getDimSize(0), 1}));
  }

  Op op;
  Composer &compose;
  Value input;
  SmallVector<StringRef> defaults; ///< activations of one direction
  int64_t width;                   ///< of all gates
  SmallVector<Values> results;
};
} // namespace

Values RnnOp::decompose(Composer &compose) {
  Layer<RnnOp> layer(*this, compose, 1, {"tanh"});
  for (int64_t d = 0; d < layer.directions(); ++d)
    layer.runDirection(d, layer.initialState(getInitialH(), d), getBias() ? layer.bias(d) : Value(),
                       [&](Steps &steps, Value product) -> Values {
                         Composer &at = steps.compose;
                         Value r = steps.capture(layer.ofDirection(getRecurrence(), d));
                         Value sum = at.add(product, layer.timesTransposed(at, steps.states[0], r));
                         return {layer.activate(at, sum, d, 0)};
                       });
  return layer.finish();
}

Values LstmOp::decompose(Composer &compose) {
  Layer<LstmOp> layer(*this, compose, 4, {"sigmoid", "tanh", "tanh"});
  for (int64_t d = 0; d < layer.directions(); ++d)
    layer.runDirection(d, {layer.initialState(getInitialH(), d), layer.initialState(getInitialC(), d)},
                       getBias() ? layer.bias(d) : Value(), [&](Steps &steps, Value product) -> Values {
                         Composer &at = steps.compose;
                         Value h = steps.states[0], c = steps.states[1];
                         Value r = steps.capture(layer.ofDirection(getRecurrence(), d)), p;
                         if (getPeephole())
                           p = steps.capture(layer.ofDirection(getPeephole(), d));
                         Value sums = at.add(product, layer.timesTransposed(at, h, r));
                         auto gate = [&](int64_t which, Value seen, int64_t hole) {
                           Value sum = layer.gates(at, sums, 1, which, which + 1);
                           return p ? at.add(sum, at.mul(seen, layer.gates(at, p, 0, hole, hole + 1))) : sum;
                         };
                         Value input = layer.activate(at, gate(0, c, 0), d, 0);
                         Value forget =
                             getInputForget() ? at.sub(1.0, input) : layer.activate(at, gate(2, c, 2), d, 0);
                         Value candidate = layer.activate(at, layer.gates(at, sums, 1, 3, 4), d, 1);
                         Value nextC = at.add(at.mul(forget, c), at.mul(input, candidate));
                         Value output = layer.activate(at, gate(1, nextC, 1), d, 0);
                         return {at.mul(output, layer.activate(at, nextC, d, 2)), nextC};
                       });
  return layer.finish();
}

Values GruOp::decompose(Composer &compose) {
  Layer<GruOp> layer(*this, compose, 3, {"sigmoid", "tanh"});
  bool linearFirst = getLinearBeforeReset();
  for (int64_t d = 0; d < layer.directions(); ++d)
    layer.runDirection(
        d, layer.initialState(getInitialH(), d), getBias() ? layer.bias(d, linearFirst ? 1 : 0) : Value(),
        [&](Steps &steps, Value product) -> Values {
          Composer &at = steps.compose;
          Value h = steps.states[0], weights = layer.ofDirection(getRecurrence(), d);
          // One product for all gates, unless the last one waits for the reset gate.
          Value first = linearFirst ? weights : layer.gates(compose, weights, 0, 0, 2);
          Value ofState = layer.timesTransposed(at, h, steps.capture(first));
          auto gate = [&](int64_t which) {
            return layer.activate(at,
                                  at.add(layer.gates(at, product, 1, which, which + 1),
                                         layer.gates(at, ofState, 1, which, which + 1)),
                                  d, 0);
          };
          Value update = gate(0), reset = gate(1), recurrent;
          if (linearFirst) {
            recurrent = layer.gates(at, ofState, 1, 2, 3);
            if (getBias())
              recurrent = at.add(recurrent, steps.capture(layer.stateBias(d, 1)));
            recurrent = at.mul(reset, recurrent);
          } else {
            Value last = steps.capture(layer.gates(compose, weights, 0, 2, 3));
            recurrent = layer.timesTransposed(at, at.mul(reset, h), last);
          }
          Value candidate = layer.activate(at, at.add(layer.gates(at, product, 1, 2, 3), recurrent), d, 1);
          return {at.add(at.mul(at.sub(1.0, update), candidate), at.mul(update, h))};
        });
  return layer.finish();
}
