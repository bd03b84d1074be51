#include "Program.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>

namespace dlc::fuzz {

static std::string elementName(DType type) { return infoOf(type).mlir; }

// What the codes in shapes stand for, in the order in which they came.
static std::vector<SizeExpression> &expressions() {
  static std::vector<SizeExpression> all;
  return all;
}

std::int64_t SizeExpression::at(std::int64_t batch, std::int64_t size) const {
  const std::int64_t sum = number + ofBatch * batch + ofSize * size + ofBoth * batch * size;
  return sum / divisor - (sum % divisor < 0);
}

std::int64_t sizeOf(const SizeExpression &expression) {
  std::vector<SizeExpression> &all = expressions();
  const auto found = std::find(all.begin(), all.end(), expression);
  const std::int64_t place = found - all.begin();
  if (found == all.end())
    all.push_back(expression);
  return batchDimension - 1 - place;
}

static const SizeExpression &expressionOf(std::int64_t code) {
  return expressions()[static_cast<std::size_t>(batchDimension - 1 - code)];
}

std::int64_t sizeAt(std::int64_t code, std::int64_t batch, std::int64_t size) {
  return expressionOf(code).at(batch, size);
}

static std::string textOfSize(std::int64_t code) {
  if (code == batchDimension)
    return "batch";
  const SizeExpression &size = expressionOf(code);
  std::string text;
  const auto add = [&](std::int64_t factor, const std::string &name) {
    if (factor == 0)
      return;
    text += text.empty() ? (factor < 0 ? "-" : "") : factor < 0 ? " - " : " + ";
    const std::string number = std::to_string(std::abs(factor));
    text += name.empty() ? number : std::abs(factor) == 1 ? name : number + " * " + name;
  };
  add(size.ofBoth, "batch * sequence");
  add(size.ofBatch, "batch");
  add(size.ofSize, "sequence");
  add(size.number, "");
  return size.divisor == 1 ? text : "(" + text + ") floordiv " + std::to_string(size.divisor);
}

std::string toString(const Type &type) {
  std::string text = "tensor<", sizes;
  bool named = false;
  for (std::int64_t size : type.shape) {
    text += (size < 0 ? "?" : std::to_string(size)) + "x";
    named |= size < batchDimension;
    if (size < 0)
      sizes += (sizes.empty() ? "" : ", ") + textOfSize(size);
  }
  return text + elementName(type.element) + (named ? ", #nn.sizes<" + sizes + ">" : "") + ">";
}

// MLIR wants a point in a number.
static std::string toText(double number) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.17g", number);
  std::string text = buffer;
  if (text.find_first_of(".n") == std::string::npos) {
    const std::size_t exponent = std::min(text.find('e'), text.size());
    text.insert(exponent, ".0");
  }
  return text;
}

template <typename T, typename Print>
static std::string list(const std::vector<T> &items, Print print, const char *separator = ", ") {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i)
    text += (i ? separator : "") + print(items[i]);
  return text;
}

static std::string toText(const Attribute &attribute) {
  struct {
    std::string operator()(Flag) { return ""; }
    std::string operator()(std::int64_t value) { return " " + std::to_string(value); }
    std::string operator()(double value) { return " " + toText(value); }
    std::string operator()(const std::string &value) { return " " + value; }
    std::string operator()(const std::vector<std::int64_t> &values) {
      return " [" + list(values, [](std::int64_t v) { return std::to_string(v); }) + "]";
    }
    std::string operator()(const std::vector<double> &values) {
      return " [" + list(values, [](double v) { return toText(v); }) + "]";
    }
    std::string operator()(const std::vector<std::string> &values) {
      return " [" + list(values, [](const std::string &v) { return '"' + v + '"'; }) + "]";
    }
  } print;
  return " " + attribute.key + std::visit(print, attribute.value);
}

const Attribute *Op::find(std::string_view key) const {
  for (const Attribute &attribute : attributes)
    if (attribute.key == key)
      return &attribute;
  return nullptr;
}
template <typename T> static T valueOf(const Op &op, std::string_view key, T otherwise) {
  const Attribute *attribute = op.find(key);
  return attribute ? std::get<T>(attribute->value) : otherwise;
}
std::int64_t Op::integer(std::string_view key, std::int64_t otherwise) const {
  return valueOf(*this, key, otherwise);
}
double Op::number(std::string_view key, double otherwise) const { return valueOf(*this, key, otherwise); }
std::string Op::word(std::string_view key, std::string otherwise) const {
  return valueOf(*this, key, otherwise);
}
std::vector<std::int64_t> Op::integers(std::string_view key, std::vector<std::int64_t> otherwise) const {
  return valueOf(*this, key, otherwise);
}
std::vector<double> Op::numbers(std::string_view key, std::vector<double> otherwise) const {
  return valueOf(*this, key, otherwise);
}

