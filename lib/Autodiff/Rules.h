// The derivative rules, by op name. They are attached from outside the dialect, one table per op category
// (Rules/), so that a language says what an op means and this library alone how to differentiate it.
#pragma once

#include "Autodiff/Emitter.h"

#include "llvm/ADT/StringMap.h"

#include <functional>
#include <type_traits>

namespace dlc::autodiff {
/// Adjoints of an op's operands, in their order; null where the op contributes nothing.
using Adjoints = llvm::SmallVector<mlir::Value>;

struct Rule {
  /// From the adjoints of the op's results (null: zero) to those of its operands; at least one result has
  /// one. Fails, and says so, where a rule is missing in a body of the op.
  std::function<mlir::FailureOr<Adjoints>(mlir::Operation *, llvm::ArrayRef<mlir::Value>, Emitter &)> apply;
  /// Why the derivative is zero everywhere, for an op without `apply`.
  llvm::StringRef whyZero;
  /// For an op that has a derivative in another form only: its results, written as other ops. Empty: this one
  /// has it.
  std::function<llvm::SmallVector<mlir::Value>(mlir::Operation *, nn::Composer &)> rewrite;
  /// Whether the rule is one for this op, with its attributes; if not, the op is decomposed. Null: always.
  std::function<bool(mlir::Operation *)> applies;
};

class RuleTable {
public:
  /// Rule of an op with several results: they may have no adjoint.
  template <typename Op>
  void addMultiResult(Adjoints (*rule)(Op op, llvm::ArrayRef<mlir::Value> adjoints, Emitter &emit)) {
    rules[Op::getOperationName()].apply = [rule](mlir::Operation *op, llvm::ArrayRef<mlir::Value> adjoints,
                                                 Emitter &emit) {
      return rule(mlir::cast<Op>(op), adjoints, emit);
    };
  }
  /// Rule of an op with one result.
  template <typename Op> void add(Adjoints (*rule)(Op op, mlir::Value adjoint, Emitter &emit)) {
    rules[Op::getOperationName()].apply = [rule](mlir::Operation *op, llvm::ArrayRef<mlir::Value> adjoints,
                                                 Emitter &emit) {
      return rule(mlir::cast<Op>(op), adjoints.front(), emit);
    };
  }
  /// Rule of an op with one result, for those of its forms that `applies` accepts.
  template <typename Op>
  void add(Adjoints (*rule)(Op op, mlir::Value adjoint, Emitter &emit),
           std::type_identity_t<bool (*)(Op op)> applies) {
    add(rule);
    rules[Op::getOperationName()].applies = [applies](mlir::Operation *op) {
      return applies(mlir::cast<Op>(op));
    };
  }
  /// Rule of an op with bodies, in which a rule may be missing.
  template <typename Op>
  void addControl(mlir::FailureOr<Adjoints> (*rule)(Op op, llvm::ArrayRef<mlir::Value> adjoints,
                                                    Emitter &emit)) {
    rules[Op::getOperationName()].apply = [rule](mlir::Operation *op, llvm::ArrayRef<mlir::Value> adjoints,
                                                 Emitter &emit) {
      return rule(mlir::cast<Op>(op), adjoints, emit);
    };
  }
  /// Another form of an op that has a rule, or nothing where the op can stay.
  template <typename Op>
  void addRewrite(llvm::SmallVector<mlir::Value> (*rewrite)(Op op, nn::Composer &compose)) {
    rules[Op::getOperationName()].rewrite = [rewrite](mlir::Operation *op, nn::Composer &compose) {
      return rewrite(mlir::cast<Op>(op), compose);
    };
  }
  /// An op through which no derivative flows, and why.
  template <typename Op> void addZero(llvm::StringRef why) { rules[Op::getOperationName()].whyZero = why; }

  const Rule *find(mlir::Operation *op) const;
  /// Whether the table says that no derivative flows through the op.
  bool isZero(mlir::Operation *op) const;

private:
  llvm::StringMap<Rule> rules;
};

/// All rules, of every category.
const RuleTable &rules();

void addElementwiseRules(RuleTable &table);
void addContractionRules(RuleTable &table);
void addConvolutionRules(RuleTable &table);
void addPoolingRules(RuleTable &table);
void addNormalizationRules(RuleTable &table);
void addAttentionRules(RuleTable &table);
void addReductionRules(RuleTable &table);
void addShapeRules(RuleTable &table);
void addIndexingRules(RuleTable &table);
void addLossRules(RuleTable &table);
void addControlRules(RuleTable &table);
} // namespace dlc::autodiff
