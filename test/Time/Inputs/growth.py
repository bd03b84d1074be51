#!/usr/bin/env python3
"""Networks whose compilation once took time that grows faster than they do.

    growth.py compile|inspect|run NAME…    each within SECONDS of CPU time; `run` shows the first element of the result, where
                                           all elements of the argument are START
    growth.py print NAME                   the text of the network

The limit is far above what is needed and far below what the fault took, so that a busy machine is no failure.
"""
import json
import resource
import struct
import subprocess
import sys
import tempfile

SECONDS = 40  # the slowest takes 3
START = 0.3
SIZE = 4, 8
TYPE = "tensor<4x8xf32>"


def module(arguments, body, result, type):
    lines = "\n".join("  " + line for line in body)
    return f"module @m {{\nnn.func @predict({arguments}) -> (y: {type}) {{\n{lines}\n  nn.return {result} : {type}\n}}\n}}\n"


def chain(steps, step, gradient):
    """The value after so many steps, of which each is a list of lines with the value before as %x and that after as %y, or its
    derivative with regard to the start."""
    body = []
    for i in range(steps):
        for line in step:
            body.append(line.replace("%x", f"%x{i}").replace("%y", f"%x{i + 1}").replace("%t", f"%t{i}_"))
    if not gradient:
        return module(f"%x0: {TYPE}", body, f"%x{steps}", TYPE)
    body.append(f"%sum = nn.reduce_sum %x{steps} : {TYPE}")
    body.append(f"%g = train.gradient %sum wrt (%x0) : tensor<f32>, ({TYPE})")
    return module(f"%x0: {TYPE}", body, "%g", TYPE)


def additions(steps):
    body = []
    for i in range(steps):
        body.append(f"%c{i} = nn.constant dense<{i}.0> : tensor<f32>")
        body.append(f"%x{i + 1} = nn.add %x{i}, %c{i} : {TYPE}, tensor<f32>")
    return module(f"%x0: {TYPE}", body, f"%x{steps}", TYPE)


DOUBLE = [f"%y = nn.add %x, %x : {TYPE}, {TYPE}"]
TANH = [f"%t = nn.tanh %x : {TYPE}", f"%y = nn.add %x, %t : {TYPE}, {TYPE}"]
# 3.5 x (1 - x), as x - x².
LOGISTIC = [
    f"%t0 = nn.mul %x, %x : {TYPE}, {TYPE}",
    f"%t1 = nn.sub %x, %t0 : {TYPE}, {TYPE}",
    f"%t2 = nn.constant dense<3.5> : tensor<f32>",
    f"%y = nn.mul %t1, %t2 : {TYPE}, tensor<f32>",
]


def descent(steps):
    """x - ∂ Σ tanh x / ∂x, so many times: the last value and what is made of it are both read by the next step."""
    body = []
    for i in range(steps):
        body.append(f"%t{i} = nn.tanh %x{i} : {TYPE}")
        body.append(f"%s{i} = nn.reduce_sum %t{i} : {TYPE}")
        body.append(f"%g{i} = train.gradient %s{i} wrt (%x{i}) : tensor<f32>, ({TYPE})")
        body.append(f"%x{i + 1} = nn.sub %x{i}, %g{i} : {TYPE}, {TYPE}")
    return module(f"%x0: {TYPE}", body, f"%x{steps}", TYPE)


def transposed(steps):
    """x + xᵀ reads a value in two orders: it is made once, or twice a step."""
    square = "tensor<8x8xf32>"
    body = []
    for i in range(steps):
        body.append(f"%t{i} = nn.transpose %x{i} perm [1, 0] : {square}")
        body.append(f"%x{i + 1} = nn.add %x{i}, %t{i} : {square}, {square}")
    return module(f"%x0: {square}", body, f"%x{steps}", square)


def concatenation(inputs):
    """Multiples of slices of the argument, the last first."""
    body = []
    for i in range(inputs):
        axes = f"starts [{i % 4}] ends [{i % 4 + 1}] axes [0]"
        body.append(f"%x{i + 1} = nn.slice %x0 {axes} : {TYPE}")
        body.append(f"%y{i} = nn.mul %x{i + 1}, %c{i} : tensor<1x8xf32>, tensor<f32>")
        body.insert(0, f"%c{i} = nn.constant dense<{i}.0> : tensor<f32>")
    names, types = ", ".join(f"%y{i}" for i in reversed(range(inputs))), ", ".join(["tensor<1x8xf32>"] * inputs)
    type = f"tensor<{inputs}x8xf32>"
    return module(f"%x0: {TYPE}", body + [f"%y = nn.concat {names} axis 0 : {types}"], "%y", type)


def function(name, body, kind=""):
    lines = "\n".join("  " + line for line in body)
    return f"nn.func {kind}@{name}(%x: {TYPE}) -> (y: {TYPE}) {{\n{lines}\n  nn.return %y : {TYPE}\n}}\n"


def functions(count, kind, nested, calls=1):
    """A function that calls the last of so many, of which each calls the one before or does not."""
    text = function("f0", [f"%y = nn.tanh %x : {TYPE}"], kind)
    for i in range(1, count):
        body = [f"%y = nn.neg %x : {TYPE}"]
        if nested:
            body = [f"%{k} = nn.call @f{i - 1}(%x) : ({TYPE}) -> {TYPE}" for k in range(calls)] + [f"%y = nn.neg %{calls - 1} : {TYPE}"]
        text += function(f"f{i}", body, kind)
    return f"module @m {{\n{text}{function('predict', [f'%y = nn.call @f{count - 1}(%x) : ({TYPE}) -> {TYPE}'])}}}\n"


