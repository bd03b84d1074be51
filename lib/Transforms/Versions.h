// The versions of variables within a function, while their reads and assignments become values.
#pragma once

#include "NN/NN.h"

#include "llvm/ADT/MapVector.h"

namespace dlc {
class Versions {
public:
  struct Variable {
    llvm::SmallVector<mlir::Value> values; // the last one is current
    std::optional<mlir::Location> written; // where the current one was assigned
  };

  /// Variables come in the order of the module, and stay in it.
  void begin(mlir::StringAttr name, mlir::Value value) { state[name].values.push_back(value); }
  const Variable &of(mlir::StringAttr name) const { return state.find(name)->second; }
  mlir::Value current(mlir::StringAttr name) const { return of(name).values.back(); }
  mlir::Value current(nn::VariableOp variable) const { return current(variable.getSymNameAttr()); }

  void assign(mlir::StringAttr name, mlir::Value value, mlir::Operation *writer) {
    state[name].values.push_back(value);
    state[name].written = writer->getLoc();
  }
  void assign(nn::VariableOp variable, mlir::Value value, mlir::Operation *writer) {
    assign(variable.getSymNameAttr(), value, writer);
  }

  auto begin() const { return state.begin(); }
  auto end() const { return state.end(); }

private:
  llvm::MapVector<mlir::StringAttr, Variable> state;
};
} // namespace dlc
