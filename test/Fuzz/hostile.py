#!/usr/bin/env python3
"""Networks that nobody writes by mistake: deep, huge, forged, or with numbers out of range.

    hostile.py cases [NAME…]                     the ones of this file, all or by name
    hostile.py print NAME                        the text of one of these
    hostile.py mutate SEED COUNT [FILE.mlir…]    networks of the test suite in which one to three numbers or words are replaced

Each is given to `dlc inspect` and `dlc compile --stop-after llvm`, which must end by themselves: with success or with a
diagnostic, never by a signal, out of time, or with the trace of a crash. What does not is kept in a file that is named, and
the exit code is 1.
"""
import glob
import os
import random
import re
import resource
import subprocess
import sys
import tempfile

SECONDS = 60  # of CPU time; what is done takes less than one
GIGABYTES = 16  # of address space, a few of which every process takes
INSTRUMENTED = "ASAN_OPTIONS" in os.environ  # dlc, by sanitizers, which take five times as long
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TYPE = "tensor<2x3xf32>"


def network(body, result="%x", type=TYPE, result_type=None, kind="", header=""):
    return f"{header}nn.func {kind}@predict(%x: {type}) -> (y: {result_type or type}) {{\n{body}\n  nn.return {result} : {result_type or type}\n}}\n"


def nested_scans(depth):
    text, value = "", "%x"
    for i in range(depth):
        text += f"%r{i} = nn.scan length 2 axis 0 carry(%c{i} = {value} : {TYPE}) {{\n"
        value = f"%c{i}"
    text += f"nn.yield {value} : {TYPE}\n"
    for i in reversed(range(1, depth)):
        text += f"}}\nnn.yield %r{i} : {TYPE}\n"
    return network(text + "}", "%r0")


def chain(length):
    return network("\n".join(f"%{i} = nn.neg %{i - 1 if i else 'x'} : {TYPE}" for i in range(length)), f"%{length - 1}")


def aliases(count):
    lines = ["#a0 = [0]"] + [f"#a{i} = [#a{i - 1}]" for i in range(1, count)]
    return "\n".join(lines) + f"\nmodule attributes {{x = #a{count - 1}}} {{\n{network('')}}}\n"


def data(bytes):
    return f'{{-# dialect_resources: {{builtin: {{c: "{bytes}"}}}} #-}}\n'


