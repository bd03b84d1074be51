#!/usr/bin/env python3
"""Checks who includes whom against the architecture (docs/architecture.md, "Who may include whom").

    layering.py ROOT          every #include of dialects/, lib/, include/, tools/ and python/; exit code 1 on a forbidden edge
    layering.py --self-test   the same on small trees that hold forbidden edges, to prove that they are found

A component is a folder of dialects/, lib/ or tools/; Conversion and Target are split once more (see component_of).
"""
import re
import sys
import tempfile
from pathlib import Path, PurePosixPath

SOURCES = {".h", ".hpp", ".cpp", ".c", ".inc", ".td", ".def"}
INCLUDE = re.compile(r'^\s*#?\s*(?:include|import)\s*["<]([^">]+)[">]')
SEARCH = ("include", "lib", "dialects")  # what CMake puts on the include path, in its order

# Component -> the components and libraries that it may include beside itself and the C++ standard library.
# "dialects", "public" (include/dlc), "MLIR" and "LLVM" are targets too. Not named here: forbidden.
PASSES = {"dialects", "MLIR", "LLVM"}
ELEMENTS = {f"include/dlc/{name}" for name in ("element_types.def", "ElementType.h", "Float16.h", "Float8.h")}
ALLOWED = {
    "public": {"elements"},
    # The list of element types and what C++ makes of it: for everybody, the dialects included.
    "elements": set(),
    "dialects": {"elements", "MLIR", "LLVM"},
    "lib/Model": {"lib/Support", "public"},
    "lib/Runtime": {"lib/Model", "lib/Support", "public"},
    "lib/Data": {"lib/Model", "public"},
    "lib/Training": {"lib/Data", "lib/Runtime", "lib/Model", "public"},
    "lib/Environments": {"public"},
    "lib/MPI": {"public"},
    "lib/Report": {"lib/Training", "lib/Data", "public"},
    "lib/Zoo": {"public"},
    "lib/Autodiff": PASSES,
    "lib/Transforms": PASSES,
    "lib/Conversion": PASSES,
    "lib/Codegen": PASSES,
    # Stages describe the target to the passes.
    "lib/Stages": PASSES | {"lib/Transforms", "lib/Conversion", "lib/Codegen", "lib/Autodiff", "lib/Target", "public"},
    "lib/Import": PASSES | {"elements"},
    "lib/Export": PASSES | {"elements"},
    # Target looks at the CPU with the code that compiled libraries carry.
    "lib/Target": {"lib/Support", "lib/Model", "LLVM", "public"},
    "lib/Support": {"public"},
    "lib/API": PASSES
    | {"lib/Stages", "lib/Import", "lib/Export", "lib/Target", "lib/Runtime", "lib/Model", "public"},
    "tools": {"lib/API", "lib/Training", "lib/Report", "lib/MPI", "lib/Data", "lib/Zoo", "public"},
    # Drivers over the compiler alone: they register what there is, in no order of their own.
    "tools/dlc-opt": PASSES
    | {"lib/Stages", "lib/Transforms", "lib/Conversion", "lib/Codegen", "lib/Autodiff"},
    "tools/dlc-lsp-server": PASSES,
    "python": {"public"},
}

# Outside libraries that live in one place and nowhere else.
CONFINED = {
    "FlatBuffers": (re.compile(r"^flatbuffers/"), {"lib/Model"}),
    "protobuf": (re.compile(r"^(google/protobuf|onnx)/"), {"lib/Import", "lib/Export"}),
    "MPI": (re.compile(r"^mpi\.h$"), {"lib/MPI"}),
    "libpng and libjpeg": (re.compile(r"^(png|jpeglib)\.h$"), {"lib/Data"}),
    "nanobind": (re.compile(r"^nanobind/"), {"python"}),
    "CLI11": (re.compile(r"^CLI/"), {"tools", "tools/dlc-opt", "tools/dlc-lsp-server"}),
}

NO_COMPILER = {"public", "lib/Model", "lib/Runtime", "lib/Data", "lib/Training", "lib/Environments", "lib/MPI", "lib/Report"}
PASS_COMPONENTS = ("lib/Autodiff", "lib/Transforms", "lib/Conversion", "lib/Codegen")


