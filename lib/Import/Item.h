// What a name of an ONNX graph stands for while it is imported.
#pragma once

#include "Import/Numbers.h"

#include "mlir/IR/Value.h"

#include <memory>
#include <string>

namespace dlc::importer {

struct Item;
using Ref = std::shared_ptr<Item>;

/// A tensor that is an SSA value, a constant, or elements that are known one by one; or a sequence of such,
/// whose length is known; or, as an optional is, nothing.
struct Item {
  nn::SizedTensorType type;         ///< null: no tensor
  mlir::Value value;                ///< null: made where it is needed (Scope::valueOf)
  mlir::DenseElementsAttr constant; ///< of any size
  std::optional<Known> elements;    ///< few
  std::shared_ptr<std::vector<Ref>> sequence;
  unsigned packedBits =
      0;                 ///< of a constant of integers of which a byte holds several; here they have one each
  std::string name;      ///< of a constant, in the file; may be empty
  bool isWeight = false; ///< a constant of the file that may become a variable
  bool isBuffer = false; ///< if it does, one that is not trained
  bool isNothing = false; ///< an empty optional
  bool isFailed = false;  ///< of a node that could not be imported

  /// The elements, if they are known and few.
  const Known *known();

private:
  bool isAsked = false;
};

/// Each element of a sequence is a value of its own, and each node that changes one copies it.
inline constexpr int64_t mostOfSequence = 1 << 12;

Ref itemOf(mlir::Value value);
Ref itemOf(mlir::DenseElementsAttr constant);
Ref itemOf(Known known);
Ref itemOf(std::vector<Ref> sequence);

} // namespace dlc::importer
