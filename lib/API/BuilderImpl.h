// What stands behind dlc::Builder and dlc::Function: a module that grows op by op. Each op is verified when
// it is made, so that an error appears at the call that caused it.
#pragma once

#include "dlc/Builder.h"

#include "API/ModuleText.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include <map>
#include <optional>

namespace dlc {

struct Builder::Impl {
  std::string name;
  mutable mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  mlir::OwningOpRef<mlir::ModuleOp> module;
  Annotations annotations;
  std::vector<std::unique_ptr<Function>> functions; // in the order of the text

  Function *find(llvm::StringRef function) const;
  Function &make(const std::string &function, std::string comment, bool isPrivate);
  /// The op that declares a variable, made if there is none; Error, in the name of `where`, if it has another
  /// type or role.
  nn::VariableOp variable(const std::string &where, const std::string &variable, mlir::RankedTensorType type,
                          const Initializer &initializer, VariableRole role);
  /// Null if there is none of that name.
  nn::VariableOp findVariable(llvm::StringRef name) const;
};

struct Function::Impl {
  Function *self = nullptr;
  Builder::Impl *graph = nullptr;
  nn::FuncOp function;
  mlir::Region *region = nullptr; // of an op that is being written; null in the function's own body
  std::vector<std::string> outputNames;
  std::vector<mlir::Value> outputs;
  std::map<std::string, mlir::Value>
      current;       // the value of each variable that was read and not assigned since
  std::string layer; // that is being built, for messages
  std::string nextComment;
  llvm::DenseMap<mlir::Value, std::string> layers; // what activations of a layer are named after
  llvm::DenseSet<mlir::Value> named;               // by the user
  mlir::Block discarded; // ops that are no part of the network any more, and whose values the user may hold

  std::string where() const;
  [[noreturn]] void fail(const std::string &message) const;
  /// The module's own handle of a public value, which must be of this function, and of the region that is
  /// being written or of one around it.
  mlir::Value unwrap(Value value) const;
  llvm::SmallVector<mlir::Value> unwrap(const Values &values) const;
  Value wrap(mlir::Value value) { return Value(self, value.getAsOpaquePointer()); }
  /// What a value is called, before values that want the same name are numbered.
  std::string nameOf(mlir::Value value) const;
  mlir::RankedTensorType tensorType(DType dtype, const Shape &shape) const;
  mlir::OpBuilder builder() const;
  mlir::NamedAttribute attribute(llvm::StringRef name, mlir::Attribute value) const;
  mlir::NamedAttribute integer(llvm::StringRef name, int64_t value) const;
  mlir::NamedAttribute real(llvm::StringRef name, double value) const;
  mlir::NamedAttribute unit(llvm::StringRef name) const;
  mlir::NamedAttribute integers(llvm::StringRef name, llvm::ArrayRef<int64_t> values) const;

  /// Appends an op, verified; infers its result types where none are given. Throws Error with the verifier's
  /// message.
  mlir::Operation *emit(llvm::StringRef op, mlir::ValueRange operands,
                        llvm::ArrayRef<mlir::NamedAttribute> attributes = {},
                        std::optional<llvm::ArrayRef<mlir::Type>> types = std::nullopt);
  /// The same for an op of one result, which is named after the op, and after its layer if the operand is of
  /// one.
  Value value(llvm::StringRef op, mlir::ValueRange operands,
              llvm::ArrayRef<mlir::NamedAttribute> attributes = {},
              std::optional<mlir::Type> type = std::nullopt);
  /// Emits nn.rnn, nn.lstm or nn.gru.
  mlir::Operation *recurrent(llvm::StringRef op, Value x, const RecurrentWeights &weights,
                             const RecurrentOptions &options);
  RecurrentWeights recurrentWeights(Value x, const std::string &name, std::int64_t gates, std::int64_t units,
                                    const RecurrentOptions &options);
  /// What a layer of this name gives that is computed by one of them.
  Recurrent layerOf(mlir::Operation *layer, const std::string &name);
  Lstm lstmOf(mlir::Operation *layer, const std::string &name);
  void requireRank(Value x, std::size_t rank, const std::string &axes) const;
  /// Names a result of a layer.
  Value ofLayer(Value value, const std::string &name);
  mlir::Value read(const std::string &variable, mlir::RankedTensorType type, const Initializer &initializer,
                   VariableRole role = VariableRole::Parameter);
  /// What is read of a variable here.
  mlir::Value currentValue(nn::VariableOp variable);
  void assign(const std::string &variable, mlir::Value value);
  /// A loop; `condition` may be null.
  Values loop(std::int64_t bound, const Values &carried,
              const std::function<Value(const Values &)> &condition,
              const std::function<Values(Value, const Values &)> &body);
  /// The loop or branch in whose body ops are being written, or null.
  mlir::Operation *body() const;
  void discard(mlir::Operation *op);
  Value wrapNamed(mlir::Operation *op, unsigned result, const std::string &name);
  /// Attributes of windows, those at their defaults left out.
  llvm::SmallVector<mlir::NamedAttribute> window(const std::vector<std::int64_t> &strides,
                                                 const std::vector<std::int64_t> &pads,
                                                 const std::vector<std::int64_t> &dilations) const;
  Value pool(llvm::StringRef op, Value x, const std::vector<std::int64_t> &kernel, const PoolOptions &options,
             llvm::ArrayRef<mlir::NamedAttribute> more = {});
  Value affineNorm(llvm::StringRef op, Value x, const ScaleAndBias &weights,
                   llvm::SmallVector<mlir::NamedAttribute> attributes, double epsilon);
  /// Variables of a normalisation, those that it has.
  ScaleAndBias scaleAndBias(Value x, const std::string &name, const Shape &shape, bool scale, bool bias);
  Value reduce(llvm::StringRef op, Value x, const std::vector<std::int64_t> &axes, bool keepDimensions);
  Value scatter(llvm::StringRef op, Value data, Value indices, Value updates, mlir::NamedAttribute where,
                Scatter reduction);
  Value loss(llvm::StringRef op, llvm::ArrayRef<Value> operands,
             llvm::SmallVector<mlir::NamedAttribute> attributes, Reduction reduction,
             const std::string &name);
  Value classLoss(llvm::StringRef op, Value scores, Value labels, const CrossEntropyOptions &options,
                  const std::string &name);
  Value shift(nn::ShiftDirection direction, Value x, Value bits);
  /// The current key and counter of @state, which is made if there is none of that name.
  mlir::Value randomState(const std::string &state);
  /// A random op, whose second result becomes the next state. `type` where it is not inferred.
  Value draw(llvm::StringRef op, const std::string &state, std::optional<Value> operand = {},
             llvm::ArrayRef<mlir::NamedAttribute> attributes = {}, mlir::Type type = {});
  /// Gives the op the type and the result names that the function has by now.
  void finish();
};

/// For as long as a layer is being written, messages name it.
class LayerScope {
public:
  LayerScope(Function::Impl &impl, const std::string &name);
  ~LayerScope();
  LayerScope(const LayerScope &) = delete;
  LayerScope &operator=(const LayerScope &) = delete;

private:
  Function::Impl &impl;
};

mlir::Attribute initializerAttribute(mlir::MLIRContext &context, const Initializer &initializer,
                                     mlir::Type element);
/// Throws Error unless `name` may be one of the text and of C.
void checkName(const std::string &what, const std::string &name, bool allowDots);

} // namespace dlc
