// Gives every function buffers for what it takes and returns, and computes the next version of each variable
// in the variable's own buffer. Before bufferization, which then finds nothing to copy.
//
// In: func.func over tensors with nn.state_arguments and nn.state_results. Out: func.func over memrefs, no
// results.
//
// Bufferization sees conflicts between operations on tensors, but not between what is stored into buffers at
// the end: that order is kept here. Outputs are stored first, then variables; a variable that becomes what
// another one was gets it from a copy. Only what becomes a variable's own next version may be computed where
// the variable lies: anything else that starts from it, such as the state of a loop, starts from a copy.
#include "Codegen/EntryPoints/Hooks.h"
#include "Codegen/Memory/InPlace.h"
#include "Codegen/Passes.h"

#include "NN/NN.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_PLACERESULTS
#include "Codegen/Passes.h.inc"

namespace {
MemRefType bufferOf(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return MemRefType::get(tensor.getShape(), tensor.getElementType());
}

SmallVector<StringRef> namesOf(func::FuncOp function, StringRef attribute) {
  SmallVector<StringRef> names;
  if (auto symbols = function->getAttrOfType<ArrayAttr>(attribute))
    for (auto symbol : symbols.getAsRange<FlatSymbolRefAttr>())
      names.push_back(symbol.getValue());
  return names;
}

class Placement {
public:
  explicit Placement(func::FuncOp function)
      : function(function), body(function.getBody().front()), b(function) {}

  void run() {
    auto terminator = cast<func::ReturnOp>(body.getTerminator());
    SmallVector<StringRef> stateArguments = namesOf(function, kStateArguments);
    SmallVector<StringRef> stateResults = namesOf(function, kStateResults);
    size_t stateStart = body.getNumArguments() - stateArguments.size();
    size_t outputs = terminator.getNumOperands() - stateResults.size();

    // Outputs stand between inputs and variables.
    SmallVector<DictionaryAttr> attributes(body.getNumArguments());
    for (size_t i = 0; i < attributes.size(); ++i)
      attributes[i] = kept(body.getArgument(i).getType(), function.getArgAttrDict(i));
    for (size_t i = 0; i < outputs; ++i) {
      body.insertArgument(stateStart + i, bufferOf(terminator.getOperand(i).getType()), function.getLoc());
      NamedAttrList ofOutput(kept(terminator.getOperand(i).getType(), function.getResultAttrDict(i)));
      ofOutput.set(kResult, b.getI64IntegerAttr(static_cast<int64_t>(i)));
      attributes.insert(attributes.begin() + stateStart + i, ofOutput.getDictionary(b.getContext()));
    }
    b.setInsertionPointToStart(&body);
    for (BlockArgument argument : body.getArguments()) {
      auto type = dyn_cast<RankedTensorType>(argument.getType());
      if (!type)
        continue;
      argument.setType(bufferOf(type));
      auto value = bufferization::ToTensorOp::create(b, function.getLoc(), type, argument, /*restrict=*/true);
      argument.replaceAllUsesExcept(value, value);
      tensors[argument] = value;
    }

    SmallVector<Value> results(terminator.getOperands());
    terminator->setOperands({});
    SmallVector<std::pair<Value, BlockArgument>> versions;
    for (auto [name, value] : llvm::zip_equal(stateResults, ArrayRef(results).drop_front(outputs))) {
      size_t which = llvm::find(stateArguments, name) - stateArguments.begin();
      BlockArgument buffer = body.getArgument(stateStart + outputs + which);
      if (value != tensors.lookup(buffer))
        versions.emplace_back(value, buffer);
    }
    // What may lie where a variable does that gets a next version.
    llvm::DenseMap<Value, SmallVector<BlockArgument>> sharing;
    for (auto [value, buffer] : versions) {
      llvm::DenseSet<Value> values;
      codegen::addValuesInPlaceOf(tensors.lookup(buffer), values);
      for (Value each : values)
        sharing[each].push_back(buffer);
    }
    for (auto &[value, buffer] : versions)
      if (isUpdated(value, tensors.lookup(buffer)))
        allowWriting(tensors.lookup(buffer));
      else if (!copyIfOverwritten(value, buffer, sharing))
        placeNextVersion(value, buffer);
    for (size_t i = 0; i < outputs; ++i)
      materialize(results[i], body.getArgument(stateStart + i), terminator, /*restrict=*/true);
    for (auto [value, buffer] : versions) {
      auto scalars = value.getDefiningOp<tensor::FromElementsOp>();
      materialize(scalars ? insertScalars(scalars, tensors.lookup(buffer)) : value, buffer, terminator,
                  /*restrict=*/false);
    }
    function.removeResAttrsAttr();
    function.removeArgAttrsAttr();
    function.setFunctionType(b.getFunctionType(body.getArgumentTypes(), {}));
    if (llvm::any_of(attributes, [](DictionaryAttr each) { return !each.empty(); }))
      function.setAllArgAttrs(attributes);
  }

private:
  /// What later passes read of an argument: which named size it is, or its own sizes. Without either it is,
  /// or has, the batch.
  DictionaryAttr kept(Type type, DictionaryAttr attributes) {
    StringRef name = isa<IndexType>(type) ? StringRef("nn.name") : StringRef(kSizes);
    Attribute value = attributes ? attributes.get(name) : Attribute();
    if (!value || value == b.getStringAttr(nn::kBatch))
      return b.getDictionaryAttr({});
    return b.getDictionaryAttr(b.getNamedAttr(name, value));
  }