def component_of(path):
    """The component of a repository path, as a row of ALLOWED, and the part of it that is private to one conversion."""
    parts = PurePosixPath(path).parts
    if path in ELEMENTS:
        return "elements", None
    if parts[0] in ("include", "dialects", "python"):
        return ("public" if parts[0] == "include" else parts[0]), None
    if parts[0] == "tools":
        named = "/".join(parts[:2])
        return (named if named in ALLOWED else "tools"), None
    # lib/Conversion/X/… : conversions share lib/Conversion/Passes.h but never each other's files.
    part = parts[2] if parts[:2] == ("lib", "Conversion") and len(parts) > 3 else None
    return "/".join(parts[:2]), part


def normalise(path):
    parts = []
    for part in PurePosixPath(path).parts:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def target_of(root, source, name):
    """What an include names: a repository path, "MLIR", "LLVM", or None for an outside library."""
    if name.startswith(("mlir/", "mlir-c/")):
        return "MLIR"
    if name.startswith(("llvm/", "llvm-c/", "lld/", "clang/")):
        return "LLVM"
    beside = normalise(PurePosixPath(source).parent / name)
    if (root / beside).is_file():
        return beside
    for folder in SEARCH:
        candidate = normalise(f"{folder}/{name}")
        if (root / candidate).is_file():
            return candidate
    # Generated files exist only in the build tree: their first folder tells the component.
    for folder in SEARCH:
        first = f"{folder}/{PurePosixPath(name).parts[0]}"
        if "/" in name and (root / first).is_dir():
            return normalise(f"{folder}/{name}")
    return None


def rule_for(source_component, target_component):
    if source_component in NO_COMPILER and target_component in ("MLIR", "LLVM"):
        return "Runtime, Training, Data, Model and include/dlc never see an MLIR or LLVM header"
    if source_component in PASS_COMPONENTS and target_component in PASS_COMPONENTS:
        return "passes never include passes; only Stages knows their order"
    if source_component == "dialects":
        return "dialects stand on MLIR and the list of element types alone: no passes, no runtime"
    if source_component == "lib/Support":
        return "Support is freestanding C that is linked into compiled models"
    allowed = ", ".join(sorted(ALLOWED[source_component])) or "nothing of the repository"
    return f"{source_component} may include only itself and: {allowed}"


def violation(root, source, name):
    """The edge and the rule that it breaks, or None."""
    component, part = component_of(source)
    if component not in ALLOWED:
        return f"{component} -> {name}", f"{component} is no component of the architecture: add it to ALLOWED, with its edges"
    for library, (pattern, homes) in CONFINED.items():
        if pattern.match(name) and component not in homes:
            return f"{component} -> {library}", f"{library} lives in {', '.join(sorted(homes))} and nowhere else"
    target = target_of(root, source, name)
    if target is None:
        return None
    target_component, target_part = (target, None) if target in ("MLIR", "LLVM") else component_of(target)
    if target_component == component:
        if part and target_part and part != target_part:
            rule = "passes never include passes, and a conversion is one: share through lib/Conversion itself"
            return f"{component}/{part} -> {component}/{target_part}", rule
        return None
    if target_component in ALLOWED[component] or (target_component == "elements" and "public" in ALLOWED[component]):
        return None
    return f"{component} -> {target_component}", rule_for(component, target_component)


