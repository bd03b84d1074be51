#include "Training/RankMean.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace dlc {

/// Elements of a tensor of any float type, from and to f32 or f64.
template <typename Wide> static void copyOut(const Tensor &tensor, std::size_t first, std::span<Wide> to) {
  visitType(tensor.dtype(), [&]<typename T>(T) {
    const auto from = tensor.values<T>().subspan(first, to.size());
    if constexpr (std::is_arithmetic_v<T>)
      std::ranges::transform(from, to.begin(), [](T x) { return static_cast<Wide>(x); });
    else
      std::ranges::transform(from, to.begin(), [](T x) { return static_cast<Wide>(static_cast<float>(x)); });
  });
}

template <typename Wide> static void copyIn(std::span<const Wide> from, Tensor &tensor, std::size_t first) {
  visitType(tensor.dtype(), [&]<typename T>(T) {
    const auto to = tensor.values<T>().subspan(first, from.size());
    if constexpr (std::is_arithmetic_v<T>)
      std::ranges::transform(from, to.begin(), [](Wide x) { return static_cast<T>(x); });
    else
      std::ranges::transform(from, to.begin(), [](Wide x) { return static_cast<T>(static_cast<float>(x)); });
  });
}

template <typename T> static std::span<T> elementsOf(std::vector<std::byte> &bytes) {
  return {reinterpret_cast<T *>(bytes.data()), bytes.size() / sizeof(T)};
}
template <typename T> static std::span<const T> elementsOf(const std::vector<std::byte> &bytes) {
  return {reinterpret_cast<const T *>(bytes.data()), bytes.size() / sizeof(T)};
}

RankMean::RankMean(Ranks &ranks, std::vector<Tensor *> given, std::size_t bucketBytes)
    : ranks(ranks), tensors(std::move(given)), places(tensors.size()), isReady(tensors.size()) {
  for (std::size_t tensor = 0; tensor < tensors.size(); ++tensor) {
    const bool isWide = tensors[tensor]->dtype() == DType::f64;
    const auto elements = static_cast<std::size_t>(tensors[tensor]->size());
    for (std::size_t first = 0; first < elements;) {
      const std::size_t most =
          std::max<std::size_t>(bucketBytes / (isWide ? sizeof(double) : sizeof(float)), 1);
      if (buckets.empty() || buckets.back().isWide != isWide || buckets.back().elements == most)
        buckets.emplace_back().isWide = isWide;
      Bucket &bucket = buckets.back();
      const std::size_t count = std::min(elements - first, most - bucket.elements);
      places[tensor].push_back({buckets.size() - 1, bucket.pieces.size(), bucket.elements});
      bucket.pieces.push_back({tensor, first, count});
      bucket.elements += count;
      first += count;
    }
  }
  const auto size = static_cast<std::size_t>(ranks.size());
  for (Bucket &bucket : buckets) {
    bucket.part = (bucket.elements - 1) / size + 1;
    bucket.own.resize(bucket.part * size * bucket.elementBytes());
    bucket.others.resize(bucket.own.size());
    bucket.sum.resize(bucket.part * bucket.elementBytes());
  }
}

void RankMean::begin(std::vector<double> given) {
  weights = std::move(given);
  isReady.assign(tensors.size(), false);
  for (Bucket &bucket : buckets)
    bucket.missing = bucket.pieces.size();
  exchanging = gathering = 0;
}

void RankMean::fill(Bucket &bucket, const Piece &piece, std::size_t at) {
  if (bucket.isWide)
    copyOut(*tensors[piece.tensor], piece.first, elementsOf<double>(bucket.own).subspan(at, piece.count));
  else
    copyOut(*tensors[piece.tensor], piece.first, elementsOf<float>(bucket.own).subspan(at, piece.count));
}

void RankMean::ready(std::size_t tensor) {
  if (isReady[tensor])
    return;
  isReady[tensor] = true;
  for (const Place &place : places[tensor]) {
    Bucket &bucket = buckets[place.bucket];
    fill(bucket, bucket.pieces[place.piece], place.first);
    --bucket.missing;
  }
  startExchanges();
  startGathers();
}

void RankMean::startExchanges() {
  for (; exchanging < buckets.size() && buckets[exchanging].missing == 0; ++exchanging) {
    Bucket &bucket = buckets[exchanging];
    bucket.ticket =
        ranks.exchanges().startExchange(bucket.own.data(), bucket.others.data(), bucket.sum.size());
  }
}

template <typename T>
static void addParts(std::span<const T> parts, std::span<const double> weights, std::span<T> sum) {
  // In blocks that stay in the nearest cache, element by element within a rank.
  std::array<double, 512> total;
  for (std::size_t first = 0; first < sum.size(); first += total.size()) {
    const std::size_t count = std::min(total.size(), sum.size() - first);
    total.fill(0);
    for (std::size_t rank = 0; rank < weights.size(); ++rank) {
      if (weights[rank] == 0)
        continue;
      const T *part = parts.data() + rank * sum.size() + first;
      for (std::size_t i = 0; i < count; ++i)
        total[i] += weights[rank] * static_cast<double>(part[i]);
    }
    for (std::size_t i = 0; i < count; ++i)
      sum[first + i] = static_cast<T>(total[i]);
  }
}

void RankMean::add(Bucket &bucket) {
  const auto &parts = bucket.others;
  if (bucket.isWide)
    addParts(elementsOf<double>(parts), weights, elementsOf<double>(bucket.sum));
  else
    addParts(elementsOf<float>(parts), weights, elementsOf<float>(bucket.sum));
}

void RankMean::startGather(Bucket &bucket) {
  add(bucket);
  bucket.ticket = ranks.exchanges().startGather(bucket.sum.data(), bucket.own.data(), bucket.sum.size(),
                                                Communicator::Stream::beside);
}

void RankMean::startGathers() {
  for (; gathering < exchanging && ranks.exchanges().hasEnded(buckets[gathering].ticket); ++gathering)
    startGather(buckets[gathering]);
}

void RankMean::empty(const Bucket &bucket) {
  std::size_t at = 0;
  for (const Piece &piece : bucket.pieces) {
    if (bucket.isWide)
      copyIn(elementsOf<double>(bucket.own).subspan(at, piece.count), *tensors[piece.tensor], piece.first);
    else
      copyIn(elementsOf<float>(bucket.own).subspan(at, piece.count), *tensors[piece.tensor], piece.first);
    at += piece.count;
  }
}

void RankMean::finish() {
  for (std::size_t tensor = 0; tensor < tensors.size(); ++tensor)
    ready(tensor);
  for (; gathering < buckets.size(); ++gathering) {
    ranks.wait(buckets[gathering].ticket);
    startGather(buckets[gathering]);
  }
  for (const Bucket &bucket : buckets) {
    ranks.wait(bucket.ticket);
    empty(bucket);
  }
}

} // namespace dlc
