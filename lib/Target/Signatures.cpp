// Names: an entry point keeps its own, unless a function that every library has got it first.
#include "Target/Signatures.h"

#include "Target/Identifiers.h"

#include <algorithm>

namespace dlc {

std::vector<Signature> signaturesOf(const Manifest &manifest) {
  // "init" is not among them: it is an entry point like the others. Those in capitals are the header's
  // constants, which a model with a name in capitals would meet.
  Identifiers functions = {"create",       "destroy",        "message",
                           "info",         "load",           "save",
                           "get_variable", "set_variable",   "set_threads",
                           "class_name",   "model",          "program",
                           "OK",           "ERROR_ARGUMENT", "ERROR_STATE",
                           "ERROR_MEMORY", "ERROR_CPU",      "ERROR_SYSTEM",
                           "ERROR_FILE",   "CLASS_COUNT",    "H"};
  if (manifest.freestanding)
    for (const char *name : {"create_at", "instance_bytes", "least_instance_bytes", "load_from", "save_to"})
      functions.unique(name);
  if (manifest.selftest)
    for (const char *name : {"selftest", "ERROR_RESULT"})
      functions.unique(name);
  std::vector<Signature> result;
  for (const ManifestEntry &entry : manifest.entries) {
    Signature signature{&entry, int32_t(result.size()), functions.unique(entry.name), {}, {}};
    Identifiers names = {"model", "batch"};
    for (size_t k = 0; k < entry.sizes.size(); ++k)
      if (entry.depends(k))
        signature.sizes.push_back({k, k ? names.unique(entry.sizes[k]) : "batch"});
    for (const std::vector<ManifestTensor> *tensors : {&entry.inputs, &entry.outputs})
      for (const ManifestTensor &tensor : *tensors)
        signature.parameters.push_back({&tensor, names.unique(tensor.name), tensors == &entry.outputs});
    result.push_back(std::move(signature));
  }
  return result;
}

static std::string describeType(const ManifestTensor &tensor, const ManifestEntry *entry) {
  std::string text(nameOf(tensor.type));
  for (size_t i = 0; i < tensor.shape.size(); ++i)
    text += (i ? ", " : " [") + (entry ? entry->sizeText(tensor.shape[i]) : std::to_string(tensor.shape[i]));
  return tensor.shape.empty() ? text : text + "]";
}

std::string describeType(const ManifestEntry &entry, const ManifestTensor &tensor) {
  return describeType(tensor, &entry);
}
std::string describeType(const ManifestVariable &variable) { return describeType(variable.tensor, nullptr); }

} // namespace dlc
