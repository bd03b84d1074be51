#include "Reduce.h"
#include "Generator.h"
#include "Interpreter.h"
#include "Operators.h"

#include <algorithm>
#include <set>

namespace dlc::fuzz {

namespace {
class Reducer {
public:
  Reducer(Module module, const std::function<bool(const Module &)> &stillFails, int budget)
      : module(std::move(module)), stillFails(stillFails), budget(budget) {}

  Module run() {
    for (bool smaller = true; smaller && budget > 0;) {
      smaller = false;
      for (auto step :
           {&Reducer::dropFunctions, &Reducer::dropReturns, &Reducer::replaceOps, &Reducer::skipOps,
            &Reducer::shrinkSizes, &Reducer::dropAttributes, &Reducer::dropBodyOps})
        smaller |= (this->*step)();
    }
    return module;
  }

private:
  // Keeps the change if the fault is still there.
  bool attempt(Module changed) {
    if (budget <= 0 || !settle(changed) || changed.text() == module.text())
      return false;
    --budget;
    if (!stillFails(changed))
      return false;
    module = std::move(changed);
    return true;
  }

  // Removes what nobody uses and infers all types again; false if the module is not well-formed.
  static bool settle(Module &module) {
    std::set<std::string> called;
    for (Function &function : module.functions)
      eachOp(function.ops, [&](const Op &op) { called.insert(op.prefix); });
    for (Function &function : module.functions)
      removeDead(function, called.contains("@" + function.name));
    try {
      for (Function &function : module.functions)
        infer(module, function);
    } catch (const NotWellFormed &) {
      return false;
    } catch (const std::exception &) {
      return false;
    }
    std::set<std::string> used;
    for (Function &function : module.functions)
      eachOp(function.ops, [&](const Op &op) { used.insert(op.prefix); });
    std::erase_if(module.variables, [&](const Variable &v) { return !used.contains("@" + v.name); });
    std::erase_if(module.functions,
                  [&](const Function &f) { return f.isPrivate && !used.contains("@" + f.name); });
    return !module.functions.empty();
  }

  static void removeDead(Function &function, bool isCalled) {
    std::set<ValueId> used(function.returns.begin(), function.returns.end());
    for (std::size_t i = function.ops.size(); i-- > 0;) {
      const Op &op = function.ops[i];
      const bool needed = op.name == "assign" || std::any_of(op.results.begin(), op.results.end(),
                                                             [&](ValueId v) { return used.contains(v); });
      if (needed)
        used.insert(op.operands.begin(), op.operands.end());
      else
        function.ops.erase(function.ops.begin() + static_cast<std::ptrdiff_t>(i));
    }
    for (std::size_t i = function.arguments.size(); i-- > 0;)
      if (!used.contains(function.arguments[i]) && !isCalled) {
        function.arguments.erase(function.arguments.begin() + static_cast<std::ptrdiff_t>(i));
        function.fillings.erase(function.fillings.begin() + static_cast<std::ptrdiff_t>(i));
      }
  }

