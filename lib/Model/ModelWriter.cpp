// Writing a .dlm file: what it cannot hold is refused, then the runtime core puts it together.
#include "Model/ModelFile.h"

#include "Model/AtomicFile.h"
#include "Model/ModelIndex.h"
#include "dlc/Error.h"

#include <algorithm>

namespace dlc {

/// What the index can hold of text and shapes. FlatBuffers ends at 2 GiB and takes more for a programming
/// error; the rest is space for the tables themselves.
static constexpr uint64_t maxIndexPayload = uint64_t(1) << 30;

/// Readers of earlier versions stop at a million tables; the rest are not segments.
static constexpr size_t maxSegments = 999'000;

/// An estimate from above of the index' size, in bytes.
static uint64_t indexPayload(const ModelContents &contents) {
  constexpr uint64_t perTable = 128;
  uint64_t bytes = perTable + contents.graph.size() + contents.producer.size();
  for (const ModelSegment &segment : contents.segments)
    bytes += perTable + segment.name.size() + segment.shape.size() * sizeof(int64_t);
  for (const std::string &name : contents.classNames)
    bytes += perTable + name.size();
  if (contents.optimizer)
    bytes += perTable + contents.optimizer->name.size() + contents.optimizer->hyperParameters.size();
  if (contents.progress) {
    bytes += perTable;
    for (const ModelMetric &metric : contents.progress->metrics)
      bytes += perTable + metric.name.size();
  }
  return bytes + contents.normalization.mean.size() * 2 * sizeof(float);
}

void writeModelFile(AtomicFile &file, const std::filesystem::path &path, const ModelContents &contents) {
  if (std::optional<ModelProblem> problem = findProblem(contents))
    throw Error(path.string() + ": cannot write: " + problem->message);
  if (indexPayload(contents) > maxIndexPayload)
    throw Error(path.string() + ": cannot write: graph, names and shapes together exceed 1 GiB");
  if (contents.segments.size() > maxSegments)
    throw Error(path.string() + ": cannot write: more than " + std::to_string(maxSegments) + " segments");

  const ModelIndex index = makeModelIndex(contents, Checksums::OfBytes);
  std::vector<dlm_bytes> segments;
  for (const ModelSegment &segment : contents.segments)
    segments.push_back({segment.bytes.data(), segment.bytes.size()});
  const bool hasConstants =
      std::any_of(contents.segments.begin(), contents.segments.end(),
                  [](const ModelSegment &segment) { return segment.role == ModelSegment::Role::Constant; });
  file.writeModel(hasConstants ? DLM_VERSION_WITH_CONSTANTS : DLM_VERSION_WITHOUT_CONSTANTS, segments,
                  index.bytes);
}

void writeModelFile(const std::filesystem::path &path, const ModelContents &contents) {
  AtomicFile file(path);
  writeModelFile(file, path, contents);
  file.commit();
}

} // namespace dlc
