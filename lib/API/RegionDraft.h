// An op with regions while functions of the user write them. The regions of an op are isolated: what they use
// from around becomes a capture. Where they change no state, in loops and branches, the variables that they
// read are read in front of the op, and those that they assign become values that the op carries or returns,
// and that are assigned behind it.
#pragma once

#include "API/BuilderImpl.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <optional>

namespace dlc {

class RegionDraft {
public:
  struct Argument {
    mlir::Type type;
    llvm::StringRef name;
  };
  /// Where carried values end, among the arguments of a loop's body and among the values that it yields.
  struct Carried {
    unsigned arguments, yielded;
  };

  RegionDraft(Function::Impl &function, llvm::StringRef op, unsigned regions);
  /// Leaves the region that is being written. Of an op that was not completed nothing is left.
  ~RegionDraft();
  RegionDraft(const RegionDraft &) = delete;
  RegionDraft &operator=(const RegionDraft &) = delete;

  /// From here on, what the function is asked for is written into this region.
  Values begin(unsigned region, llvm::ArrayRef<Argument> arguments = {});
  /// Ends the region with what it yields.
  void end(const Values &yielded);
  mlir::TypeRange yieldedTypes(unsigned region) const;

  /// Takes variables out of the regions of a loop or a branch. One that they assign is, of a loop, one more
  /// carried value, and one more yielded value in any case. Returns the former, in front of the op.
  llvm::SmallVector<mlir::Value> liftVariables(std::optional<Carried> carried = {});
  /// Gives each region an argument for every value from around them that one of them uses; these values.
  llvm::SmallVector<mlir::Value> capture();

  /// Where the op is made, and of which regions.
  mlir::OpBuilder builder() const { return mlir::OpBuilder(draft); }
  std::unique_ptr<mlir::Region> take(unsigned region);
  /// Puts the op in the draft's place, verified, and assigns lifted variables, which are its results from
  /// `lifted` on. The others, named after what is yielded from `yielded` on.
  Values complete(mlir::Operation *op, unsigned lifted, unsigned yielded = 0);

private:
  void leave();
  void checkCalls(const llvm::StringSet<> &assigned);
  mlir::Value before(nn::VariableOp variable);
  /// Gives the reads in a region the values that their variables have there; in the end, `values` are the
  /// last.
  void resolve(mlir::Block &block, llvm::StringMap<mlir::Value> &values);

  Function::Impl &function;
  mlir::Region *around;
  std::map<std::string, mlir::Value> current;
  std::string comment;
  mlir::Operation *draft;
  bool lifts; ///< regions change no state
  llvm::SmallVector<nn::VariableOp> lifted;
};

} // namespace dlc
