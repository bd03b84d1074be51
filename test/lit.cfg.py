# The compiler tests: text in, one pass or stage, FileCheck on what comes out.
# Values that depend on the build come from lit.site.cfg.py, which CMake writes.
import os

import lit.formats

config.name = "dlc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir"]
config.excludes = ["Unit", "Fuzz", "Inputs"]  # ctest runs the GoogleTests of Unit and dlc-fuzz by themselves
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.dlc_build_dir, "test")

# Ours first, so that a dlc installed elsewhere is never the one under test. FileCheck and not are LLVM's.
config.environment["PATH"] = os.pathsep.join(
    [config.dlc_tools_dir, config.llvm_tools_dir, config.environment["PATH"]]
)

# For C programs that use compiled libraries.
config.substitutions.append(("%cc", config.c_compiler))

for tool in ("dlc", "dlc-opt", "dlc-lsp-server"):
    if not os.path.exists(os.path.join(config.dlc_tools_dir, tool)):
        lit_config.fatal(f"{tool} is missing from {config.dlc_tools_dir}: build the target check-lit, which builds it first")
for tool in ("FileCheck", "not"):
    if not os.path.exists(os.path.join(config.llvm_tools_dir, tool)):
        lit_config.fatal(f"{tool} is missing from {config.llvm_tools_dir}: run tools/install-dependencies")
