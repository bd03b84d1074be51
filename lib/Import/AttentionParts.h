// Attention as ONNX's operators and those of com.microsoft have it, with caches, caps, windows and lengths;
// and rotary embeddings.
#pragma once

#include "Import/Emit.h"

namespace dlc::importer {

/// [batch, length, heads · size] to [batch, heads, length, size], and back.
mlir::Value splitHeads(Emit &e, mlir::Value x, int64_t heads);
mlir::Value joinHeads(Emit &e, mlir::Value x);

/// Products of each query head with the keys that it shares, [batch, heads, queries, keys].
mlir::Value scoresOf(Emit &e, mlir::Value query, mlir::Value key, double scale);
mlir::Value weighted(Emit &e, mlir::Value weights, mlir::Value value);
/// A mask that says less keys than there are: those behind are not seen.
mlir::Value widened(Emit &e, mlir::Value mask, int64_t keys);

struct AttentionParts {
  /// [batch, heads, length, size], with what a cache holds in front; query heads may share keys and values.
  mlir::Value query, key, value;
  double scale = 0;              ///< 0: 1 / sqrt(size)
  double softcap = 0;            ///< scores are within it; 0: no cap
  mlir::Value mask = {};         ///< of i1: who is seen; of floats: added to scores
  bool isCausal = false;         ///< nobody sees what follows
  int64_t left = -1, right = -1; ///< how far a query sees; negative: without end
  int64_t past = 0;              ///< keys in front of the one that the first query is at
  mlir::Value lengths = {};      ///< [batch]: keys that count, at the last of which the last query is
  bool endTogether = false;  ///< the last query is at the last key, as with a cache; else the first ones are
  mlir::Type precision = {}; ///< of the softmax
  /// Is given scores when they are made (0), capped (1) and masked (2), and weights (3).
  std::function<void(int64_t, mlir::Value)> onStep = {};
};
/// [batch, heads, queries, size]. A query that sees nothing gives 0.
mlir::Value attend(Emit &e, const AttentionParts &parts);

/// Pairs of the first `part` elements of each head (0: of all) rotated by angles, of which tables give
/// cosines and sines.
mlir::Value rotated(Emit &e, mlir::Value x, mlir::Value cos, mlir::Value sin, int64_t part, bool interleaved);

} // namespace dlc::importer