  static void infer(const Module &module, Function &function) {
    const bool batched = function.isBatched();
    std::vector<std::vector<Array>> values;
    for (std::int64_t batch : batched ? std::vector<std::int64_t>{2, 3} : std::vector<std::int64_t>{1}) {
      Arithmetic arithmetic;
      Arithmetic::Scope scope(arithmetic);
      State state;
      for (const Variable &variable : module.variables)
        state[variable.name] = fill(variable.type, variable.filling, 1);
      std::vector<Array> all(function.types.size());
      for (std::size_t i = 0; i < function.arguments.size(); ++i)
        all[static_cast<std::size_t>(function.arguments[i])] = fill(
            function.types[static_cast<std::size_t>(function.arguments[i])], function.fillings[i], batch);
      Interpreter interpreter(module, state, batch);
      for (const Op &op : function.ops)
        if (isDerivative(op))
          standIn(op, all);
        else
          interpreter.run(function, op, all);
      values.push_back(std::move(all));
    }
    std::set<ValueId> arguments(function.arguments.begin(), function.arguments.end());
    std::set<ValueId> made;
    eachOp(function.ops, [&](const Op &op) {
      made.insert(op.results.begin(), op.results.end());
      for (const Region &region : op.regions)
        made.insert(region.arguments.begin(), region.arguments.end());
    });
    for (ValueId value : made) {
      const Array &first = values.front()[static_cast<std::size_t>(value)],
                  &last = values.back()[static_cast<std::size_t>(value)];
      if (first.size() != elementCount(first.shape))
        continue; // in a body that does not run
      Type type{first.element, first.shape};
      require(first.shape.size() == last.shape.size());
      for (std::size_t d = 0; d < first.shape.size(); ++d)
        if (first.shape[d] != last.shape[d]) {
          require(d == 0 && first.shape[d] == 2);
          type.shape[d] = batchDimension;
        }
      function.types[static_cast<std::size_t>(value)] = type;
    }
  }

  bool dropFunctions() {
    bool done = false;
    for (std::size_t f = module.functions.size(); f-- > 0;) {
      Module changed = module;
      changed.functions.erase(changed.functions.begin() + static_cast<std::ptrdiff_t>(f));
      bool called = false;
      for (const Function &function : changed.functions)
        eachOp(function.ops, [&](const Op &op) {
          called |= op.name == "call" && op.prefix == "@" + module.functions[f].name;
        });
      if (!called && !changed.functions.empty())
        done |= attempt(std::move(changed));
    }
    return done;
  }

  bool dropReturns() {
    bool done = false;
    for (std::size_t f = 0; f < module.functions.size(); ++f)
      for (std::size_t i = module.functions[f].returns.size(); i-- > 0;) {
        Module changed = module;
        auto &returns = changed.functions[f].returns;
        if (i >= returns.size() || returns.size() < 2)
          continue;
        returns.erase(returns.begin() + static_cast<std::ptrdiff_t>(i));
        done |= attempt(std::move(changed));
        if (f >= module.functions.size())
          break;
      }
    return done;
  }

  // Calls visit(function, op) for each op, the last one first, as long as it is there; whether one of the
  // calls made the module smaller.
  template <typename Visit> bool eachPlace(Visit visit) {
    bool done = false;
    for (std::size_t f = 0; f < module.functions.size(); ++f)
      for (std::size_t i = module.functions[f].ops.size(); i-- > 0;)
        if (f < module.functions.size() && i < module.functions[f].ops.size())
          done |= visit(f, i);
    return done;
  }

  static void erase(std::vector<Op> &ops, std::size_t i) {
    ops.erase(ops.begin() + static_cast<std::ptrdiff_t>(i));
  }

  // Whether one of the values was among the ids.
  static bool replace(std::vector<ValueId> &ids, const std::vector<ValueId> &values, ValueId by) {
    bool found = false;
    for (ValueId &id : ids)
      if (std::find(values.begin(), values.end(), id) != values.end())
        found = true, id = by;
    return found;
  }

  // An op's results come from outside.
  bool replaceOps() {
    return eachPlace([&](std::size_t f, std::size_t i) {
      const Op op = module.functions[f].ops[i];
      if (op.results.empty() || isDerivative(op) || op.name == "read")
        return false;
      Module changed = module;
      Function &function = changed.functions[f];
      erase(function.ops, i);
      for (ValueId result : op.results) {
        const bool floats = isFloat(function.types[static_cast<std::size_t>(result)].element);
        function.arguments.push_back(result);
        function.fillings.push_back({.low = floats ? 0.25 : 0.0,
                                     .high = floats ? 2.0 : 0.0,
                                     .seed = static_cast<std::uint64_t>(result) + 1});
      }
      return attempt(std::move(changed));
    });
  }

