// The module `dlc._dlc`: the public C++ interface in Python, and nothing of its own.
#include "Bindings.h"

NB_MODULE(_dlc, module) {
  namespace nb = nanobind;
  using namespace dlc::python;
  module.doc() = "dlc: a deep-learning compiler. Networks in, native code that predicts and learns out.";
  module.attr("__version__") = DLC_VERSION;
  nb::exception<dlc::Error>(module, "Error", PyExc_RuntimeError).doc() =
      "What went wrong, as dlc says it: with the file, line and column, the ONNX node, or both sides of a "
      "mismatch.";
  bindInfo(module);
  bindGraph(module);
  bindData(module);
  bindProgram(module);
  bindCompile(module);
}
