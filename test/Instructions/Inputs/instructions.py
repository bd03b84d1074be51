#!/usr/bin/env python3
"""Instructions in the loops that do the work: what seconds, which differ between machines, cannot guard.

    instructions.py check OBJDUMP      compiles each network of this folder for each CPU of the table counts.txt beside this file,
                                       and compares what the loops with vectors of multiply-adds hold
    instructions.py update OBJDUMP     writes the table anew

A loop counts if it is innermost and multiplies and adds vectors. Of each network and CPU the table has the number of such loops,
their multiply-adds and all their instructions. More instructions for each multiply-add, by over 3 %, are an error; so are loops
that have gone. Fewer are a reason to update the table. LLVM changes these numbers too: they hold for the version in the first line.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).parent
TABLE = FOLDER / "counts.txt"
CPUS = ["x86-64-v3", "x86-64-v4"]
ALLOWED = 1.03

FUNCTION = re.compile(r"^[0-9a-f]+ <(.*)>:$")
INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\s+(\S+)\s*(.*)$")
MULTIPLY_ADD = re.compile(r"^vfn?m(add|sub)\d+ps$")


def functions_of(listing):
    """The instructions of each function, as (address, name, operands)."""
    function = []
    for line in listing.splitlines():
        if FUNCTION.match(line):
            if function:
                yield function
            function = []
        elif found := INSTRUCTION.match(line):
            function.append((int(found[1], 16), found[2], found[3]))
    if function:
        yield function


def innermost_loops(function):
    """Parts of a function that end with a jump to their start and have no such jump inside."""
    place = {address: i for i, (address, _, _) in enumerate(function)}
    loops = []
    for end, (address, name, operands) in enumerate(function):
        if not name.startswith("j"):
            continue
        target = re.match(r"0x([0-9a-f]+)", operands)
        start = place.get(int(target[1], 16)) if target else None
        if start is not None and start <= end:
            loops.append((start, end))
    for start, end in loops:
        if not any((s, e) != (start, end) and start <= s and e <= end for s, e in loops):
            yield function[start : end + 1]


def count(network, cpu, objdump):
    """Loops, multiply-adds and instructions."""
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder) / "code.o"
        subprocess.run(["dlc", "compile", network, "--cpu", cpu, "--parallel", "none", "-o", made], check=True,
                       stdout=subprocess.DEVNULL)
        listing = subprocess.run([objdump, "-d", "--no-show-raw-insn", made], check=True, capture_output=True, text=True).stdout
    loops = adds = instructions = 0
    for function in functions_of(listing):
        for loop in innermost_loops(function):
            here = sum(1 for _, name, operands in loop if MULTIPLY_ADD.match(name) and re.search("[yz]mm", operands))
            if here < 4:
                continue
            loops += 1
            adds += here
            instructions += len(loop)
    return loops, adds, instructions


def version_of(objdump):
    text = subprocess.run([objdump, "--version"], check=True, capture_output=True, text=True).stdout
    return re.search(r"LLVM version (\d+)", text)[1]


def measure(objdump):
    return {(network.stem, cpu): count(network, cpu, objdump) for network in sorted(FOLDER.glob("*.mlir")) for cpu in CPUS}


def read_table():
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return lines[0][1], {(network, cpu): tuple(map(int, numbers)) for network, cpu, *numbers in lines[1:]}


def write_table(version, counts):
    rows = [f"{network:<16}{cpu:<12}{loops:>6}{adds:>8}{instructions:>8}"
            for (network, cpu), (loops, adds, instructions) in counts.items()]
    TABLE.write_text("# By instructions.py update: network, CPU, loops, multiply-adds, instructions.\n"
                     f"LLVM {version}\n" + "\n".join(rows) + "\n")


def compare(wanted, counts):
    faults = 0
    for key in sorted(wanted.keys() | counts.keys()):
        name = " ".join(key)
        if key not in wanted or key not in counts:
            print(f"{name}: not in the table and in the folder both; run instructions.py update")
            faults += 1
            continue
        (_, old_adds, old), (loops, adds, new) = wanted[key], counts[key]
        if loops == 0:
            print(f"{name}: no loop multiplies and adds vectors any more")
            faults += 1
        elif new / adds > ALLOWED * old / old_adds:
            print(f"{name}: {new / adds:.3f} instructions for each multiply-add, {old / old_adds:.3f} before")
            faults += 1
    return faults


def main():
    action, objdump = sys.argv[1:]
    counts = measure(objdump)
    if action == "update":
        write_table(version_of(objdump), counts)
        return
    version, wanted = read_table()
    if version != version_of(objdump):
        print(f"compiled with LLVM {version_of(objdump)}: the table is for {version}")
        return
    faults = compare(wanted, counts)
    if faults:
        sys.exit(1)
    print(f"{len(counts)} networks and CPUs: as in the table")


main()
