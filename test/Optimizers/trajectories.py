#!/usr/bin/env python3
"""Compares the ways of our optimizers with those of a table that tools/make-trajectories made with PyTorch.

    trajectories.py module TABLE            an nn module with a function for each case, which makes one step
    trajectories.py program TABLE MODULE    the same after state became values, with a main that makes all of them
    trajectories.py compare TABLE OUTPUT    what it printed: are the weights where they should be?

Numbers are printed as the integers with their bits, so nothing is rounded.
"""
import json
import re
import struct
import sys
from math import prod

TOLERANCE = 1e-11  # relative to the element; PyTorch adds up in another order


def tensor(shape):
    return f"tensor<{''.join(f'{size}x' for size in shape)}f64>"


def literal(number):
    """As MLIR wants it: with a point."""
    text = repr(number)
    return text if "." in text else text.replace("e", ".0e")


def module(table):
    weights = {name: tensor(shape) for name, shape in table["shapes"].items()}
    rows, outputs = tensor(table["x"]), tensor(table["y"])
    lines = []
    for case in table["cases"]:
        lines += [f"nn.variable @{case['name']}.{name} : {kind} init #nn.zeros" for name, kind in weights.items()]
        lines += [
            f"nn.func @{case['name']}(%x: {rows}, %y: {outputs}, %rate: tensor<f64>) {{",
            f"  %w = nn.read @{case['name']}.w : {weights['w']}",
            f"  %b = nn.read @{case['name']}.b : {weights['b']}",
            f"  %product = nn.matmul %x, %w : {rows}, {weights['w']}",
            f"  %sum = nn.add %product, %b : {outputs}, {weights['b']}",
            f"  %tanh = nn.tanh %sum : {outputs}",
            f"  %difference = nn.sub %tanh, %y : {outputs}, {outputs}",
            f"  %square = nn.mul %difference, %difference : {outputs}, {outputs}",
            f"  %mean = nn.reduce_mean %square : {outputs}",
            f"  %factor = nn.constant dense<{literal(case['loss_factor'])}> : tensor<f64>",
            "  %loss = nn.mul %mean, %factor : tensor<f64>, tensor<f64>",
            f"  train.minimize %loss, %rate : tensor<f64>, tensor<f64> using {case['optimizer']}",
            "}",
        ]
    return "\n".join(lines)


VARIABLE = re.compile(r"^ *nn\.variable (?:\w+ )?@([\w.]+) : (tensor<\S+>) init (.*)$", re.MULTILINE)
STATE = r"nn\.func @{}\(.*nn\.state_{} = \[([^\]]*)\]"


def initial(name, kind, initializer, table):
    weight = name.split(".", 1)[1]
    if weight in table["weights"]:
        return f"dense<{nested(table['weights'][weight], table['shapes'][weight])}>"
    if initializer == "#nn.zeros":
        return "dense<0>" if "i64" in kind else "dense<0.0>"
    return f"dense<{re.fullmatch(r'#nn.constant<(.*) : f64>', initializer).group(1)}>"


def nested(values, shape):
    if len(shape) <= 1:
        return repr(values)
    size = len(values) // shape[0]
    return "[" + ", ".join(nested(values[i * size : (i + 1) * size], shape[1:]) for i in range(shape[0])) + "]"


def state_names(text, case, what):
    return [name.strip()[1:] for name in re.search(STATE.format(case, what), text).group(1).split(",")]


def stack(table, which):
    shape = [len(table["batches"])] + table[which]
    values = [value for batch in table["batches"] for value in batch[which]]
    return f"arith.constant dense<{nested(values, shape)}> : {tensor(shape)}", shape


def run(case, text, table):
    """The function that makes the steps of a case, one loop up to each step that is shown. State is in buffers."""
    variables = {name: (kind, initializer) for name, kind, initializer in VARIABLE.findall(text)}
    arguments, results = (state_names(text, case["name"], what) for what in ("arguments", "results"))
    kinds = [variables[name][0] for name in arguments]
    lines = [
        *(f"%{which}s = {stack(table, which)[0]}" for which in ("x", "y")),
        f"%batches = arith.constant {len(table['batches'])} : index",
        "%one = arith.constant 1 : index",
        f"%rate = arith.constant {literal(case['rate'])} : f64",
        "%unit = arith.constant 1.0 : f64",
        "%slowness = arith.constant 200.0 : f64",
        "%step0 = arith.constant 0 : index",
    ]
    for name, kind in zip(arguments, kinds):
        lines += [
            f"%{name}.buffer = memref.alloc() : {kind.replace('tensor', 'memref')}",
            f"%{name}.first = arith.constant {initial(name, *variables[name], table)} : {kind}",
            store(f"{name}.first", name, kind),
        ]
    before = 0
    for step in case["trajectory"]:
        lines += [
            f"%step{step} = arith.constant {step} : index",
            f"scf.for %t = %step{before} to %step{step} step %one {{",
            *("  " + line for line in one_step(case, table, arguments, results, kinds)),
            "}",
        ]
        for name, kind in zip(arguments, kinds):
            if name.split(".", 1)[1] in case["trajectory"][step]:
                lines += [load(f"{name}.step{step}", name, kind), *show(f"{name}.step{step}", kind)]
        before = step
    return [f"func.func private @{case['name']}.run() {{", *("  " + line for line in lines), "  return", "}"]


