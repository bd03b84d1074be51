// Truth values, bits and conversions.
#include "Operators.h"

#include <cmath>

namespace dlc::fuzz {

using Z = std::int64_t;

static Z wholeOf(Scalar x) { return static_cast<Z>(x.value); }

static ValueId truth(Generator &g) {
  if (g.chance(0.7)) {
    const ValueId x = g.find([](const Type &t) { return t.element == DType::i1; });
    if (x >= 0)
      return x;
  }
  const ValueId x = g.numbers();
  Op op{.name = "compare",
        .prefix = g.random.of({"eq", "ne", "lt", "le", "gt", "ge"}),
        .operands = {x, g.broadcasting(g.type(x))}};
  return g.add(op)[0];
}

static ValueId whole(Generator &g) {
  return g.pick([](const Type &t) { return !isFloat(t.element) && t.element != DType::i1; },
                [&] { return Type{g.random.of(wholeTypes), g.shape(g.random.integer(0, 3))}; },
                {.low = 0, .high = 100});
}

static bool compare(const std::string &predicate, double a, double b) {
  return predicate == "eq"   ? a == b
         : predicate == "ne" ? a != b
         : predicate == "lt" ? a < b
         : predicate == "le" ? a <= b
         : predicate == "gt" ? a > b
                             : a >= b;
}

static void addLogic(Operators &table, const std::string &name, bool (*function)(bool, bool)) {
  table[name] = {[=](const Op &, const Operands &x, Z) -> Results {
                   return {zip(*x[0], *x[1], DType::i1, [&](Scalar a, Scalar b) {
                     return Scalar(function(a.value != 0, b.value != 0));
                   })};
                 },
                 [=](Generator &g) {
                   const ValueId x = truth(g);
                   g.add(name, {x, g.broadcasting(g.type(x))});
                 }};
}

static void addBits(Operators &table, const std::string &name, Z (*function)(Z, Z)) {
  table[name] = {[=](const Op &, const Operands &x, Z) -> Results {
                   return {zip(*x[0], *x[1], x[0]->element, [&](Scalar a, Scalar b) {
                     return Scalar(static_cast<double>(function(wholeOf(a), wholeOf(b))));
                   })};
                 },
                 [=](Generator &g) {
                   const ValueId x = whole(g);
                   g.add(name, {x, g.broadcasting(g.type(x), {.low = 0, .high = 9})});
                 }};
}

static Z shifted(Z value, Z bits, bool left, Z width, bool isSigned) {
  if (bits < 0 || bits >= width)
    return left || value >= 0 || !isSigned ? 0 : -1;
  return left ? static_cast<Z>(static_cast<std::uint64_t>(value) << bits) : value >> bits;
}

void addIntegers(Operators &table) {
  addLogic(table, "and", [](bool a, bool b) { return a && b; });
  addLogic(table, "or", [](bool a, bool b) { return a || b; });
  addLogic(table, "xor", [](bool a, bool b) { return a != b; });
  addBits(table, "bitwise_and", [](Z a, Z b) { return a & b; });
  addBits(table, "bitwise_or", [](Z a, Z b) { return a | b; });
  addBits(table, "bitwise_xor", [](Z a, Z b) { return a ^ b; });
  table["not"] = {[](const Op &, const Operands &x, Z) -> Results {
                    return {map(*x[0], [](Scalar s) { return Scalar(s.value == 0); })};
                  },
                  [](Generator &g) { g.add("not", {truth(g)}); }};
  table["bitwise_not"] = {
      [](const Op &, const Operands &x, Z) -> Results {
        return {map(*x[0], [](Scalar s) { return Scalar(static_cast<double>(~wholeOf(s))); })};
      },
      [](Generator &g) { g.add("bitwise_not", {whole(g)}); }};
  table["bit_shift"] = {[](const Op &op, const Operands &x, Z) -> Results {
                          const DType element = x[0]->element;
                          const Z width = static_cast<Z>(byteWidth(element)) * 8;
                          return {zip(*x[0], *x[1], element, [&](Scalar a, Scalar b) {
                            return Scalar(static_cast<double>(shifted(
                                wholeOf(a), wholeOf(b), op.prefix == "left", width, !isUnsigned(element))));
                          })};
                        },
                        [](Generator &g) {
                          const ValueId x = whole(g);
                          g.add(Op{.name = "bit_shift",
                                   .prefix = g.random.of({"left", "right"}),
                                   .operands = {x, g.broadcasting(g.type(x), {.low = 0, .high = 9})}});
                        }};
  table["compare"] = {[](const Op &op, const Operands &x, Z) -> Results {
                        return {zip(*x[0], *x[1], DType::i1, [&](Scalar a, Scalar b) {
                          if (std::isnan(a.value) || std::isnan(b.value))
                            return Scalar(op.prefix == "ne");
                          return Scalar(compare(op.prefix, Arithmetic::current().order(a, b), 0));
                        })};
                      },
                      [](Generator &g) { truth(g); }};
  table["where"] = {[](const Op &, const Operands &x, Z) -> Results {
                      require(x[1]->element == x[2]->element);
                      Array result(x[1]->element,
                                   broadcastShape(broadcastShape(x[0]->shape, x[1]->shape), x[2]->shape));
                      Z next = 0;
                      each(result.shape, [&](const Index &i) {
                        result[next++] = broadcastAt(broadcastAt(*x[0], i).value != 0 ? *x[1] : *x[2], i);
                      });
                      return {std::move(result)};
                    },
                    [](Generator &g) {
                      const ValueId x = g.anything();
                      Type condition = g.type(x);
                      condition.element = DType::i1;
                      g.add("where", {g.broadcasting(condition), x, g.broadcasting(g.type(x))});
                    }};
  table["cast"] = {[](const Op &op, const Operands &x, Z) -> Results {
                     const DType to = op.declared.element;
                     Array result(to, x[0]->shape);
                     for (Z i = 0; i < result.size(); ++i) {
                       const Scalar s = (*x[0])[i];
                       if (isFloat(to) && isFloat(x[0]->element))
                         result[i] = s + Scalar(0);
                       else if (isFloat(to))
                         result[i] = {convert(s.value, to)};
                       else if (to == DType::i1)
                         result[i] = {static_cast<double>(Arithmetic::current().beside(s, 0) != 0)};
                       else
                         result[i] = {std::trunc(Arithmetic::current().beside(s, std::nearbyint(s.value)))};
                       // Floats become integers that can hold them, or the program is not well-formed.
                       require(!isFloat(x[0]->element) || isFloat(to) || to == DType::i1 ||
                               convert(result[i].value, to) == result[i].value);
                     }
                     return {std::move(result)};
                   },
                   [](Generator &g) {
                     Op op{.name = "cast", .operands = {g.anything()}, .types = Types::operandsToResult};
                     op.declared.element = g.random.of(
                         {DType::f32, DType::f64, DType::bf16, DType::f16, DType::i64, DType::i32, DType::i16,
                          DType::i8, DType::u32, DType::u16, DType::u8, DType::i1, DType::f32});
                     g.add(op);
                   }};
  table["bitcast"] = {[](const Op &op, const Operands &x, Z) -> Results {
                        const DType from = x[0]->element, to = op.declared.element;
                        require(!isFloat(from) && !isFloat(to) && byteWidth(from) == byteWidth(to));
                        Array result(to, x[0]->shape);
                        for (Z i = 0; i < result.size(); ++i)
                          result[i] = {convert(wholeOf((*x[0])[i]), to)};
                        return {std::move(result)};
                      },
                      [](Generator &g) {
                        Op op{.name = "bitcast", .operands = {whole(g)}, .types = Types::operandsToResult};
                        std::vector<DType> same;
                        for (DType type : wholeTypes)
                          if (byteWidth(type) == byteWidth(g.type(op.operands[0]).element))
                            same.push_back(type);
                        op.declared.element = g.random.of(same);
                        g.add(op);
                      }};
  const auto isTrue = [&table](const std::string &name, bool (*test)(double)) {
    table[name] = {[=](const Op &, const Operands &x, Z) -> Results {
                     Array result(DType::i1, x[0]->shape);
                     for (Z i = 0; i < result.size(); ++i)
                       result[i] = {static_cast<double>(test((*x[0])[i].value))};
                     return {std::move(result)};
                   },
                   [=](Generator &g) { g.add(name, {g.floats()}); }};
  };
  isTrue("is_nan", [](double x) { return std::isnan(x); });
  isTrue("is_inf", [](double x) { return std::isinf(x); });
}

} // namespace dlc::fuzz