bool Function::isBatched() const {
  auto batched = [&](ValueId v) { return types[static_cast<std::size_t>(v)].isBatched(); };
  return std::any_of(arguments.begin(), arguments.end(), batched) ||
         std::any_of(returns.begin(), returns.end(), batched);
}

namespace {
class Printer {
public:
  explicit Printer(const Function &function) : function(function) {
    for (std::size_t i = 0; i < function.arguments.size(); ++i)
      names[function.arguments[i]] = "%" + function.argumentName(i);
  }

  std::string print() {
    std::vector<std::size_t> arguments(function.arguments.size()), results(function.returns.size());
    for (std::size_t i = 0; i < arguments.size(); ++i)
      arguments[i] = i;
    for (std::size_t i = 0; i < results.size(); ++i)
      results[i] = i;
    std::string text = std::string("nn.func ") + (function.isPrivate ? "private " : "") + "@" +
                       function.name + "(" +
                       list(arguments, [&](std::size_t i) { return typed(function.arguments[i]); }) + ")";
    if (!results.empty())
      text += " -> (" +
              list(results,
                   [&](std::size_t i) { return function.resultName(i) + ": " + type(function.returns[i]); }) +
              ")";
    text += " {\n" + body(function.ops, "  ");
    if (!results.empty())
      text += "  nn.return " + values(function.returns) + " : " + types(function.returns) + "\n";
    return text + "}\n";
  }

private:
  std::string name(ValueId value) {
    auto found = names.find(value);
    return found != names.end() ? found->second : "%v" + std::to_string(value);
  }
  std::string type(ValueId value) { return toString(function.types[value]); }
  std::string typed(ValueId value) { return name(value) + ": " + type(value); }
  std::string values(const std::vector<ValueId> &ids) {
    return list(ids, [&](ValueId v) { return name(v); });
  }
  std::string types(const std::vector<ValueId> &ids) {
    return list(ids, [&](ValueId v) { return type(v); });
  }

  std::string body(const std::vector<Op> &ops, const std::string &indent) {
    return list(ops, [&](const Op &op) { return indent + print(op, indent) + "\n"; }, "");
  }

  std::string group(const char *word, const Op &op, std::size_t first, std::size_t count,
                    std::size_t argument) {
    if (count == 0)
      return "";
    std::string text = std::string(" ") + word + "(";
    for (std::size_t i = 0; i < count; ++i)
      text += (i ? ", " : "") + name(op.regions[0].arguments[argument + i]) + " = " +
              name(op.operands[first + i]) + " : " + type(op.operands[first + i]);
    return text + ")";
  }

  std::string region(const Region &region, const std::string &indent) {
    std::string text = "{\n" + body(region.ops, indent + "  ") + indent + "  nn.yield";
    if (!region.yields.empty())
      text += " " + values(region.yields) + " : " + types(region.yields);
    return text + "\n" + indent + "}";
  }

  std::string control(const Op &op, const std::string &indent) {
    std::string text;
    std::size_t operand = op.conditions, argument = 0;
    if (op.name == "scan") {
      for (const char *key : {"length", "axis", "reverse"})
        if (const Attribute *attribute = op.find(key))
          text += toText(*attribute);
    } else if (op.name == "loop") {
      text += " " + name(op.regions[0].arguments[argument++]) + toText(*op.find("to"));
      if (op.conditions)
        text += " while " + name(op.operands[0]);
    } else if (op.name == "if") {
      text += " " + name(op.operands[0]);
    }
    text += group("carry", op, operand, op.carried, argument);
    operand += op.carried, argument += op.carried;
    text += group("over", op, operand, op.stacked, argument);
    operand += op.stacked, argument += op.stacked;
    text += group("capture", op, operand, op.captured, argument) + " " + region(op.regions[0], indent);
    if (op.regions.size() > 1) {
      // Both branches know what is captured by one name.
      for (std::size_t i = 0; i < op.regions[1].arguments.size(); ++i)
        names[op.regions[1].arguments[i]] = name(op.regions[0].arguments[i]);
      text += " else " + region(op.regions[1], indent);
    }
    return text;
  }

