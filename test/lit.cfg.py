# The compiler tests: text in, one pass or stage, FileCheck on what comes out.
# Values that depend on the build come from lit.site.cfg.py, which CMake writes.
import os
import shutil
import subprocess

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

# What tests compile twice is compiled once. The key is all that code depends on, this build of dlc among it.
config.environment["DLC_CACHE"] = os.path.join(config.test_exec_root, "code")

# For C programs that use compiled libraries.
config.substitutions.append(("%cc", config.c_compiler))
config.environment["DLC_CC"] = config.c_compiler
# Libraries for another machine are made where the headers of its libc were when dlc was built, and run by an emulator.
foreign = os.path.join(config.test_source_root, "Tools", "dlc", "Inputs", "cc-foreign.sh")
for architecture, libc in (("aarch64", config.libc_aarch64), ("riscv64", config.libc_riscv64)):
    root = f"/usr/{architecture}-linux-gnu"
    config.substitutions.insert(0, (f"%cc-{architecture}", f"{foreign} {architecture}"))
    config.substitutions.insert(0, (f"%qemu-{architecture}", f"qemu-{architecture} -L {root}"))
    if os.path.exists(libc) and os.path.exists(f"{root}/lib/libc.so.6"):
        config.available_features.add(f"libc-{architecture}")
    if shutil.which(f"qemu-{architecture}"):
        config.available_features.add(f"qemu-{architecture}")

# Older CPUs of this machine's kind.
if shutil.which("qemu-x86_64"):
    config.available_features.add("qemu-x86_64")

config.substitutions.append(("%wasm-ld", config.wasm_ld))
for feature, program in (("chromium", "chromium"), ("firefox", "firefox-esr")):
    if shutil.which(program):
        config.available_features.update({feature, "browser"})
# TensorBoard is a package of Python: of that with ONNX's, of the tree's own, or of the system's.
for python in (config.onnx_python, os.path.join(os.path.dirname(config.test_source_root), ".venv", "bin", "python3"), shutil.which("python3")):
    find = "import importlib.util, sys; sys.exit(importlib.util.find_spec('tensorboard') is None)"
    if python and os.path.exists(python) and subprocess.run([python, "-c", find]).returncode == 0:
        config.available_features.add("tensorboard")
        config.substitutions.append(("%tensorboard-python", python))
        break
if shutil.which("node"):
    config.available_features.add("node")

# Several processes on this machine, whatever it has in cores, and whoever runs the tests.
# A second, which it gives processes to end in, is too short for what they say on a machine that is busy.
mpirun = "mpirun --oversubscribe --allow-run-as-root --mca odls_base_sigkill_timeout 3 -n"
if "ASAN_OPTIONS" in os.environ:  # dlc is instrumented, and takes several times the memory and time
    config.available_features.add("instrumented")
    # OpenMPI does not free all that it allocates.
    mpirun = f"env ASAN_OPTIONS={os.environ['ASAN_OPTIONS']}:detect_leaks=0 {mpirun}"
config.substitutions.append(("%mpirun", mpirun))
if shutil.which("mpirun") and os.path.exists(os.path.join(config.dlc_tools_dir, "dlc-mpi")):
    config.available_features.add("mpi")

# Compiled code under sanitizers, in C programs; and the tool of OpenMP's run time without which threads seem to race. Options of
# dlc's own build under one are not those of such programs.
if config.has_address_sanitizer:
    config.available_features.add("address-sanitizer")
if config.has_thread_sanitizer and os.path.exists(config.archer):
    config.available_features.add("thread-sanitizer")
archer = f"OMP_TOOL_LIBRARIES={config.archer} TSAN_OPTIONS=ignore_noninstrumented_modules=1:halt_on_error=1"
config.substitutions.append(("%archer", archer))

for tool in ("dlc", "dlc-opt", "dlc-lsp-server"):
    if not os.path.exists(os.path.join(config.dlc_tools_dir, tool)):
        lit_config.fatal(f"{tool} is missing from {config.dlc_tools_dir}: build the target check-lit, which builds it first")
for tool in ("FileCheck", "not"):
    if not os.path.exists(os.path.join(config.llvm_tools_dir, tool)):
        lit_config.fatal(f"{tool} is missing from {config.llvm_tools_dir}: run tools/install-dependencies")
