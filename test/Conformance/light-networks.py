#!/usr/bin/env python3
"""Outputs and gradients of ONNX's `light` networks, against tables that PyTorch has computed.

    light-networks.py FOLDER [--only WORD]      compares what dlc computes; needs the modules dlc, numpy and onnx, exit code 77 without
    light-networks.py FOLDER --write            writes light-networks.txt by PyTorch, in f64

The files have the topology of well-known networks and no weights. Here each weight has numbers of its own, which follow from its name and
shape; a dropout passes its input on, which random numbers would keep from being compared. For each output and for the derivative of
the loss with respect to each weight a table has the norm, and the product with a vector of signs, which tells places apart. The interpreter below
shares no code with dlc.
"""
import argparse
import pathlib
import re
import sys
import tempfile
import zlib

import numpy as np

HERE = pathlib.Path(__file__).parent
TABLES = HERE / "light-networks.txt"


def fractions(name, count):
    """Numbers in [0, 1) that depend on the name and the place alone (the finalizer of SplitMix64)."""
    z = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(zlib.crc32(name.encode()))
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / 2.0**53


def weight(name, shape):
    """Of He's bound for what has a fan-in, positive else: scales, variances, biases."""
    drawn = fractions(name, int(np.prod(shape)))
    if len(shape) < 2:
        values = 0.25 + 0.5 * drawn
    else:
        values = (2 * drawn - 1) * np.sqrt(6 / np.prod(shape[1:]))
    return values.reshape(shape).astype(np.float32)


def summary(name, values):
    """The norm, and the product with signs."""
    flat = np.asarray(values, np.float64).ravel()
    return float(np.linalg.norm(flat)), float(flat @ np.where(fractions("signs " + name, flat.size) < 0.5, -1.0, 1.0))


def seeded(path):
    """The model with weights, without dropout; and its weights by name."""
    import onnx
    from onnx import numpy_helper

    model = onnx.load(path)
    graph = model.graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights = {name: weight(name, value.shape) for name, value in constants.items() if value.dtype == np.float32 and value.size > 1}
    nodes = []
    for node in graph.node:
        if node.op_type == "ConstantOfShape":
            weights[node.output[0]] = weight(node.output[0], tuple(constants[node.input[0]]))
        elif node.op_type == "Dropout":
            nodes.append(onnx.helper.make_node("Identity", node.input[:1], node.output[:1], name=node.name))
        else:
            nodes.append(node)
    others = [tensor for tensor in graph.initializer if tensor.name not in weights]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(others)
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in weights.items())
    known = {tensor.name for tensor in graph.initializer}
    inputs = [value for value in graph.input if value.name not in known]
    del graph.input[:]
    graph.input.extend(inputs)
    return model, weights


def image(name, shape):
    return (2 * fractions(name, int(np.prod(shape))) - 1).reshape(shape).astype(np.float32)


def isClassifier(rank):
    """Others, whose output is an image of classes, learn by the squares of differences."""
    return rank == 2


# ---- The reference ---------------------------------------------------------------------------------------


def interpret(model, values, trains):
    """Runs a graph on tensors of PyTorch; a batch norm takes the statistics of the batch in training. The value of each name."""
    import torch
    import torch.nn.functional as F
    from onnx import helper

    def padded(x, attributes, fill):
        pads = attributes.get("pads", [0, 0, 0, 0])
        return F.pad(x, (pads[1], pads[3], pads[0], pads[2]), value=fill)

    def average(x, a):
        ones = torch.ones_like(x) if a.get("count_include_pad", 0) == 0 else None
        area = a["kernel_shape"][0] * a["kernel_shape"][1]
        sums = F.avg_pool2d(padded(x, a, 0.0), a["kernel_shape"], a.get("strides", 1)) * area
        return sums / (area if ones is None else F.avg_pool2d(padded(ones, a, 0.0), a["kernel_shape"], a.get("strides", 1)) * area)

    def gemm(a, x, w, b):
        x, w = x.T if a.get("transA") else x, w.T if a.get("transB") else w
        return a.get("alpha", 1.0) * (x @ w) + a.get("beta", 1.0) * b

    def norm(a, x, scale, shift, mean, var):
        return F.batch_norm(x, mean, var, scale, shift, training=False, eps=a.get("epsilon", 1e-5)) if not trains else F.batch_norm(
            x, None, None, scale, shift, training=True, eps=a.get("epsilon", 1e-5))

    def conv(a, x, w, b=None):
        return F.conv2d(padded(x, a, 0.0), w, b, a.get("strides", 1), 0, a.get("dilations", 1), a.get("group", 1))

    def unsqueeze(a, x):
        for axis in sorted(a["axes"]):
            x = x.unsqueeze(axis)
        return x

    rules = {
        "Add": lambda a, x, y: x + y,
        "AveragePool": lambda a, x: average(x, a),
        "BatchNormalization": norm,
        "Concat": lambda a, *x: torch.cat(x, a["axis"]),
        "Conv": conv,
        "Gemm": gemm,
        "GlobalAveragePool": lambda a, x: x.mean((2, 3), keepdim=True),
        "Identity": lambda a, x: x,
        "LRN": lambda a, x: F.local_response_norm(x, a["size"], a.get("alpha", 1e-4), a.get("beta", 0.75), a.get("bias", 1.0)),
        "MaxPool": lambda a, x: F.max_pool2d(padded(x, a, -np.inf), a["kernel_shape"], a.get("strides", 1)),
        "Mul": lambda a, x, y: x * y,
        "Relu": lambda a, x: x.relu(),
        "Reshape": lambda a, x, shape: x.reshape([x.shape[i] if n == 0 else n for i, n in enumerate(shape.tolist())]),
        # In opset 9 a matrix, of all dimensions from the axis on.
        "Softmax": lambda a, x: x.flatten(a.get("axis", 1)).softmax(1).reshape(x.shape),
        "Sum": lambda a, *x: sum(x[1:], x[0]),
        "Transpose": lambda a, x: x.permute(a["perm"]),
        "Unsqueeze": unsqueeze,
    }
    values = dict(values)
    for node in model.graph.node:
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        values[node.output[0]] = rules[node.op_type](attributes, *(values[name] for name in node.input if name))
    return values