  // What uses an op's result uses its operand.
  bool skipOps() {
    return eachPlace([&](std::size_t f, std::size_t i) {
      const Op op = module.functions[f].ops[i];
      if (op.results.size() != 1 || isDerivative(op))
        return false;
      return std::any_of(op.operands.begin(), op.operands.end(), [&](ValueId operand) {
        Module changed = module;
        Function &function = changed.functions[f];
        erase(function.ops, i);
        for (Op &other : function.ops)
          replace(other.operands, op.results, operand);
        replace(function.returns, op.results, operand);
        return attempt(std::move(changed));
      });
    });
  }

  // One size everywhere at once: of arguments, variables, constants and declared types.
  bool shrinkSizes() {
    std::set<std::int64_t> sizes;
    for (const Function &function : module.functions)
      for (ValueId argument : function.arguments)
        sizes.insert(function.types[static_cast<std::size_t>(argument)].shape.begin(),
                     function.types[static_cast<std::size_t>(argument)].shape.end());
    for (const Variable &variable : module.variables)
      sizes.insert(variable.type.shape.begin(), variable.type.shape.end());
    bool done = false;
    for (auto size = sizes.rbegin(); size != sizes.rend(); ++size)
      for (std::int64_t smaller : {std::int64_t(1), std::int64_t(2), *size / 2, *size - 1}) {
        if (*size <= 1 || smaller >= *size || smaller < 1)
          continue;
        Module changed = module;
        auto shrink = [&](Type &type) { std::replace(type.shape.begin(), type.shape.end(), *size, smaller); };
        for (Variable &variable : changed.variables)
          shrink(variable.type);
        for (Function &function : changed.functions) {
          for (ValueId argument : function.arguments)
            shrink(function.types[static_cast<std::size_t>(argument)]);
          eachOp(function.ops, [&](Op &op) { shrink(op.declared); });
        }
        if (attempt(std::move(changed))) {
          done = true;
          break;
        }
      }
    return done;
  }

  bool dropAttributes() {
    static const std::set<std::string> needed = {
        "axis", "to",    "length",    "kernel_shape", "axes", "perm", "repeats",     "starts",     "ends",
        "k",    "split", "blocksize", "num_groups",   "size", "pads", "image_shape", "block_shape"};
    return eachPlace([&](std::size_t f, std::size_t i) {
      bool done = false;
      for (std::size_t a = module.functions[f].ops[i].attributes.size(); a-- > 0;) {
        Module changed = module;
        auto &attributes = changed.functions[f].ops[i].attributes;
        if (needed.contains(attributes[a].key))
          continue;
        attributes.erase(attributes.begin() + static_cast<std::ptrdiff_t>(a));
        if (attempt(std::move(changed))) {
          done = true;
          break; // the op may be another one now
        }
      }
      return done;
    });
  }

  // In bodies: what uses an op's result uses an operand.
  bool dropBodyOps() {
    return eachPlace([&](std::size_t f, std::size_t i) {
      for (std::size_t r = 0; r < module.functions[f].ops[i].regions.size(); ++r)
        for (std::size_t o = module.functions[f].ops[i].regions[r].ops.size(); o-- > 0;) {
          const Op op = module.functions[f].ops[i].regions[r].ops[o];
          // One that nobody uses goes too.
          const std::vector<ValueId> choices = op.operands.empty() ? std::vector<ValueId>{-1} : op.operands;
          for (ValueId operand : choices) {
            Module changed = module;
            Region &region = changed.functions[f].ops[i].regions[r];
            erase(region.ops, o);
            bool used = replace(region.yields, op.results, operand);
            for (Op &other : region.ops)
              used |= replace(other.operands, op.results, operand);
            if (used && operand < 0)
              break;
            if (attempt(std::move(changed)))
              return true;
          }
        }
      return false;
    });
  }

  Module module;
  const std::function<bool(const Module &)> &stillFails;
  int budget;
};
} // namespace

Module reduce(Module module, const std::function<bool(const Module &)> &stillFails, int budget) {
  return Reducer(std::move(module), stillFails, budget).run();
}

} // namespace dlc::fuzz
