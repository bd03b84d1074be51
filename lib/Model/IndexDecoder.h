// An index as contents: what Support/Index.c reads, field by field. Private to this library.
#pragma once

#include "Model/ModelContents.h"
#include "Support/Index.h"

namespace dlc {

/// Throws MalformedIndex.
class IndexDecoder {
public:
  explicit IndexDecoder(std::span<const std::byte> bytes)
      : index{reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size()} {}

  /// All but the bytes of segments, of which each has an entry in `places`.
  ModelContents decode(std::vector<dlm_segment> &places);

private:
  struct Table;
  void segments(ModelContents &contents, std::vector<dlm_segment> &places);
  void take(uint64_t bytes);
  std::string text(dlm_vector characters);

  dlm_index index;
  uint64_t taken = 0; ///< bytes of texts and arrays so far
};

struct MalformedIndex {
  const char *why; ///< follows "the index is malformed"; may be empty
};

} // namespace dlc
