#!/usr/bin/env python3
"""ONNX files that nobody writes by mistake: huge, deep, with many nodes or ranks, or which say the same thing a trillion times.

    hostile-onnx.py INCLUDE cases [NAME…]    the ones of this file, all or by name
    hostile-onnx.py INCLUDE write NAME FILE  one of these as a file

INCLUDE is the folder of onnx/onnx.proto. Each is given to `dlc inspect` and `dlc compile --stop-after llvm`, which must end by
themselves, with success or with the diagnostic that the case has, within bounds of time and memory. The exit code is 1 if one does
not.
"""
import subprocess
import sys
import tempfile

import hostile

SECONDS = 20  # of CPU time
GIGABYTES = 6  # of address space, a few of which every process takes
FLOAT, INT64, BOOL = 1, 7, 9
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def value(name, shape, type=FLOAT):
    dims = "".join(f" dim {{ dim_value: {size} }}" for size in shape)
    return f'{{ name: "{name}" type {{ tensor_type {{ elem_type: {type} shape {{{dims} }} }} }} }}'


def ints(name, numbers):
    return f'initializer {{ name: "{name}" data_type: {INT64} dims: {len(numbers)}' + "".join(f" int64_data: {n}" for n in numbers) + " }\n"


def scalar(name, number, type=INT64):
    return f'initializer {{ name: "{name}" data_type: {type} {"int32" if type == BOOL else "int64"}_data: {number} }}\n'


def floats(name, numbers):
    return f'initializer {{ name: "{name}" data_type: {FLOAT} dims: {len(numbers)}' + "".join(f" float_data: {n}" for n in numbers) + " }\n"


def attribute(name, value):
    if isinstance(value, int):
        return f' attribute {{ name: "{name}" type: INT i: {value} }}'
    if isinstance(value, str) and value.startswith("graph"):
        return f' attribute {{ name: "{name}" type: GRAPH g {value[5:]} }}'
    if isinstance(value, str):
        return f' attribute {{ name: "{name}" type: STRING s: "{value}" }}'
    return f' attribute {{ name: "{name}" type: INTS' + "".join(f" ints: {n}" for n in value) + " }"


def node(op, inputs, outputs, domain="", **attributes):
    return (
        f'node {{ name: "{outputs[0]}" op_type: "{op}"'
        + (f' domain: "{domain}"' if domain else "")
        + "".join(f' input: "{name}"' for name in inputs)
        + "".join(f' output: "{name}"' for name in outputs)
        + "".join(attribute(*pair) for pair in attributes.items())
        + " }\n"
    )


def model(body, inputs=(("x", [4]),), outputs=("y",), functions="", opset=19):
    return (
        f"ir_version: 8 opset_import {{ version: {opset} }} opset_import {{ domain: \"mine\" version: 1 }}\n{functions}graph {{ name: \"net\"\n"
        + "".join(f"input {value(*one)}\n" for one in inputs)
        + "".join(f'output {{ name: "{name}" type {{ tensor_type {{ elem_type: {FLOAT} }} }} }}\n' for name in outputs)
        + body
        + "}\n"
    )


def chain(count, op="Relu", more=(), twice=False, **attributes):
    names = ["x"] + [f"v{i}" for i in range(1, count)] + ["y"]
    return "".join(node(op, [names[i]] * (1 + twice) + list(more), [names[i + 1]], **attributes) for i in range(count))


def resize(frm, to, **attributes):
    region = floats("region", [0, 0, 0.1, 1, 1, 1.2])
    return model(ints("sizes", [1, 1, to]) + region + node("Resize", ["x", "region", "", "sizes"], ["y"], **attributes), [("x", [1, 1, frm])])


def punctuation(count):
    """Names that are one identifier."""
    return ["".join("!#$%&*+,"[i >> bit & 7] for bit in range(0, 18, 3)) for i in range(count)]


def doubled(depth):
    """f0 calls f1 twice, which calls f2 twice, …"""
    text = ""
    for i in range(depth):
        op, domain = ("Relu", "") if i == depth - 1 else (f"f{i + 1}", "mine")
        text += f'functions {{ name: "f{i}" domain: "mine" input: "a" output: "c" opset_import {{ version: 19 }} opset_import {{ domain: "mine" version: 1 }}\n'
        text += node(op, ["a"], ["b"], domain) + node(op, ["b"], ["c"], domain) + "}\n"
    return model(node("f0", ["x"], ["y"], "mine"), functions=text)


def graph_of(output, nodes):
    return f'graph {{ name: "branch" output {{ name: "{output}" }} {nodes} }}'


def nested_ifs(depth):
    """A branch holds the next one, and so on."""
    text = graph_of("z0", node("Relu", ["x"], ["z0"]))
    other = lambda i: graph_of(f"w{i}", node("Neg", ["x"], [f"w{i}"]))
    for i in range(1, depth):
        text = graph_of(f"z{i}", node("If", ["c"], [f"z{i}"], then_branch=text, else_branch=other(i)))
    return model(node("If", ["c"], ["y"], then_branch=text, else_branch=other(0)), [("x", [4]), ("c", [], BOOL)])