def check(root):
    """Prints each forbidden edge; returns their number and that of the files read."""
    found = files = 0
    for top in ("dialects", "lib", "include", "tools", "python"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in SOURCES or not path.is_file():
                continue
            files += 1
            source = path.relative_to(root).as_posix()
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                match = INCLUDE.match(line)
                broken = match and violation(root, source, match.group(1))
                if broken:
                    found += 1
                    print(f'{source}:{number}: forbidden edge {broken[0]} (includes "{match.group(1)}")')
                    print(f"    rule: {broken[1]}")
    return found, files


# File, an include that it holds, whether that is forbidden.
CASES = [
    ("lib/Runtime/A.h", "mlir/IR/Value.h", True),
    ("lib/Training/A.cpp", "llvm/ADT/ArrayRef.h", True),
    ("lib/Data/A.cpp", "mlir/Pass/Pass.h", True),
    ("lib/Model/A.cpp", "llvm/Support/Error.h", True),
    ("include/dlc/A.h", "mlir/IR/MLIRContext.h", True),
    ("include/dlc/A.h", "Runtime/Probe.h", True),
    ("lib/Runtime/A.cpp", "Training/Probe.h", True),
    ("lib/Runtime/A.cpp", "../Stages/Probe.h", True),
    ("lib/Runtime/A.cpp", "flatbuffers/flatbuffers.h", True),
    ("lib/Transforms/A.cpp", "Autodiff/Probe.h", True),
    ("lib/Transforms/A.cpp", "Stages/Probe.h", True),
    ("lib/Transforms/A.cpp", "Runtime/Probe.h", True),
    ("lib/Conversion/NNToLinalg/A.cpp", "Conversion/TrainToNN/Probe.h", True),
    ("lib/Target/A.cpp", "mlir/IR/Value.h", True),
    ("lib/Zoo/A.cpp", "API/Probe.h", True),
    ("lib/API/A.cpp", "onnx/onnx.pb.h", True),
    ("lib/Import/A.cpp", "Stages/Probe.h", True),
    ("lib/Import/A.cpp", "onnx/onnx.pb.h", False),
    ("lib/Attic/A.cpp", "vector", True),
    ("dialects/NN/A.cpp", "Transforms/Probe.h", True),
    ("dialects/NN/A.td", "Transforms/Generated.td", True),
    ("tools/dlc/A.cpp", "mlir/IR/Value.h", True),
    ("tools/dlc/A.cpp", "Stages/Probe.h", True),
    ("lib/Model/A.cpp", "flatbuffers/flatbuffers.h", False),
    ("lib/Runtime/A.cpp", "Model/Probe.h", False),
    ("lib/Training/A.cpp", "Runtime/Probe.h", False),
    ("lib/Stages/A.cpp", "Transforms/Probe.h", False),
    ("lib/Transforms/A.cpp", "NN/Generated.h.inc", False),
    ("lib/Conversion/NNToLinalg/A.cpp", "Conversion/Probe.h", False),
    ("tools/dlc-opt/A.cpp", "Stages/Probe.h", False),
    ("tools/dlc/A.cpp", "API/Probe.h", False),
    ("dialects/NN/A.h", "dlc/Probe.h", True),
    ("dialects/NN/A.h", "dlc/ElementType.h", False),
    ("lib/Runtime/A.cpp", "vector", False),
    ("python/src/A.cpp", "API/Probe.h", True),
    ("python/src/A.cpp", "Runtime/Probe.h", True),
    ("python/src/A.cpp", "dlc/Probe.h", False),
    ("lib/Runtime/A.cpp", "nanobind/nanobind.h", True),
]
PROBES = ["include/dlc", "dialects/NN", "lib/Conversion/TrainToNN"] + [component for component in ALLOWED if component.startswith("lib/")]


def self_test():
    wrong = 0
    for source, name, forbidden in CASES:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for component in PROBES:
                (root / component).mkdir(parents=True, exist_ok=True)
                (root / component / "Probe.h").write_text("")
            for element in ELEMENTS:
                (root / element).write_text("")
            (root / source).parent.mkdir(parents=True, exist_ok=True)
            (root / source).write_text(f'\n#include "{name}"\n')
            found, _ = check(root)
        if (found == 1) != forbidden:
            wrong += 1
            print(f"self-test: {source} with {name}: expected {'one edge' if forbidden else 'none'}, got {found}")
    print(f"layering: self-test, {len(CASES)} cases, {wrong} wrong")
    return wrong


def main(arguments):
    if arguments == ["--self-test"]:
        return 1 if self_test() else 0
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    found, files = check(Path(arguments[0]).resolve())
    print(f"layering: {files} files, {found} forbidden edges")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
