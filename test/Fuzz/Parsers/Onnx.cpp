// ONNX files: whatever the bytes, an Error or a network whose text reads back.
#include "OnFile.h"

#include "dlc/Onnx.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  dlc::fuzz::onFile(data, size, [](const std::string &path) {
    try {
      const dlc::Graph graph = dlc::importOnnx(path);
      dlc::Graph::parse(graph.text());
    } catch (const dlc::Error &) {
    }
  });
  return 0;
}