def load(value, name, kind):
    return f"%{value} = bufferization.to_tensor %{name}.buffer restrict : {kind.replace('tensor', 'memref')} to {kind}"


def store(value, name, kind):
    buffer = f"%{name}.buffer : ({kind}, {kind.replace('tensor', 'memref')})"
    return f"bufferization.materialize_in_destination %{value} in restrict writable {buffer} -> ()"


def one_step(case, table, arguments, results, kinds):
    lines = ["%batch = arith.remui %t, %batches : index"]
    for which in ("x", "y"):
        _, shape = stack(table, which)
        zeros, sizes = ", 0" * len(table[which]), "".join(f", {size}" for size in table[which])
        lines.append(
            f"%{which} = tensor.extract_slice %{which}s[%batch{zeros}] [1{sizes}] [{', '.join('1' * len(shape))}]"
            f" : {tensor(shape)} to {tensor(table[which])}"
        )
    lines += [
        "%t32 = arith.index_cast %t : index to i32",
        "%time = arith.sitofp %t32 : i32 to f64",
        "%gone = arith.divf %time, %slowness : f64",
        "%left = arith.subf %unit, %gone : f64",
        "%now = arith.mulf %rate, %left : f64",
        "%lr = tensor.from_elements %now : tensor<f64>",
        *(load(name, name, kind) for name, kind in zip(arguments, kinds)),
    ]
    inputs = ", ".join(["%x", "%y", "%lr"] + [f"%{name}" for name in arguments])
    types = ", ".join([tensor(table["x"]), tensor(table["y"]), "tensor<f64>"] + kinds)
    kind_of = dict(zip(arguments, kinds))
    outputs = ", ".join(f"%{name}.next" for name in results)
    result_types = ", ".join(kind_of[name] for name in results)
    lines.append(f"{outputs} = nn.call @{case['name']}({inputs}) : ({types}) -> ({result_types})")
    return lines + [store(f"{name}.next", name, kind_of[name]) for name in results]


def show(value, kind):
    shape = [int(size) for size in kind[len("tensor<") :].split("x")[:-1]]  # of a scalar, []
    flat, size = tensor([prod(shape)]), prod(shape)
    lines = [f"%{value}.flat = nn.reshape %{value} : {kind} to {flat}"]
    for i in range(size):
        lines += [
            f"%{value}.place{i} = arith.constant {i} : index",
            f"%{value}.element{i} = tensor.extract %{value}.flat[%{value}.place{i}] : {flat}",
            f"%{value}.bits{i} = arith.bitcast %{value}.element{i} : f64 to i64",
            f"func.call @printI64(%{value}.bits{i}) : (i64) -> ()",
            "func.call @printNewline() : () -> ()",
        ]
    return lines


def program(table, text):
    kept = re.sub(r"^module \{$|^\}$", "", VARIABLE.sub("", text), flags=re.MULTILINE)
    lines = [kept, "func.func private @printI64(i64)", "func.func private @printNewline()"]
    for case in table["cases"]:
        lines += run(case, text, table)
    calls = [f"  func.call @{case['name']}.run() : () -> ()" for case in table["cases"]]
    return "\n".join(lines + ["func.func @main() {", *calls, "  return", "}"])


def compare(table, output):
    stream = iter(struct.unpack("<d", struct.pack("<q", int(word)))[0] for word in output.split())
    wrong = 0
    for case in table["cases"]:
        largest, where = 0.0, ""
        for step, variables in case["trajectory"].items():
            for name, expected in variables.items():
                for i, (theirs, ours) in enumerate(zip(expected, [next(stream) for _ in expected])):
                    error = abs(ours - theirs) / (abs(theirs) or 1.0)
                    if not error <= largest:
                        largest, where = error, f"step {step}, @{name}[{i}]: ours {ours!r}, PyTorch's {theirs!r}"
        bad = not largest <= TOLERANCE
        wrong += bad
        print(f"{case['name']}: {'WRONG: ' + where + ', ' if bad else ''}worst relative error {largest:.1e}")
    if left := sum(1 for _ in stream):
        print(f"{left} numbers too many")
    print(f"{len(table['cases'])} trajectories, {wrong} wrong")
    return 1 if wrong or left or not table["cases"] else 0


def main(arguments):
    if len(arguments) not in (2, 3) or arguments[0] not in ("module", "program", "compare"):
        print(__doc__, file=sys.stderr)
        return 2
    table = json.load(open(arguments[1]))
    if arguments[0] == "compare":
        return compare(table, open(arguments[2]).read())
    print(module(table) if arguments[0] == "module" else program(table, open(arguments[2]).read()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
