// The C functions of a compiled library, decided once: the header writes them down, the face implements them.
// Private to this library.
#pragma once

#include "Model/Manifest.h"

#include <string>
#include <vector>

namespace dlc {

struct Parameter {
  const ManifestTensor *tensor;
  std::string name; ///< a C identifier, unique in its function
  bool isOutput;

  /// Scalars go in by value; all else, and every output, by pointer.
  bool byValue() const { return !isOutput && tensor->shape.empty(); }
};

/// A size of the call, an int64_t.
struct SizeParameter {
  size_t index;     ///< among the entry's named sizes
  std::string name; ///< a C identifier, unique in its function
};

/// One entry point as `int NAME_<name>(NAME_model *model, int64_t batch, other sizes…, parameters…)`.
struct Signature {
  const ManifestEntry *entry;
  int32_t index;                    ///< of the entry point
  std::string name;                 ///< without NAME_; no other function of the library has it
  std::vector<SizeParameter> sizes; ///< those that the shapes depend on; others are 1
  std::vector<Parameter> parameters;
};

/// In the order of the manifest's entry points, which must outlive the result.
std::vector<Signature> signaturesOf(const Manifest &manifest);

/// "f32 [batch, 10]"; "f32" for a scalar.
std::string describeType(const ManifestEntry &entry, const ManifestTensor &tensor);
std::string describeType(const ManifestVariable &variable);

} // namespace dlc