DEEP = 100000
CASES = {
    "deep-types": lambda: network("", type="tuple<" * DEEP + "f32" + ">" * DEEP),
    "deep-attributes": lambda: f"module attributes {{x = {'[' * DEEP}{']' * DEEP}}} {{\n{network('')}}}\n",
    "deep-dictionaries": lambda: f"module attributes {{x = {'{x = ' * DEEP}0{'}' * DEEP}}} {{\n{network('')}}}\n",
    "deep-dense": lambda: network(f"%c = nn.constant dense<{'[' * DEEP}1.0{']' * DEEP}> : tensor<f32>"),
    "deep-affine": lambda: f"module attributes {{x = affine_map<(d0) -> ({'(' * DEEP}d0{')' * DEEP})>}} {{\n{network('')}}}\n",
    "long-affine": lambda: f"module attributes {{x = affine_map<(d0) -> (d0{' + d0' * DEEP})>}} {{\n{network('')}}}\n",
    "negative-affine": lambda: f"module attributes {{x = affine_map<(d0) -> ({'-' * DEEP}d0)>}} {{\n{network('')}}}\n",
    "affine-layout": lambda: network("", type="memref<2xf32, affine_map<(d0) -> (d0" + " floordiv 2" * DEEP + ")>>"),
    "deep-modules": lambda: "module {\n" * DEEP + network("") + "}\n" * DEEP,
    "few-modules": lambda: "module {\n" * 200 + network("") + "}\n" * 200,
    "deep-locations": lambda: network("") + f"loc({'fused[' * DEEP}unknown{']' * DEEP})\n",
    "aliases": lambda: aliases(DEEP),
    "few-aliases": lambda: aliases(250),
    "many-scans": lambda: nested_scans(3000),
    "some-scans": lambda: nested_scans(100),
    "few-scans": lambda: nested_scans(20),
    "long-chain": lambda: chain(20000),
    "bytecode": lambda: b"ML\xefR\x0dMLIR22\x01" + b"\xff" * 64,
    "private-only": lambda: network("", kind="private "),
    "empty": lambda: "",
    "no-function": lambda: "nn.variable @w : tensor<2xf32> init #nn.zeros\n",
    "huge-sort": lambda: network("%v, %i = nn.sort %x axis 0 : tensor<4611686018427387905xf32>", "%v", "tensor<4611686018427387905xf32>"),
    "huge-top-k": lambda: network("%v, %i = nn.top_k %x k 2 : tensor<4611686018427387905xf32>", "%v", "tensor<4611686018427387905xf32>", "tensor<2xf32>"),
    "huge-tensor": lambda: network("%y = nn.neg %x : tensor<9223372036854775807x9223372036854775807xf32>", "%y", "tensor<9223372036854775807x9223372036854775807xf32>"),
    "huge-variable": lambda: "nn.variable @w : tensor<4294967296x4294967296xf32> init #nn.zeros\n" + network(""),
    "huge-constant": lambda: network("%c = nn.constant dense<1.0> : tensor<4294967296x4294967296xf32>"),
    "huge-expand": lambda: network(f"%y = nn.expand %x : {TYPE} to tensor<4294967296x4294967296x2x3xf32>"),
    "huge-rank": lambda: network("", type="tensor<" + "1x" * 5000 + "f32>"),
    "huge-rank-of-a-result": lambda: network(f"%y = nn.reshape %x : tensor<4xf32> to tensor<{'1x' * 5000}4xf32>", "%x", type="tensor<4xf32>"),
    "large-tensor": lambda: network("%y = nn.neg %x : tensor<1099511627776xf32>", "%y", "tensor<1099511627776xf32>"),
    "large-batch": lambda: network("%y = nn.neg %x : tensor<?x1099511627776xf32>", "%y", "tensor<?x1099511627776xf32>"),
    "no-constant": lambda: network(f"%c = nn.constant dense_resource<c> : {TYPE}"),
    "short-constant": lambda: network(f"%c = nn.constant dense_resource<c> : {TYPE}", "%c") + data("0x04000000" + "00" * 23),
    "tiny-constant": lambda: network(f"%c = nn.constant dense_resource<c> : {TYPE}", "%c") + data("0x04"),
    "odd-alignment": lambda: network(f"%c = nn.constant dense_resource<c> : {TYPE}", "%c") + data("0x03000000" + "00" * 24),
    "huge-alignment": lambda: network(f"%c = nn.constant dense_resource<c> : {TYPE}", "%c") + data("0x00000080" + "00" * 24),
    "no-alignment": lambda: network(f"%c = nn.constant dense_resource<c> : {TYPE}", "%c") + data("0x00000000" + "00" * 24),
    "good-constant": lambda: network(f"%c = nn.constant dense_resource<c> : {TYPE}", "%c") + data("0x04000000" + "00" * 24),
    "constant-of-the-batch": lambda: network("%c = nn.constant dense_resource<c> : tensor<?x3xf32>") + data("0x04000000" + "00" * 24),
    "constant-of-strings": lambda: network("%c = nn.constant dense_resource<c> : tensor<2x!nn.s>") + data("0x04000000" + "00" * 24),
    "two-constants": lambda: network("%c = nn.constant dense_resource<c> : tensor<6xf32>\n%d = nn.constant dense_resource<c> : tensor<2x3xf32>") + data("0x04000000" + "00" * 24),
    "sparse-constant": lambda: network(f"%c = nn.constant sparse<[[0, 0]], [1.0]> : {TYPE}", "%c"),
    "constant-of-nothing": lambda: network(f'%c = "nn.constant"() : () -> {TYPE}', "%c"),
    "open-data": lambda: network("") + "{-# dialect_resources: {builtin: {c: ",
    "long-open-literal": lambda: network("%c = nn.constant dense<[" + "1.0, " * DEEP),
    "long-wrong-literal": lambda: network("%c = nn.constant dense<[" + "1.0, " * DEEP + f"1.0]> : {TYPE}"),
    "encoding": lambda: network("", type="tensor<2xf32, [[[[1]]]]>"),
    "forged-state-results": lambda: network("").replace("{\n", 'attributes {nn.state_results = [@w]} {\n', 1),
    "forged-state-arguments": lambda: network("").replace("{\n", 'attributes {nn.state_arguments = [@w, @v]} {\n', 1),
    "forged-recomputed": lambda: network("").replace("{\n", 'attributes {nn.recomputed = {bytes = 1}} {\n', 1),
    "forged-entry": lambda: network("").replace("{\n", 'attributes {dlc.entry_point} {\n', 1),
    "forged-op": lambda: network(f"%y = nn.neg %x {{nn.recomputed = 1}} : {TYPE}", "%y"),
    "forged-names": lambda: f"module attributes {{nn.class_names = 3, nn.mean = [\"a\"], nn.stddev = @x}} {{\n{network('')}}}\n",
    "self-call": lambda: network(f"%y = nn.call @predict(%x) : ({TYPE}) -> {TYPE}", "%y"),
    "unknown-call": lambda: network(f"%y = nn.call @nowhere(%x) : ({TYPE}) -> {TYPE}", "%y"),
    "no-body": lambda: f"nn.func @predict(%x: {TYPE}) -> (y: {TYPE})\n",
}