def reference(path):
    """The lines of a network's table."""
    import torch
    import torch.nn.functional as F
    from onnx import numpy_helper

    model, weights = seeded(path)
    given, result = model.graph.input[0], model.graph.output[0].name
    shape = [size.dim_value for size in given.type.tensor_type.shape.dim]
    values = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in model.graph.initializer}
    values.update({name: values[name].double().requires_grad_() for name in weights})
    values[given.name] = torch.from_numpy(image(path.stem, shape)).double()
    with torch.no_grad():
        output = interpret(model, values, trains=False)[result].numpy()
    yield "output", result, *summary(result, output)
    computed = interpret(model, values, trains=True)
    last = computed[result]
    if isClassifier(last.ndim):
        before = {node.output[0]: node.input[0] for node in model.graph.node if node.op_type == "Softmax"}
        loss = F.cross_entropy(computed[before[result]], torch.tensor([3])) if result in before else F.cross_entropy(last, torch.tensor([3]))
    else:
        loss = F.mse_loss(last, torch.from_numpy(image("target", last.shape)).double())
    yield "loss", "loss", loss.item(), loss.item()
    names = list(weights)
    for name, gradient in zip(names, torch.autograd.grad(loss, [values[name] for name in names], allow_unused=True)):
        if gradient is not None:
            yield "gradient", name, *summary(name, gradient.numpy())


def write(files):
    with open(TABLES, "w") as table:
        table.write("# By light-networks.py --write: the norm, and the product with signs.\n")
        for path in files:
            table.write(f"{path.stem}\n")
            for kind, name, norm, product in reference(path):
                table.write(f"  {kind} {name} {norm:.8g} {product:.8g}\n")
            print(path.stem, flush=True)


# ---- The comparison --------------------------------------------------------------------------------------


def tables():
    result = {}
    for line in TABLES.read_text().splitlines():
        if not line.startswith((" ", "#")):
            rows = result.setdefault(line, {})
        elif line.startswith(" "):
            kind, name, norm, product = line.split()
            rows[kind, name] = float(norm), float(product)
    return result


def computed(path, dlc):
    """The rows that dlc gives."""
    import onnx

    model, weights = seeded(path)
    given, result = model.graph.input[0], model.graph.output[0]
    shape = [size.dim_value for size in given.type.tensor_type.shape.dim]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "network.onnx"
        onnx.save(model, file)
        rank = len(result.type.tensor_type.shape.dim)
        graph = dlc.load(file, loss="softmax_cross_entropy" if isClassifier(rank) else "mse")
    program = dlc.compile(graph, mode="train", optimizer="sgd")
    x = image(path.stem, shape)
    inputs = {re.sub(r"\W", "_", given.name): x}
    output = next(iter(program.call("predict", inputs).values()))
    rows = {("output", result.name): summary(result.name, output)}
    before = {variable.name: program.variable(variable.name).copy() for variable in program.variables}
    step = dict(inputs)
    step["label" if isClassifier(rank) else "target"] = np.array([3]) if isClassifier(rank) else image("target", output.shape)
    rate = 1e6  # so that weights become their derivatives but for the sign
    step["learning_rate"] = np.float32(rate)
    loss = float(program.call("train_step", step)["loss"])
    rows["loss", "loss"] = loss, loss
    names = {re.sub(r"\W", "_", name): name for name in weights}
    for variable, old in before.items():
        name = names.get(re.sub(r"\W", "_", variable))
        change = (old.astype(np.float64) - program.variable(variable)) / rate
        if name and np.any(change):
            rows["gradient", name] = summary(name, change)
    return rows


def differences(rows, expected):
    # What is 0 but for rounding, as the derivative of a bias in front of a batch norm, is compared with the largest.
    noise = 1e-6 * max(norm for (kind, _), (norm, _) in expected.items() if kind == "gradient")
    for key in expected.keys() - rows.keys():
        if expected[key][0] > noise:
            yield f"{' '.join(key)}: is missing"
    for key, (norm, product) in rows.items():
        if key not in expected:
            if key[0] != "gradient":
                yield f"{' '.join(key)}: is not expected"
            continue
        wanted, wantedProduct = expected[key]
        slack = noise if key[0] == "gradient" else 0
        # In f32 the maximum of a pooling is elsewhere now and then, which the norm hardly shows; PyTorch's f32 is as far from its f64.
        if not (abs(norm - wanted) <= 5e-3 * wanted + slack and abs(product - wantedProduct) <= 3e-2 * wanted + slack):
            yield f"{' '.join(key)}: {norm:.6g} and {product:.6g}, expected {wanted:.6g} and {wantedProduct:.6g}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    files = [path for path in sorted(arguments.folder.glob("light_*.onnx")) if arguments.only in path.stem]
    if arguments.write:
        return write(files)
    try:
        import dlc
        import onnx
    except ImportError as missing:
        print(f"skipped: {missing}")
        return 77
    expected = tables()
    wrong = 0
    for path in files:
        rows = computed(path, dlc)
        found = list(differences(rows, expected[path.stem]))
        wrong += len(found)
        print(f"{path.stem}: {len(rows)} compared, {len(found)} different", flush=True)
        for line in found[:8]:
            print(f"  {line}")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
