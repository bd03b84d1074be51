#!/usr/bin/env python3
"""Checks that the files which docs/how-to and the descriptions of passes name are there, so that they do not rot.

    how-to.py ROOT          every path that begins with a folder of the repository; exit code 1 if one is gone
    how-to.py --self-test   the same on a page and a pass that name files which do not exist

In a git checkout, what git does not track (or has staged) is gone: nobody else has it.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path, PurePosixPath

FOLDERS = ("cmake", "dialects", "docs", "include", "lib", "test", "tools")
NAMED = re.compile(rf"(?<![\w/])((?:{'|'.join(FOLDERS)})/[\w./-]*\w)")


def existing(root):
    """A function that tells whether a path is there: tracked by git, or on the disk where there is no git."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--full-name"], capture_output=True, text=True)
    if listed.returncode or not (root / ".git").exists():
        return lambda path: (root / path).exists()
    tracked = set()
    for file in filter(None, listed.stdout.split("\0")):
        tracked.add(file)
        tracked.update(str(folder) for folder in PurePosixPath(file).parents)
    return lambda path: path in tracked and (root / path).exists()


def check(root):
    """Prints each path that is gone; returns their number and that of the paths."""
    gone = named = 0
    exists = existing(root)
    for page in [*sorted((root / "docs/how-to").glob("*.md")), *sorted((root / "lib").glob("**/Passes.td"))]:
        for number, line in enumerate(page.read_text().splitlines(), 1):
            for path in NAMED.findall(line):
                named += 1
                if not exists(path):
                    gone += 1
                    print(f"{page.relative_to(root)}:{number}: names {path}, which does not exist")
    return gone, named


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "docs/how-to").mkdir(parents=True)
        (root / "lib").mkdir()
        (root / "lib/There.cpp").write_text("")
        (root / "docs/how-to/page.md").write_text("`lib/There.cpp`, `lib/Gone.cpp` (tools/gone), build/lib/other.\n")
        (root / "lib/Passes.td").write_text("Test: test/gone.mlir.\n")
        if check(root) != (3, 4):
            return 1
        # Under git, a file that was not added is gone as well.
        subprocess.run(["git", "-C", root, "init", "-q"], check=True)
        return 0 if check(root) == (4, 4) else 1


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    gone, named = check(Path(arguments[0]).resolve())
    print(f"how-to: {named} paths named, {gone} gone")
    return 1 if gone or not named else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
