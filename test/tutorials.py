#!/usr/bin/env python3
"""Checks that the pages of docs/tutorials quote the programs that the tests run.

    tutorials.py FOLDER       each fenced block of a page is, line for line, in a program that the page links, and each program has a page
    tutorials.py --self-test  the same on pages that have drifted, to prove that this is found
"""
import re
import sys
import tempfile
import textwrap
from pathlib import Path

PROGRAMS = {".cpp", ".c", ".py", ".mlir"}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def lines_of(text):
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def problems_of(folder):
    problems, linked = [], set()
    for page in sorted(folder.glob("*.md")):
        text = page.read_text()
        names = {name for name in re.findall(r"\]\(([^)#/]+)\)", text) if Path(name).suffix in PROGRAMS}
        for name in sorted(names):
            if not (folder / name).exists():
                problems.append(f"{page.name}: links {name}, which is not there")
        linked |= names
        programs = [lines_of((folder / name).read_text()) for name in names if (folder / name).exists()]
        for language, block in BLOCK.findall(text):
            if not any("\n" + lines_of(block) + "\n" in "\n" + program + "\n" for program in programs):
                first = textwrap.shorten(block, 60)
                problems.append(f"{page.name}: a block of {language or 'text'} is not in {', '.join(sorted(names)) or 'any program'}: {first}")
    for program in sorted(folder.iterdir()):
        if program.suffix in PROGRAMS and not program.name.startswith("run-") and program.name not in linked:
            problems.append(f"{program.name}: has no page that links it")
    return problems


def self_test():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.cpp").write_text("int main() {\n  int a = 1;\n\n  return a;\n}\n")
        page = folder / "a.md"
        page.write_text("See [a](a.cpp).\n\n```cpp\nint a = 1;\nreturn a;\n```\n")
        assert problems_of(folder) == [], problems_of(folder)
        for drifted in (page.read_text().replace("= 1", "= 2"), page.read_text().replace("a.cpp", "b.cpp"), "No program.\n"):
            page.write_text(drifted)
            assert problems_of(folder), drifted


if sys.argv[1:] == ["--self-test"]:
    self_test()
else:
    found = problems_of(Path(sys.argv[1]))
    print("\n".join(found) or "tutorials: all quotations are from the programs")
    sys.exit(bool(found))