  void materialize(Value value, BlockArgument buffer, Operation *before, bool restrict) {
    b.setInsertionPoint(before);
    bufferization::MaterializeInDestinationOp::create(b, value.getLoc(), Type(), value, buffer, restrict,
                                                      /*writable=*/true);
  }

  /// Copies a next version that is what another variable was, or was updated to, if that one is overwritten
  /// too.
  bool copyIfOverwritten(Value &value, BlockArgument buffer,
                         const llvm::DenseMap<Value, SmallVector<BlockArgument>> &sharing) {
    bool overwritten =
        llvm::any_of(sharing.lookup(value), [&](BlockArgument other) { return other != buffer; });
    if (!overwritten)
      return false;
    b.setInsertionPointAfterValue(value);
    value = bufferization::AllocTensorOp::create(b, value.getLoc(), cast<RankedTensorType>(value.getType()),
                                                 ValueRange(), /*copy=*/value);
    return true;
  }

  static void allowWriting(Value variable) {
    variable.getDefiningOp<bufferization::ToTensorOp>().setWritable(true);
  }

  /// Whether a next version is the variable after one chain of updates, and nothing else starts from it.
  static bool isUpdated(Value value, Value variable) {
    OpOperand *start = codegen::startOf(value);
    while (start && start->get() != variable)
      start = codegen::startOf(start->get());
    return start && llvm::all_of(variable.getUses(), [&](OpOperand &use) {
             return &use == start || llvm::none_of(use.getOwner()->getResults(), [&](Value result) {
               return codegen::startOf(result) == &use;
             });
           });
  }

  /// Lets the op that computes the next version write into the variable, after whatever else reads the
  /// variable. A value that is no loop's own, or is read again (two variables become it), is copied at the
  /// end.
  void placeNextVersion(Value value, BlockArgument buffer) {
    Value variable = tensors.lookup(buffer);
    auto writer = value.getDefiningOp<DestinationStyleOpInterface>();
    auto result = dyn_cast<OpResult>(value);
    OpOperand *init = writer && result ? writer.getTiedOpOperand(result) : nullptr;
    if (!init || !init->get().getDefiningOp<tensor::EmptyOp>())
      return;
    if (value.use_empty()) {
      init->set(variable);
      allowWriting(variable);
      moveAfterLastRead(writer, variable);
    } else if (!isReadAfter(writer, variable)) {
      init->set(variable); // who reads the new version finds it there
      allowWriting(variable);
    }
  }

  /// A variable put together from a few scalars, as the state of random numbers is: each is stored where it
  /// belongs, behind all that reads the variable.
  Value insertScalars(tensor::FromElementsOp scalars, Value variable) {
    b.setInsertionPoint(body.getTerminator());
    ArrayRef<int64_t> shape = scalars.getType().getShape();
    allowWriting(variable);
    Value next = variable;
    for (auto [i, scalar] : llvm::enumerate(scalars.getElements())) {
      SmallVector<Value> indices;
      for (int64_t index : delinearize(i, computeStrides(shape)))
        indices.push_back(arith::ConstantIndexOp::create(b, scalars.getLoc(), index));
      next = tensor::InsertOp::create(b, scalars.getLoc(), scalar, next, indices);
    }
    return next;
  }

  bool isReadAfter(Operation *writer, Value variable) {
    return llvm::any_of(variable.getUsers(), [&](Operation *user) {
      Operation *ancestor = body.findAncestorOpInBlock(*user);
      return ancestor && writer->isBeforeInBlock(ancestor);
    });
  }

  void moveAfterLastRead(Operation *writer, Value variable) {
    Operation *last = writer;
    for (Operation *user : variable.getUsers()) {
      Operation *ancestor = body.findAncestorOpInBlock(*user);
      if (user != writer && ancestor && last->isBeforeInBlock(ancestor))
        last = ancestor;
    }
    bool usedBefore = llvm::any_of(writer->getUsers(), [&](Operation *user) {
      return !last->isBeforeInBlock(body.findAncestorOpInBlock(*user));
    });
    if (last != writer && !usedBefore && !last->hasTrait<OpTrait::IsTerminator>())
      writer->moveAfter(last);
  }

  func::FuncOp function;
  Block &body;
  OpBuilder b;
  llvm::DenseMap<Value, Value> tensors;
};

struct PlaceResults : impl::PlaceResultsBase<PlaceResults> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal())
        Placement(function).run();
  }
};
} // namespace
} // namespace dlc
