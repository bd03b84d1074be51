// Means of tensors over the ranks of a training, in buckets that travel while others are still computed.
// Comes in: tensors, one after the other as they are ready. Goes out: in their places, the means.
#pragma once

#include "Training/Ranks.h"
#include "dlc/Tensor.h"

namespace dlc {

class RankMean {
public:
  /// Of these tensors of floats, which stay where they are. They are expected to be ready in the order in
  /// which they are given; whatever is not makes those behind it wait. A bucket has up to `bucketBytes`; a
  /// tensor may lie in several.
  RankMean(Ranks &ranks, std::vector<Tensor *> tensors, std::size_t bucketBytes = std::size_t(1) << 20);
  RankMean(const RankMean &) = delete;

  /// Begins anew, with the weight of each rank; what a rank of weight 0 has does not matter.
  void begin(std::vector<double> weights);
  /// A tensor has its value. Sends what is complete, and moves on what is under way.
  void ready(std::size_t tensor);
  /// All have. Waits until the means are in their places: the sum of weight · value over the ranks, in their
  /// order and in f64, rounded once. Throws LostProcess.
  void finish();

private:
  /// A part of a tensor.
  struct Piece {
    std::size_t tensor;
    std::size_t first, count; ///< elements
  };
  /// Where a piece lies.
  struct Place {
    std::size_t bucket, piece, first; ///< the first of the bucket's elements
  };
  /// Filled, then exchanged piece by piece of the ranks, then gathered.
  struct Bucket {
    bool isWide = false; ///< f64, else f32
    std::vector<Piece> pieces;
    std::size_t elements = 0;
    std::size_t part = 0;    ///< elements of a rank's part; the last one is filled up
    std::size_t missing = 0; ///< pieces that are not ready
    std::vector<std::byte> own, others;
    std::vector<std::byte> sum; ///< of the part that this rank adds
    Communicator::Ticket ticket = 0;

    std::size_t elementBytes() const { return isWide ? sizeof(double) : sizeof(float); }
  };

  void fill(Bucket &bucket, const Piece &piece, std::size_t at);
  void empty(const Bucket &bucket);
  void add(Bucket &bucket);
  void startExchanges();
  /// Of the buckets whose exchange has ended, in their order.
  void startGathers();
  void startGather(Bucket &bucket);

  Ranks &ranks;
  std::vector<Tensor *> tensors;
  std::vector<Bucket> buckets;
  std::vector<std::vector<Place>> places; ///< of each tensor
  std::vector<bool> isReady;
  std::vector<double> weights;
  std::size_t exchanging = 0, gathering = 0; ///< how many buckets have come to that
};

} // namespace dlc