  std::string print(const Op &op, const std::string &indent) {
    const std::string dialect = isDerivative(op) ? "train." : "nn.";
    std::string text = op.results.empty() ? "" : values(op.results) + " = ";
    text += dialect + op.name;
    if (op.name == "constant")
      return text + " " + literal(op) + " : " + type(op.results[0]);
    if (op.name == "gradient") {
      const std::vector<ValueId> wrt(op.operands.begin() + 1, op.operands.end());
      return text + " " + name(op.operands[0]) + " wrt (" + values(wrt) + ") : " + type(op.operands[0]) +
             ", (" + types(wrt) + ")";
    }
    if (op.name == "jvp") {
      const auto end = [&](std::size_t i) { return op.operands.begin() + static_cast<std::ptrdiff_t>(i); };
      const std::size_t directions = (op.operands.size() + op.carried) / 2;
      const std::vector<ValueId> of(end(0), end(op.carried)), wrt(end(op.carried), end(directions));
      return text + " (" + values(of) + ") wrt (" + values(wrt) + ") along (" +
             values({end(directions), op.operands.end()}) + ") : (" + types(of) + "), (" + types(wrt) + ")";
    }
    if (op.name == "call")
      return text + " " + op.prefix + "(" + values(op.operands) + ") : (" + types(op.operands) + ") -> " +
             (op.results.size() == 1 ? type(op.results[0]) : "(" + types(op.results) + ")");
    if (!op.regions.empty())
      return text + control(op, indent);
    if (!op.prefix.empty())
      text += " " + op.prefix;
    const std::size_t plain = op.operands.size() - op.words.size();
    std::vector<ValueId> typedOperands(op.operands.begin(),
                                       op.operands.begin() + static_cast<std::ptrdiff_t>(plain));
    // The symbol of an assignment is followed by a comma, other words in front of operands are not.
    if (op.name == "assign")
      text += ",";
    if (plain)
      text += " " + values(typedOperands);
    for (std::size_t i = 0; i < op.words.size(); ++i) {
      const ValueId value = op.operands[plain + i];
      if (op.words[i].back() == '(') {
        text += " " + op.words[i] + name(value) + " : " + type(value) + ")";
      } else {
        text += " " + op.words[i] + " " + name(value);
        typedOperands.push_back(value);
      }
    }
    if (op.name == "random_uniform" ||
        op.name == "random_normal") // whose attributes have no words of their own
      text += dictionary(op.attributes);
    else
      text += list(op.attributes, [](const Attribute &attribute) { return toText(attribute); }, "");
    if (op.types == Types::firstOperand || op.types == Types::firstArrowResults)
      typedOperands.resize(1);
    if (op.name == "rotary_embedding") // cosines and sines have one type
      typedOperands.resize(2);
    if (op.types == Types::firstThree)
      typedOperands.resize(3);
    text += " : ";
    if (op.types == Types::firstResult)
      return text + type(op.results[0]);
    if (op.types != Types::result)
      text += types(typedOperands);
    if (op.types == Types::operandsToResult)
      text += " to ";
    if (op.types == Types::operandsArrowResults || op.types == Types::firstArrowResults)
      text += " -> ";
    if (op.types != Types::operands && op.types != Types::firstOperand && op.types != Types::firstThree)
      text += types(op.results);
    return text;
  }

  static std::string dictionary(const std::vector<Attribute> &numbers) {
    if (numbers.empty())
      return "";
    return " {" +
           list(numbers,
                [](const Attribute &attribute) {
                  return attribute.key + " = " + toText(std::get<double>(attribute.value)) + " : f64";
                }) +
           "}";
  }

  std::string literal(const Op &op) {
    const Type &type = function.types[op.results[0]];
    const bool isNumber = type.element == DType::f32 || type.element == DType::f64 ||
                          type.element == DType::bf16 || type.element == DType::f16;
    std::size_t next = 0;
    auto one = [&](double value) {
      if (type.element == DType::i1)
        return std::string(value != 0 ? "true" : "false");
      return isNumber ? toText(value) : std::to_string(static_cast<std::int64_t>(value));
    };
    if (elementCount(type.shape) == 0)
      return "dense<[]>";
    if (op.literal.size() == 1)
      return "dense<" + one(op.literal[0]) + ">";
    std::function<std::string(std::size_t)> nested = [&](std::size_t axis) {
      if (axis == type.shape.size())
        return one(op.literal[next++]);
      std::string text = "[";
      for (std::int64_t i = 0; i < type.shape[axis]; ++i)
        text += (i ? ", " : "") + nested(axis + 1);
      return text + "]";
    };
    return "dense<" + nested(0) + ">";
  }

  const Function &function;
  std::map<ValueId, std::string> names;
};
} // namespace

const Function *Module::find(std::string_view name) const {
  for (const Function &function : functions)
    if (function.name == name)
      return &function;
  return nullptr;
}
const Variable *Module::findVariable(std::string_view name) const {
  for (const Variable &variable : variables)
    if (variable.name == name)
      return &variable;
  return nullptr;
}

std::string Module::text() const {
  std::string text = "module @m {\n";
  for (const Variable &variable : variables)
    text += "nn.variable @" + variable.name + " : " + toString(variable.type) + " init #nn.zeros\n";
  for (const Function &function : functions)
    text += Printer(function).print();
  return text + "}\n";
}

} // namespace dlc::fuzz