NUMBERS = "0 1 -1 2 3 7 -2 64 1000000 2147483647 2147483648 -2147483648 4294967296 4611686018427387904 9223372036854775807 -9223372036854775808 1.0 0.0 -1.0 -0.5 1e300 1.0e-300 0x7FC00000 true".split()
TYPES = "f32 f64 f16 bf16 f8E4M3FN f8E5M2 i64 i32 i16 i8 ui64 ui32 ui16 ui8 i1 index".split()


def functions(file):
    with open(file) as stream:
        text = stream.read()
    for part in re.split(r"^// -----.*$", text, flags=re.M):
        variables = re.findall(r"^ *nn\.variable.*$", part, flags=re.M)
        # Each with the other functions of its part, which it may call.
        found = re.findall(r"^nn\.func.*?^}", part, flags=re.M | re.S)
        if found:
            yield "\n".join(variables + found) + "\n"


NUMBER = re.compile(r"(?<![%@\w.#-])-?\d+(\.\d*)?(e[-+]?\d+)?(?!\w)")
SIZE = re.compile(r"(?<=[<x])(\d+|\?)(?=x)")
ELEMENT = re.compile(r"(?<=[<x])[fiub]+\d+(?=>)")


def mutated(text, random):
    for _ in range(random.randint(1, 3)):
        kind = random.random()
        pattern, words = (NUMBER, NUMBERS) if kind < 0.7 else (SIZE, NUMBERS[:15] + ["?"]) if kind < 0.9 else (ELEMENT, TYPES)
        places = list(pattern.finditer(text))
        if not places:
            continue
        place, word = random.choice(places), random.choice(words)
        if random.random() < (0.2 if pattern is NUMBER else 0.8):
            # All that are the same, so that types still agree.
            text = pattern.sub(lambda m: word if m.group() == place.group() else m.group(), text)
        else:
            text = text[: place.start()] + word + text[place.end() :]
    return text


def limit(seconds, gigabytes):
    """Bounds this process, which is about to become dlc: seconds of CPU time, and gigabytes of address space."""
    seconds *= 5 if INSTRUMENTED else 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if not INSTRUMENTED:  # whose shadow takes terabytes of addresses
        resource.setrlimit(resource.RLIMIT_AS, (gigabytes << 30, gigabytes << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(command, text):
    """Exit code and diagnostics."""
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/network.mlir"
        with open(file, "wb") as stream:
            stream.write(text if isinstance(text, bytes) else text.encode())
        command = [word.replace("FILE", file) for word in command]
        done = subprocess.run(command, preexec_fn=lambda: limit(SECONDS, GIGABYTES), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        return done.returncode, done.stderr.decode(errors="replace")


RESULT = re.compile(r"'nn.return' op gives '([^']+)' for result '(\w+)' of '@\w+', which is '([^']+)'")


def with_results(text, diagnostics):
    """The text with the result types that an op has now, or nothing if those are not what is wrong."""
    if not (found := RESULT.search(diagnostics)) or isinstance(text, bytes):
        return None
    new, name, old = found.groups()
    lines = [line.replace(old, new) if "nn.return" in line else line for line in text.splitlines()]
    return "\n".join(lines).replace(f"{name}: {old}", f"{name}: {new}") + "\n"


def problem_of(text):
    """What is wrong with how dlc ends, or nothing; and the text that it was given at last."""
    inspect, compile = ["dlc", "inspect", "FILE"], ["dlc", "compile", "FILE", "--stop-after", "llvm"]
    code, words = run(inspect, text)
    for _ in range(4):
        if code != 1 or not (next := with_results(text, words)):
            break
        text = next
        code, words = run(inspect, text)
    for command in (inspect, compile):
        if command is compile:
            code, words = run(compile, text)
        if code not in (0, 1):
            return f"`{' '.join(command[:2])}` ends with {code}: {words[-300:]}", text
        if code == 1 and "error: " not in words:
            return f"`{' '.join(command[:2])}` fails without a diagnostic: {words[-300:]}", text
    return None, text


def main():
    what, failures = sys.argv[1], 0
    if what == "print":
        text = CASES[sys.argv[2]]()
        sys.stdout.buffer.write(text if isinstance(text, bytes) else text.encode())
        return
    if what == "cases":
        inputs = ((name, CASES[name]()) for name in sys.argv[2:] or CASES)
    else:
        seed, count, files = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
        files = files or sorted(glob.glob(f"{HERE}/**/*.mlir", recursive=True))
        corpus = [text for file in files for text in functions(file)]
        inputs = ((f"seed {seed + i}", mutated(random.Random(seed + i).choice(corpus), random.Random(seed + i))) for i in range(count))
    for name, text in inputs:
        problem, text = problem_of(text)
        if problem:
            failures += 1
            kept = f"hostile-{name.replace(' ', '-')}.mlir"
            with open(kept, "wb") as stream:
                stream.write(text if isinstance(text, bytes) else text.encode())
            print(f"{name}: {problem}\n  kept as {kept}", flush=True)
    print(f"{failures} failures")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
