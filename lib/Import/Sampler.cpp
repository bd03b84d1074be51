#include "Import/Sampler.h"

using namespace mlir;

namespace dlc::importer {

Sampler::Sampler(Emit &e, Value x, std::string padding, bool alignCorners)
    : e(e), shape(shapeOf(x)), padding(std::move(padding)), alignCorners(alignCorners) {
  Shape perm{0};
  for (int64_t d = 2; d < rankOf(x); ++d)
    perm.push_back(d);
  perm.push_back(1);
  rows = e.transpose(x, perm);
}

Value Sampler::denormalized(Value grid, int64_t d) {
  const double size = static_cast<double>(shape[d + 2]);
  return alignCorners ? e.mul(e.add(grid, 1), (size - 1) / 2)
                      : e.mul(e.sub(e.mul(e.add(grid, 1), size), 1), 0.5);
}

/// Inside of the border, where the padding is one of the image's own elements.
Value Sampler::inside(Value place, int64_t d) {
  const double size = static_cast<double>(shape[d + 2]);
  if (padding == "border")
    return e.min(e.max(place, 0), size - 1);
  if (padding != "reflection")
    return place;
  const double low = alignCorners ? 0 : -0.5, range = alignCorners ? size - 1 : size;
  if (range == 0)
    return e.mul(place, 0);
  Value t = e.one<nn::ModOp>({e.unary<nn::AbsOp>(e.sub(place, low)), e.scalar(2 * range, place)});
  t = e.sub(e.scalar(range, t), e.unary<nn::AbsOp>(e.sub(t, range)));
  return e.add(t, low);
}

/// The elements at whole places, times `weight` where that is not null.
Value Sampler::read(ArrayRef<Value> places, Value weight) {
  Type i64 = e.builder.getI64Type();
  SmallVector<Value> columns;
  Value valid;
  for (auto [d, place] : llvm::enumerate(places)) {
    const double last = static_cast<double>(shape[d + 2] - 1);
    if (padding == "zeros") {
      Value here = e.one<nn::AndOp>(
          {e.compare(nn::ComparePredicate::ge, place, 0), e.compare(nn::ComparePredicate::le, place, last)});
      valid = valid ? e.one<nn::AndOp>({valid, here}) : here;
    }
    Value whole = e.cast(e.min(e.max(place, 0), last), i64);
    Shape column = shapeOf(whole);
    column.push_back(1);
    columns.push_back(e.reshape(whole, column));
  }
  Value values = e.one<nn::GatherNDOp>({rows, e.concat(columns, rankOf(columns.front()) - 1)},
                                       e.attrs().integer("batch_dims", 1));
  Shape column = shapeOf(columns.front());
  if (valid)
    values = e.where(e.reshape(valid, column), values, e.scalar(0, values));
  return weight ? e.mul(values, e.reshape(weight, column)) : values;
}

/// Keys' cubic weights of the four neighbours, with a = -0.75.
static Value cubicWeight(Emit &e, Value rest, int64_t neighbour) {
  const double a = -0.75;
  // Distance of the neighbours -1, 0, 1, 2.
  Value x = neighbour == 0   ? e.add(rest, 1)
            : neighbour == 1 ? rest
            : neighbour == 2 ? e.sub(e.scalar(1, rest), rest)
                             : e.sub(e.scalar(2, rest), rest);
  if (neighbour == 1 || neighbour == 2)
    return e.add(e.mul(e.mul(x, x), e.sub(e.mul(x, a + 2), a + 3)), 1);
  return e.sub(e.mul(x, e.add(e.mul(x, e.sub(e.mul(x, a), 5 * a)), 8 * a)), 4 * a);
}

Value Sampler::sample(ArrayRef<Value> places, const std::string &mode) {
  const auto rank = static_cast<int64_t>(places.size());
  if (mode == "nearest") {
    SmallVector<Value> whole;
    for (auto [d, place] : llvm::enumerate(places))
      whole.push_back(e.unary<nn::RoundOp>(inside(place, static_cast<int64_t>(d))));
    return read(whole, {});
  }
  const bool isCubic = mode == "cubic" || mode == "bicubic";
  const int64_t reach = isCubic ? 4 : 2;
  SmallVector<Value> low, rest;
  for (auto [d, place] : llvm::enumerate(places)) {
    Value at = isCubic ? place : inside(place, static_cast<int64_t>(d));
    low.push_back(e.unary<nn::FloorOp>(at));
    rest.push_back(e.sub(at, low.back()));
  }
  int64_t corners = 1;
  for (int64_t d = 0; d < rank; ++d)
    corners *= reach;
  Value sum;
  for (int64_t corner = 0; corner < corners; ++corner) {
    SmallVector<Value> at;
    Value weight;
    for (int64_t d = 0, code = corner; d < rank; ++d, code /= reach) {
      const int64_t neighbour = code % reach;
      Value place = e.add(low[d], static_cast<double>(isCubic ? neighbour - 1 : neighbour));
      at.push_back(isCubic ? inside(place, d) : place);
      Value part = isCubic     ? cubicWeight(e, rest[d], neighbour)
                   : neighbour ? rest[d]
                               : e.sub(e.scalar(1, rest[d]), rest[d]);
      weight = weight ? e.mul(weight, part) : part;
    }
    Value value = read(at, weight);
    sum = sum ? e.add(sum, value) : value;
  }
  return sum;
}

} // namespace dlc::importer
