// The C reader of .dlm files, which compiled libraries carry. Its model has the variables of
// Corpus/dlm/types.dlm.
#include "OnFile.h"

extern "C" {
#include "dlc/program.h"

#include "Support/Support.h"
}

static const std::int64_t matrix[] = {3, 2}, pair[] = {2};
static const dlc_variable_info variables[] = {{{"w", DLC_F32, 2, matrix}, DLC_PARAMETER, 0, nullptr},
                                              {{"double", DLC_F64, 1, pair}, DLC_PARAMETER, 0, nullptr},
                                              {{"count", DLC_I64, 1, pair}, DLC_BUFFER, 0, nullptr},
                                              {{"key", DLC_I64, 1, pair}, DLC_BUFFER, 0, nullptr}};

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  static dlc_program program;
  program.magic = DLC_PROGRAM_MAGIC;
  program.version = DLC_PROGRAM_VERSION;
  program.name = "types";
  program.cpu = "x86-64";
  program.cpu_features = "";
  program.graph = "";
  program.variable_count = 4;
  program.variables = variables;
  static dlc_face face;
  face.program = &program;
  static dlc_instance *instance;
  if (!instance && dlc_support_create(&face, &instance) != DLC_OK)
    return 0;
  dlc::fuzz::onFile(data, size, [](const std::string &path) { dlc_support_load(instance, path.c_str()); });
  return 0;
}
