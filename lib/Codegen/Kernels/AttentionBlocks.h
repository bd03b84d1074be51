// What attention and its gradients have in common: a block of queries against a block of keys, whose scores
// stay in a core's caches. Scores are kept as [keys, queries]: keys are rows of the tiles, read where they
// are, and queries are lanes, so that maxima and sums over keys need nothing but vectors. Queries are copied
// once a block, to the columns of a matrix.
#pragma once

#include "Codegen/Kernels/VectorTile.h"

namespace dlc::codegen {
/// One operand of attention with heads in front of rows: [batch, heads, length, size].
class Heads {
public:
  /// `isLengthFirst`: the buffer is [batch, length, heads, size].
  Heads(TileBuilder &b, mlir::Value buffer, bool isLengthFirst);

  mlir::Value batch(TileBuilder &b) const { return b.size(buffer, 0); }
  mlir::Value length(TileBuilder &b) const { return b.size(buffer, 2); }
  int64_t knownLength() const { return type().getDimSize(2); } ///< or dynamic
  /// What divides the length, and so the rows of every block of it.
  int64_t multiple() const {
    return !mlir::ShapedType::isDynamic(knownLength()) && knownLength() % 4 == 0 ? 4 : 1;
  }
  int64_t heads() const { return type().getDimSize(1); }
  int64_t size() const { return type().getDimSize(3); }
  mlir::Type element() const { return type().getElementType(); }
  /// The matrix [length, size] of one head.
  mlir::Value matrix(TileBuilder &b, mlir::Value batch, mlir::Value head) const;

private:
  mlir::MemRefType type() const { return llvm::cast<mlir::MemRefType>(buffer.getType()); }

  mlir::Value buffer;
};

/// What is added to the scores of all heads, or nothing: [batch, heads, queries, keys], of which all but the
/// last may be 1.
class AttentionMask {
public:
  explicit AttentionMask(mlir::Value buffer) : buffer(buffer) {} ///< or null

  explicit operator bool() const { return bool(buffer); }
  /// Whether all queries have one row.
  bool isOfKeys() const { return type().getDimSize(2) == 1; }
  /// The matrix [queries, count] of one head, or its row, from a key on.
  mlir::Value matrix(TileBuilder &b, mlir::Value batch, mlir::Value head, mlir::Value firstKey,
                     mlir::Value count) const;

private:
  mlir::MemRefType type() const { return llvm::cast<mlir::MemRefType>(buffer.getType()); }

  mlir::Value buffer;
};

/// Rows first … of a matrix; `count` is a number or a value.
mlir::Value rowsOf(TileBuilder &b, mlir::Value matrix, mlir::Value first, mlir::OpFoldResult count);

/// The scores of a block, and what softmax knows of its queries.
class AttentionBlocks {
public:
  /// `sizes`: elements of the rows that are copied for each query. `matrices`: blocks of scores that are
  /// kept at a time. `knownQueries`: how many queries a head has, or dynamic.
  AttentionBlocks(TileBuilder &b, mlir::Type element, int64_t sizes, int64_t matrices, bool isCausal,
                  double scale, AttentionMask mask, int64_t knownQueries);

  int64_t queries() const { return vectors * lanes; } ///< of a block
  int64_t keys() const { return mostKeys; }           ///< of a block, at most

  /// Memory of a task, on its stack: [rows, queries].
  mlir::Value allocate(int64_t rows);
  /// A row of a vector for each group of queries.
  mlir::Value allocateRow() { return allocate(1); }

  /// Copies a block of rows, one for each query, to `packed` [size, queries]; behind the last row it is
  /// repeated.
  void pack(mlir::Value matrix, mlir::Value first, mlir::Value packed);

  /// Keys that a block of queries sees.
  mlir::Value endOfKeys(mlir::Value firstQuery, mlir::Value length);
  /// Blocks of keys: where each begins, how many it has, and whether it is the first. `known` length or
  /// dynamic. The first is there even if there are no keys.
  void overKeys(mlir::Value end, int64_t known,
                llvm::function_ref<void(mlir::Value first, mlir::Value count, bool isFirst)> body);
  /// Whether there is one block of keys alone.
  bool isOneBlock(int64_t knownKeys) const {
    return !mlir::ShapedType::isDynamic(knownKeys) && knownKeys <= mostKeys;
  }

  /// to [count, columns] = lhs [count, k] · rhs [k, columns], in tiles; added to what is there where
  /// `accumulates`. `multiple` divides `count`.
  void product(mlir::Value lhs, mlir::Value rhs, mlir::Value to, mlir::Value count, bool accumulates,
               int64_t multiple = 1);

  /// Adds the mask to products of keys and queries, which it scales first; of a head's queries first … and
  /// keys first …
  void addMask(mlir::Value scores, mlir::Value ofMask, mlir::Value batch, mlir::Value head,
               mlir::Value firstQuery, mlir::Value firstKey, mlir::Value count);
  /// Memory for a block of the mask in the order of scores; null if it needs none.
  mlir::Value allocateMask() { return needsBlock() ? allocate(keys()) : mlir::Value(); }

  /// Takes a block into the maximum and the sum of exponentials of each query, which are in rows of memory.
  /// Of the first block they are made; else `correction` gets the factor by which what was added up before
  /// must be multiplied. Scores become exponentials where `keeps`.
  void takeIn(mlir::Value scores, mlir::Value firstQuery, mlir::Value firstKey, mlir::Value count,
              mlir::Value maxima, mlir::Value sums, mlir::Value correction, bool isFirst, bool keeps);
  /// What is subtracted from the scores of queries: their maximum, or 0 where all scores are -∞, which are as
  /// if they were not seen.
  mlir::Value subtrahend(mlir::Value maximum);
  /// The exponential of scores at a key, less `subtrahend`; 0 where a query does not see it.
  mlir::Value exponential(mlir::Value scores, mlir::Value firstQuery, mlir::Value firstKey, mlir::Value key,
                          int64_t vector, mlir::Value subtrahend);
  /// Replaces sums by their reciprocals; of a query without keys by 0.
  void invert(mlir::Value sums);

  mlir::Value vectorAt(mlir::Value row, int64_t vector) {
    return b.load(row, {b.index(0), b.index(vector * lanes)}, lanes);
  }
  void setVectorAt(mlir::Value row, int64_t vector, mlir::Value value) {
    b.store(value, row, {b.index(0), b.index(vector * lanes)}, lanes);
  }
  mlir::Value splat(double value);

  /// Columns of a row: whole vectors, and the rest.
  void overColumns(int64_t columns, llvm::function_ref<void(mlir::Value column, int64_t valid)> body);
  /// The same with carried values.
  Values overColumns(int64_t columns, mlir::ValueRange carried,
                     llvm::function_ref<Values(mlir::Value column, int64_t valid, mlir::ValueRange)> body);

  const int64_t lanes;
  int64_t vectors = 4; ///< of queries

private:
  bool needsBlock() const { return mask && !mask.isOfKeys(); }
  /// A score times the scale, where the mask has not been added to it.
  mlir::Value scaled(mlir::Value score);
  /// Which lanes a key is behind, and so is not seen by; null if all see all.
  mlir::Value unseen(mlir::Value firstQuery, mlir::Value firstKey, mlir::Value key, int64_t vector);

  TileBuilder &b;
  mlir::Type element;
  bool isCausal;
  double scale;
  AttentionMask mask;
  int64_t mostKeys;
};
} // namespace dlc::codegen