def branching_ifs(depth):
    """Both branches of each hold the next one: 2^depth leaves."""
    text = graph_of("z0", node("Relu", ["x"], ["z0"]))
    for i in range(1, depth):
        text = graph_of(f"z{i}", node("If", ["c"], [f"z{i}"], then_branch=text, else_branch=text))
    return model(node("If", ["c"], ["y"], then_branch=text, else_branch=text), [("x", [4]), ("c", [], BOOL)])


def loop(trips, body):
    inputs = (("i", [], INT64), ("go", [], BOOL), ("s", [4]))
    outputs = (("go2", [], BOOL), ("t", [4]))
    values = "".join(f" input {value(*one)}" for one in inputs) + "".join(f" output {value(*one)}" for one in outputs)
    graph = f'graph {{ name: "body"{values} {body} {node("Identity", ["go"], ["go2"])} }}'
    return model(scalar("trips", trips) + node("Loop", ["trips", "", "x"], ["y"], body=graph))


HUGE = 1 << 40
ROOM = "no memory holds"
RANK = "has rank 5000, and 64 dimensions are supported"
# The network, and what the diagnostic has: nothing for those that are compiled.
CASES = {
    # Constants that rules compute.
    "resize-sparse": (lambda: resize(4, 1 << 20, mode="cubic", exclude_outside=1), None),
    "resize-cropped": (lambda: resize(4, 1 << 20, mode="linear", coordinate_transformation_mode="tf_crop_and_resize"), None),
    "resize-by-few": (lambda: resize(1 << 20, 1 << 19, mode="linear", antialias=1), None),
    "resize-by-many": (lambda: resize(1 << 20, 16, mode="linear", antialias=1), None),
    "resize-huge": (lambda: resize(4, HUGE, mode="cubic", exclude_outside=1), "Resize 'y': its weights, in a mode for which nn has no op, would be [1099511627776, 4]"),
    "resize-scale": (lambda: model(floats("s", [1, 1, 1e38]) + node("Resize", ["x", "", "s"], ["y"]), [("x", [1, 1, 4])]), "makes a size of more than 2^46"),
    "sparse": (lambda: model(f'sparse_initializer {{ values {{ name: "w" data_type: 1 dims: 0 }} indices {{ data_type: 7 dims: 0 }} dims: {1 << 34} }}\n' + node("Add", ["x", "w"], ["y"])), "its shape [17179869184] is larger than the 512 MiB that a sparse tensor may have"),
    "constant-of-shape": (lambda: model(ints("s", [HUGE]) + node("ConstantOfShape", ["s"], ["y"])), ROOM),
    "range": (lambda: model(scalar("a", 0) + scalar("b", HUGE) + scalar("c", 1) + node("Range", ["a", "b", "c"], ["y"])), "Range 'y': it has 1099511627776.000000 elements"),
    "eye": (lambda: model(ints("s", [1 << 13, 1 << 13]) + node("ConstantOfShape", ["s"], ["t"]) + node("EyeLike", ["t"], ["y"])), None),
    # Shapes.
    "rank-input": (lambda: model(node("Relu", ["x"], ["y"]), [("x", [1] * 5000)]), "the input 'x' " + RANK),
    "rank-initializer": (lambda: model('initializer { name: "w" data_type: 1 float_data: 1' + " dims: 1" * 5000 + " }\n" + node("Add", ["x", "w"], ["y"])), "initializer 'w': its tensor " + RANK),
    "rank-reshape": (lambda: model(ints("s", [4] + [1] * 4999) + node("Reshape", ["x", "s"], ["y"])), "Reshape 'y': its result " + RANK),
    "rank-unsqueeze": (lambda: model(ints("s", [0]) + chain(100, "Unsqueeze", ["s"])), "Unsqueeze 'v64': its result has rank 65"),
    "rank-expand": (lambda: model(ints("s", [1] * 4999 + [4]) + node("Expand", ["x", "s"], ["y"])), "Expand 'y': its result " + RANK),
    "rank-constant": (lambda: model(ints("s", [1] * 5000) + node("ConstantOfShape", ["s"], ["y"])), "ConstantOfShape 'y': its result " + RANK),
    "rank-gather": (lambda: model(node("Gather", ["x", "i"], ["y"]), [("x", [1] * 40), ("i", [1] * 40, INT64)]), "Gather 'y': its result has rank 79"),
    "rank-of-64": (lambda: model(node("Softmax", ["x"], ["y"]), [("x", [1] * 60 + [3] * 4)]), None),
    "negative-size": (lambda: model(node("Relu", ["x"], ["y"]), [("x", [2, -5])]), "the input 'x' has the size -5 at dimension 1"),
    "size-of-zero": (lambda: model(node("Relu", ["x"], ["y"]), [("x", [2, 0])]), None),
    "tile": (lambda: model(ints("r", [1 << 31] * 2) + node("Tile", ["x", "r"], ["y"]), [("x", [4, 4])]), ROOM),
    "expand": (lambda: model(ints("s", [1 << 30, 1 << 30, 4]) + node("Expand", ["x", "s"], ["y"])), ROOM),
    "doubled": (lambda: model(chain(50, "Concat", twice=True, axis=0)), ROOM),
    "window": (lambda: model(node("MaxPool", ["x"], ["y"], kernel_shape=[HUGE] * 2, pads=[HUGE >> 1] * 4), [("x", [1, 1, 4, 4])]), "cannot be planned: no memory is as large"),
    "window-of-means": (lambda: model(node("AveragePool", ["x"], ["y"], kernel_shape=[1 << 14] * 2, strides=[9999] * 2), [("x", [1, 16, 1 << 15, 1 << 15])]), None),
    "letters": (lambda: model(node("Einsum", ["x", "x"], ["y"], equation=f"{LETTERS},{LETTERS.upper()}->{LETTERS}{LETTERS.upper()}"), [("x", [2] * 26)]), ROOM),
    "equation": (lambda: model(node("Einsum", ["x"], ["y"], equation="a" * 10_000_000)), "does not fit an input of rank 1"),
    "attribute": (lambda: model(node("Transpose", ["x"], ["y"], perm=range(1_000_000))), "Transpose 'y': its perm has 1000000 entries for 1 dimensions"),
    # Many of something.
    "nodes": (lambda: model(chain(10000)), None),
    "nodes-unknown": (lambda: model(chain(10000, "Frobnicate")), "(10000 nodes): there is no rule for this operator"),
    "operands": (lambda: model(node("Concat", ["x"] * 10000, ["y"], axis=0)), None),
    "outputs-of-a-node": (lambda: model(node("Split", ["x"], [f"o{i}" for i in range(20000)], num_outputs=20000, axis=0) + node("Add", ["o0", "o1"], ["y"]), [("x", [20000])]), None),
    "outputs": (lambda: model("".join(node("Relu", ["x"], [f"o{i}"]) for i in range(20000)), outputs=[f"o{i}" for i in range(20000)]), "has 20000 outputs, and 4096 are supported"),
    "inputs": (lambda: model(node("Sum", [f"i{i}" for i in range(20000)], ["y"]), [(f"i{i}", [4]) for i in range(20000)]), "has 20000 inputs, and 4096 are supported"),
    "same-identifiers": (lambda: model("".join(node("Relu", ["x"], [name]) for name in punctuation(4000)) + node("Concat", punctuation(4000), ["y"], axis=0)), None),
    "sequence": (lambda: model(node("SequenceConstruct", ["x"], ["q0"]) + "".join(node("SequenceInsert", [f"q{i}", "x"], [f"q{i + 1}"]) for i in range(20000)) + node("ConcatFromSequence", ["q20000"], ["y"], axis=0)), "SequenceInsert 'q4096': its sequence would be [4097], and 4096 elements are supported"),
    # What is said in few words.
    "functions": (lambda: doubled(40), "there are more than 200000 nodes"),
    "functions-deep": (lambda: doubled(1000), "functions or subgraphs are nested deeper than 48"),
    "loop": (lambda: loop(1 << 62, node("Relu", ["s"], ["t"])), None),
    "loop-endless": (lambda: loop(1 << 62, node("Relu", ["s"], ["t"])).replace('input: "trips" input: ""', 'input: "" input: ""'), "Loop 'y': it runs more often than it can be expanded"),
    "branches": (lambda: branching_ifs(8), None),
    "branches-deep": (lambda: nested_ifs(2000), "subgraphs in subgraphs more than 64 deep"),
    "name": (lambda: model(node("Relu", ["x"], ["n" * 10_000_000]) + node("Neg", ["n" * 10_000_000], ["y"])), None),
    "name-of-an-operator": (lambda: model(node("F" * 10_000_000, ["x"], ["y"])), "F… 'y': there is no rule for this operator"),
}


