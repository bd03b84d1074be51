#!/usr/bin/env python3
"""Checks that names of machines stand only in the files that describe one (docs/decisions/0016-target-description.md).

    literals.py ROOT          code of dialects/, include/, lib/ and tools/, without comments; exit code 1 on a literal elsewhere
    literals.py --self-test   the same on a small tree, to prove that literals are found

Passes read `kernel.target`; what they need to know of a machine is a field of it.
"""
import re
import sys
import tempfile
from pathlib import Path

SOURCES = {".h", ".cpp", ".c", ".td", ".def", ".txt"}
LITERAL = re.compile(r"x86|amd64|znver|\bavx|\bsse\d|aarch64|\bneon\b|\bsve\b|cortex|riscv|wasm|WebAssembly|rv64|\blinux|\bELF\b|cpuid", re.IGNORECASE)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|(?<=\n)\s*#(?!\s*(?:if|elif|include|define))[^\n]*", re.DOTALL)

# File -> why it may name machines.
ALLOWED = {
    "lib/Target/X86.cpp": "describes one",
    "lib/Target/AArch64.cpp": "describes one",
    "lib/Target/RiscV.cpp": "describes one",
    "lib/Target/Wasm.cpp": "describes one",
    "lib/Target/Machine.cpp": "the format of objects",
    "lib/Target/DataObject.cpp": "the format of objects that it writes",
    "lib/Target/Object.cpp": "the format of objects",
    "lib/Target/Architecture.h": "lists them",
    "lib/Target/Architecture.cpp": "lists them",
    "lib/Target/SupportObject.cpp": "embeds the run-time core for each",
    "lib/Target/CMakeLists.txt": "embeds the run-time core for each",
    "lib/Support/CMakeLists.txt": "compiles the run-time core for each",
    "lib/Support/CpuX86.c": "reads the features of one",
    "lib/Support/CpuAArch64.c": "reads the features of one",
    "lib/Support/CpuRiscV.c": "reads the features of one",
    "lib/Support/cpu_features_x86.def": "lists the features of one",
    "lib/Support/cpu_features_aarch64.def": "lists the features of one",
    "lib/Target/Linker.cpp": "the format of objects that lld and objcopy are asked for",
    "lib/Target/SharedLibrary.cpp": "the format of objects that are opened",
    "lib/Target/Identifiers.cpp": "a name that C compilers define",
    "tools/dlc/Peak.cpp": "measures the machine that it runs on",
    "tools/dlc/Models.cpp": "examples in a help text",
    "tools/dlc/Compile.cpp": "examples in a help text",
}


def code_of(path):
    text = path.read_text(encoding="utf-8")
    # Comments go, lines stay.
    if path.suffix == ".txt":
        return re.sub(r"#[^\n]*", "", text)
    return COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text)


def problems(root):
    for folder in ("dialects", "include", "lib", "tools"):
        for path in sorted((root / folder).rglob("*")):
            name = str(path.relative_to(root))
            if path.suffix not in SOURCES or not path.is_file() or name in ALLOWED:
                continue
            for number, line in enumerate(code_of(path).splitlines(), 1):
                if found := LITERAL.search(line):
                    yield f"{name}:{number}: '{found.group()}' belongs into a file that describes a machine"


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "lib/Codegen").mkdir(parents=True)
        (root / "lib/Target").mkdir(parents=True)
        (root / "lib/Codegen/Pass.cpp").write_text('// for avx2\nint a; /* x86 */\nif (cpu == "znver5")\n')
        (root / "lib/Target/X86.cpp").write_text('"x86_64"\n')
        found = list(problems(root))
        if found != ["lib/Codegen/Pass.cpp:3: 'znver' belongs into a file that describes a machine"]:
            sys.exit(f"literals self-test: found {found}")
    print("literals self-test: passed")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    root = Path(sys.argv[1])
    found = list(problems(root))
    for name in ALLOWED:
        if not (root / name).is_file():
            found.append(f"test/literals.py allows {name}, which does not exist")
    print("\n".join(found + [f"literals: {len(found)} machines named where none should be"]))
    sys.exit(bool(found))


main()