def descending_functions(count):
    """Public functions, of which each goes a step down from where the one before has come to."""
    text = function("f0", [f"%y = nn.tanh %x : {TYPE}"])
    for i in range(1, count):
        body = [
            f"%z = nn.call @f{i - 1}(%x) : ({TYPE}) -> {TYPE}",
            f"%t = nn.tanh %z : {TYPE}",
            f"%s = nn.reduce_sum %t : {TYPE}",
            f"%g = train.gradient %s wrt (%z) : tensor<f32>, ({TYPE})",
            f"%y = nn.sub %z, %g : {TYPE}, {TYPE}",
        ]
        text += function(f"f{i}", body)
    return f"module @m {{\n{text}}}\n"


def orders(count):
    """Functions, of which each is the derivative of the one before."""
    text = function("f0", [f"%y = nn.tanh %x : {TYPE}"])
    for i in range(1, count):
        body = [
            f"%z = nn.call @f{i - 1}(%x) : ({TYPE}) -> {TYPE}",
            f"%s = nn.reduce_sum %z : {TYPE}",
            f"%y = train.gradient %s wrt (%x) : tensor<f32>, ({TYPE})",
        ]
        text += function(f"f{i}", body)
    return f"module @m {{\n{text}}}\n"


def ctc(steps):
    """The loss where all classes are equally likely, which no derivative with regard to all of them changes, and that."""
    logs, labels, lengths = f"tensor<2x{steps}x5xf32>", "tensor<2x3xi64>", "tensor<2xi64>"
    body = [
        f"%zeros = nn.constant dense<0.0> : {logs}",
        f"%mean = nn.reduce_mean %x0 : {TYPE}",
        f"%scores = nn.add %zeros, %mean : {logs}, tensor<f32>",
        f"%p = nn.log_softmax %scores axis 2 : {logs}",
        f"%labels = nn.constant dense<[[1, 2, 3], [1, 2, 3]]> : {labels}",
        f"%times = nn.constant dense<{steps}> : {lengths}",
        f"%counts = nn.constant dense<3> : {lengths}",
        f"%loss = nn.ctc_loss %p, %labels, %times, %counts : {logs}, {labels}, {lengths}, {lengths}",
        f"%g = train.gradient %loss wrt (%x0) : tensor<f32>, ({TYPE})",
        f"%y = nn.add %loss, %g : tensor<f32>, {TYPE}",
    ]
    return module(f"%x0: {TYPE}", body, "%y", TYPE)


NETWORKS = {
    "ctc": lambda: ctc(200),
    "functions": lambda: functions(2000, "", False),
    "private-functions": lambda: functions(10000, "private ", False),
    "nested-functions": lambda: functions(400, "", True),
    "descending-functions": lambda: descending_functions(200),
    "orders": lambda: orders(30),
    "public-calls-in-calls": lambda: functions(100, "", True, calls=2),
    "nested-private-functions": lambda: functions(10000, "private ", True),
    "calls-in-calls": lambda: functions(60, "private ", True, calls=2),
    "concatenation": lambda: concatenation(400),
    "doublings": lambda: chain(1000, DOUBLE, False),
    "few-doublings": lambda: chain(40, DOUBLE, False),
    "tanh-derivative": lambda: chain(100, TANH, True),
    "tanhs-derivative": lambda: chain(1600, [f"%y = nn.tanh %x : {TYPE}"], True),
    "silu-derivative": lambda: chain(100, [f"%y = nn.silu %x : {TYPE}"], True),
    "gelu-derivative": lambda: chain(50, [f"%y = nn.gelu %x : {TYPE}"], True),
    "logistic": lambda: chain(300, LOGISTIC, False),
    "logistic-derivative": lambda: chain(30, LOGISTIC, True),
    "descent": lambda: descent(400),
    "additions": lambda: additions(1000),
    "transposed": lambda: transposed(100),
}


def limited():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def array():
    header = str({"descr": "<f4", "fortran_order": False, "shape": SIZE}).ljust(117) + "\n"
    count = SIZE[0] * SIZE[1]
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header.encode() + struct.pack(f"<{count}f", *[START] * count)


def main():
    what, names = sys.argv[1], sys.argv[2:]
    for name in names:
        text = NETWORKS[name]()
        if what == "print":
            print(text, end="")
            continue
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{folder}/network.mlir", "w") as file:
                file.write(text)
            with open(f"{folder}/x.npy", "wb") as file:
                file.write(array())
            command = ["dlc", what, f"{folder}/network.mlir"]
            command += {"compile": ["-o", f"{folder}/network.o"], "run": ["--input", f"x0={folder}/x.npy", "--json"]}.get(what, [])
            done = subprocess.run(command, preexec_fn=limited, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(f"{name}: exit code {done.returncode}" + (", which is out of time" if done.returncode == -24 else ""))
        print(f"{name}:", f"{json.loads(done.stdout)['values'][0]:.3g}" if what == "run" else "done")


main()
