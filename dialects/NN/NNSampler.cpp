#include "NN/NNSampler.h"

#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc::nn;

Sampler::Sampler(Composer &compose, Value image, SamplePadding padding, bool alignCorners)
    : compose(compose), padding(padding), alignCorners(alignCorners) {
  llvm::append_range(sizes, tensorOf(image).getShape().drop_front(2));
  SmallVector<int64_t> perm{0};
  llvm::append_range(perm, llvm::seq<int64_t>(2, tensorOf(image).getRank()));
  perm.push_back(1);
  rows = compose.transpose(image, perm);
}

Value Sampler::denormalized(Value grid, int64_t d) {
  const auto size = static_cast<double>(sizes[d]);
  Value moved = compose.add(grid, 1);
  return alignCorners ? compose.mul(moved, (size - 1) / 2)
                      : compose.mul(compose.sub(compose.mul(moved, size), 1), 0.5);
}

static Value clamped(Composer &compose, Value place, double last) {
  Value low = compose.make<MaxOp>(place, compose.scalar(0, place));
  return compose.make<MinOp>(low, compose.scalar(last, place));
}

// Within the border, where the padding is one of the image's own elements.
Value Sampler::inside(Value place, int64_t d) {
  const auto size = static_cast<double>(sizes[d]);
  if (padding == SamplePadding::border) {
    // At the border the derivative is that of beyond it: 0.
    Value low = compose.where(compose.compare(ComparePredicate::le, place, 0), 0, place);
    return compose.where(compose.compare(ComparePredicate::ge, place, size - 1), size - 1, low);
  }
  if (padding == SamplePadding::zeros)
    return place;
  const double low = alignCorners ? 0 : -0.5, range = alignCorners ? size - 1 : size;
  if (range == 0)
    return compose.mul(place, 0);
  Value away = compose.unary<AbsOp>(compose.sub(place, low));
  Value within = compose.make<ModOp>(away, compose.scalar(2 * range, place));
  Value back = compose.sub(range, compose.unary<AbsOp>(compose.sub(within, range)));
  return compose.add(back, low);
}

// The elements at whole places, times `weight` where that is not null.
Value Sampler::read(ArrayRef<Value> places, Value weight) {
  SmallVector<int64_t> column(tensorOf(places.front()).getShape());
  column.push_back(1);
  SmallVector<Value> columns;
  Value valid;
  for (auto [place, size] : llvm::zip_equal(places, sizes)) {
    const auto last = static_cast<double>(size - 1);
    if (padding == SamplePadding::zeros) {
      Value here = compose.make<AndOp>(compose.compare(ComparePredicate::ge, place, 0),
                                       compose.compare(ComparePredicate::le, place, last));
      valid = valid ? compose.make<AndOp>(valid, here) : here;
    }
    Value index = compose.cast(clamped(compose, place, last), compose.builder.getI64Type());
    columns.push_back(compose.reshape(index, column));
  }
  Value indices = compose.concat(columns, static_cast<int64_t>(column.size()) - 1);
  Value values = compose.make<GatherNDOp>(rows, indices, compose.builder.getI64IntegerAttr(1));
  if (valid)
    values = compose.where(compose.reshape(valid, column), values, 0);
  return weight ? compose.mul(values, compose.reshape(weight, column)) : values;
}

// Keys' cubic weights (1981) of the four neighbours, with a = -0.75.
static Value cubicWeight(Composer &compose, Value rest, int64_t neighbour) {
  const double a = -0.75;
  // The distance of the neighbours -1, 0, 1, 2.
  Value x = neighbour < 2 ? (neighbour == 1 ? rest : compose.add(rest, 1))
                          : compose.sub(static_cast<double>(neighbour - 1), rest);
  if (neighbour == 1 || neighbour == 2)
    return compose.add(compose.mul(compose.mul(x, x), compose.sub(compose.mul(x, a + 2), a + 3)), 1);
  Value inner = compose.add(compose.mul(x, compose.sub(compose.mul(x, a), 5 * a)), 8 * a);
  return compose.sub(compose.mul(x, inner), 4 * a);
}

Value Sampler::sample(ArrayRef<Value> places, ResizeMode mode) {
  if (mode == ResizeMode::nearest) {
    SmallVector<Value> whole;
    for (auto [d, place] : llvm::enumerate(places))
      whole.push_back(compose.unary<RoundOp>(inside(place, static_cast<int64_t>(d))));
    return read(whole, {});
  }
  const bool isCubic = mode == ResizeMode::cubic;
  const int64_t reach = isCubic ? 4 : 2;
  int64_t corners = 1;
  SmallVector<Value> low, rest;
  for (auto [d, place] : llvm::enumerate(places)) {
    Value at = isCubic ? place : inside(place, static_cast<int64_t>(d));
    low.push_back(compose.unary<FloorOp>(at));
    rest.push_back(compose.sub(at, low.back()));
    corners *= reach;
  }
  Value sum;
  for (int64_t corner = 0; corner < corners; ++corner) {
    SmallVector<Value> at;
    Value weight;
    for (int64_t d = 0, code = corner; d < static_cast<int64_t>(places.size()); ++d, code /= reach) {
      const int64_t neighbour = code % reach;
      Value place = compose.add(low[d], static_cast<double>(isCubic ? neighbour - 1 : neighbour));
      at.push_back(isCubic ? inside(place, d) : place);
      Value part = isCubic     ? cubicWeight(compose, rest[d], neighbour)
                   : neighbour ? rest[d]
                               : compose.sub(1, rest[d]);
      weight = weight ? compose.mul(weight, part) : part;
    }
    Value value = read(at, weight);
    sum = sum ? compose.add(sum, value) : value;
  }
  return sum;
}