def encode(include, text, file):
    with open(file, "wb") as out:
        subprocess.run(["protoc", "--encode=onnx.ModelProto", f"-I{include}", f"{include}/onnx/onnx.proto"], input=text.encode(), stdout=out, check=True)


def problem_of(file, expected):
    """What is wrong with how dlc ends, or nothing."""
    for command in (["dlc", "inspect", file], ["dlc", "compile", file, "--stop-after", "llvm"]):
        done = subprocess.run(command, preexec_fn=lambda: hostile.limit(SECONDS, GIGABYTES), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        words = done.stderr.decode(errors="replace")
        if done.returncode != (1 if expected else 0) or (expected or "") not in words:
            return f"`{' '.join(command[:2])}` ends with {done.returncode}: {words[:300]}"
    return None


def main():
    include, what, names = sys.argv[1], sys.argv[2], sys.argv[3:]
    if what == "write":
        encode(include, CASES[names[0]][0](), names[1])
        return
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in names or CASES:
            text, expected = CASES[name]
            encode(include, text(), f"{folder}/net.onnx")
            if problem := problem_of(f"{folder}/net.onnx", expected):
                failures += 1
                print(f"{name}: {problem}", flush=True)
    print(f"{failures} failures")
    sys.exit(failures > 0)


main()
