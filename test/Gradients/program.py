"""Writes a program that evaluates every nn.func of a gradient test and prints numbers, one a line, as integers with
their bits: nothing is rounded. In the order of the functions, for each:
    its results, where PyTorch is asked for them;
    for each loss (of the function, and of its gradient): the derivative with respect to all arguments, then to each alone,
    and the loss at four points around every element of every argument.
"""
from dataclasses import dataclass
from struct import pack

from functions import Function, functions, numbers

STEP = 1e-4
OFFSETS = (STEP, -STEP, 2 * STEP, -2 * STEP)


# A loss to be differentiated: of the function itself, or of its gradient. Weights are arguments too, so that their
# types may have the batch.
@dataclass
class Loss:
    function: Function
    order: int

    @property
    def symbol(self):
        return f"@{self.function.name}.order{self.order}"

    @property
    def weights(self):
        first = [("out", result) for result in self.function.float_results]
        return first + [("in", argument) for argument in self.function.wrt] * (self.order - 1)

    @property
    def weight_names(self):
        return [f"weight.{where}.{value.name}" for where, value in self.weights]

    @property
    def operand_types(self):
        return ", ".join([v.type for v in self.function.arguments] + [v.type for _, v in self.weights])

    def signature(self):
        named = [f"%{v.name}: {v.type}" for v in self.function.arguments]
        named += [f"%{name}: {v.type}" for name, (_, v) in zip(self.weight_names, self.weights)]
        return ", ".join(named)

    def operands(self):
        return ", ".join([f"%{v.name}" for v in self.function.arguments] + [f"%{n}" for n in self.weight_names])


def losses(function):
    if not function.is_differentiable:
        return []
    second = function.second_order and function.differences
    return [Loss(function, order) for order in ((1, 2) if second else (1,))]


def call_of(function, names):
    arguments = ", ".join(f"%{v.name}" for v in function.arguments)
    types = ", ".join(v.type for v in function.arguments)
    kinds = ", ".join(v.type for v in function.results)
    return f"{', '.join(names)} = nn.call @{function.name}({arguments}) : ({types}) -> ({kinds})"


def weighted_sum(terms):
    """Lines that leave the sum over terms (value, weight, type) in %loss."""
    lines = []
    for i, (value, weight, kind) in enumerate(terms):
        lines += [
            f"%product{i} = nn.mul {value}, {weight} : {kind}, {kind}",
            f"%sum{i} = nn.reduce_sum %product{i} : {kind}",
        ]
        if i:
            before = "%sum0" if i == 1 else f"%total{i - 1}"
            lines.append(f"%total{i} = nn.add {before}, %sum{i} : tensor<f64>, tensor<f64>")
    lines.append(f"nn.return {'%sum0' if len(terms) == 1 else f'%total{len(terms) - 1}'} : tensor<f64>")
    return lines


def loss_function(loss):
    function = loss.function
    lines = [f"nn.func {loss.symbol}({loss.signature()}) -> (loss: tensor<f64>) {{"]
    if loss.order == 1:
        values = [f"%result{i}" for i in range(len(function.results))]
        lines.append("  " + call_of(function, values))
        floats = [value for value, result in zip(values, function.results) if result.is_float]
        terms = zip(floats, loss.weight_names, (v.type for v in function.float_results))
    else:
        inner = Loss(function, 1)
        lines.append(
            f"  %inner = nn.call {inner.symbol}({inner.operands()}) : ({inner.operand_types}) -> tensor<f64>"
        )
        values = [f"%gradient{i}" for i in range(len(function.wrt))]
        lines.append("  " + gradient(values, "%inner", function.wrt))
        terms = zip(values, loss.weight_names[len(function.float_results) :], (v.type for v in function.wrt))
    lines += ["  " + line for line in weighted_sum([(v, f"%{w}", k) for v, w, k in terms])]
    return lines + ["}"]


def gradient(names, loss, wrt):
    kinds = ", ".join(v.type for v in wrt)
    what = ", ".join(f"%{v.name}" for v in wrt)
    return f"{', '.join(names)} = train.gradient {loss} wrt ({what}) : tensor<f64>, ({kinds})"


def gradient_function(loss, suffix, wrt):
    names = [f"%gradient{i}" for i in range(len(wrt))]
    kinds = ", ".join(v.type for v in wrt)
    results = ", ".join(f"d_{v.name}: {v.type}" for v in wrt)
    return [
        f"nn.func {loss.symbol}.{suffix}({loss.signature()}) -> ({results}) {{",
        f"  %loss = nn.call {loss.symbol}({loss.operands()}) : ({loss.operand_types}) -> tensor<f64>",
        "  " + gradient(names, "%loss", wrt),
        f"  nn.return {', '.join(names)} : {kinds}",
        "}",
    ]


def goes_forward(loss):
    """Whether the derivative along a direction is asked for too: it takes rules for what the gradient is made of."""
    return loss.order == 1 and loss.function.second_order and loss.function.differences


def direction(value):
    return f"direction.{value.name}"


def forward_function(loss):
    wrt = loss.function.wrt
    kinds = ", ".join(v.type for v in wrt)
    named = ", ".join(f"%{direction(v)}: {v.type}" for v in wrt)
    what, along = (", ".join(f"%{name}" for name in names) for names in ([v.name for v in wrt], map(direction, wrt)))
    return [
        f"nn.func {loss.symbol}.along({loss.signature()}, {named}) -> (slope: tensor<f64>) {{",
        f"  %loss = nn.call {loss.symbol}({loss.operands()}) : ({loss.operand_types}) -> tensor<f64>",
        f"  %loss.slope = train.jvp (%loss) wrt ({what}) along ({along}) : (tensor<f64>), ({kinds})",
        "  nn.return %loss.slope : tensor<f64>",
        "}",
    ]


def forward_driver(loss):
    """Lines that print the derivative along the directions."""
    lines, wrt = [], loss.function.wrt
    for value in wrt:
        lines += argument(direction(value), value, numbers(loss.function, value, "direction"))
    operands = ", ".join([loss.operands()] + [f"%{direction(v)}" for v in wrt])
    kinds = ", ".join([loss.operand_types] + [v.type for v in wrt])
    lines.append(f"%loss.slope = nn.call {loss.symbol}.along({operands}) : ({kinds}) -> tensor<f64>")
    lines.append("%loss.number = tensor.extract %loss.slope[] : tensor<f64>")
    return lines + print_number("%loss.number")


def gradient_sets(loss):
    """Suffix and arguments of each gradient that is taken: all at once, then each alone."""
    wrt = loss.function.wrt
    alone = [(f"of_{v.name}", [v]) for v in wrt] if len(wrt) > 1 and loss.order == 1 else []
    return [("of_all", wrt)] + alone


def literal(numbers, kind):
    def text(number):
        # Neither NaN nor infinity has a decimal form.
        return f"0x{pack('>d', number).hex().upper()}" if isinstance(number, float) else str(number)

    # What is spelt out must be as many numbers as the type has, and be empty without elements.
    return f"nn.constant dense<[{', '.join(map(text, numbers))}]> : {kind}"


def shaped(name, flat, value):
    """Lines that leave the flat f64 tensor as %name of the function's type."""
    lines = [f"%{name}.static = nn.reshape {flat} : {value.flat} to {value.static}"]
    lines.append(f"%{name} = tensor.cast %{name}.static : {value.static} to {value.type}")
    return lines


def argument(name, value, numbers):
    """Lines that make an argument; with its flat form, in which single elements are moved, if it is a float."""
    if value.is_float:
        return [f"%{name}.flat = {literal(numbers, value.flat)}", *shaped(name, f"%{name}.flat", value)]
    wide, kind = value.with_element("i64"), value.type.replace(f"{value.element}>", "i64>")
    return [
        f"%{name}.flat = {literal(numbers, f'tensor<{value.size}xi64>')}",
        f"%{name}.static = nn.reshape %{name}.flat : tensor<{value.size}xi64> to {wide}",
        f"%{name}.wide = tensor.cast %{name}.static : {wide} to {kind}",
        f"%{name} = nn.cast %{name}.wide : {kind} to {value.type}",
    ]


def print_number(number):
    return [
        f"{number}.bits = arith.bitcast {number} : f64 to i64",
        f"func.call @printI64({number}.bits) : (i64) -> ()",
        "func.call @printNewline() : () -> ()",
    ]


def print_all(name, value):
    wide = "f64" if value.is_float else "i64"
    kind, flat = value.type.replace(f"{value.element}>", f"{wide}>"), f"tensor<{value.size}x{wide}>"
    number = print_number("%number") if value.is_float else print_number("%real")
    if not value.is_float:
        number.insert(0, "%real = arith.sitofp %number : i64 to f64")
    return [
        f"%{name}.wide = nn.cast %{name} : {value.type} to {kind}",
        f"%{name}.known = tensor.cast %{name}.wide : {kind} to {value.with_element(wide)}",
        f"%{name}.flat = nn.reshape %{name}.known : {value.with_element(wide)} to {flat}",
        f"%{name}.size = arith.constant {value.size} : index",
        f"scf.for %k = %zero to %{name}.size step %one {{",
        f"  %number = tensor.extract %{name}.flat[%k] : {flat}",
        *("  " + line for line in number),
        "}",
    ]


def print_neighbours(loss, value):
    """Lines that print the loss at the points around each element of one argument."""
    operands = loss.operands().replace(f"%{value.name},", "%moved,", 1)
    return [
        f"%{value.name}.size = arith.constant {value.size} : index",
        f"scf.for %k = %zero to %{value.name}.size step %one {{",
        "  scf.for %j = %zero to %four step %one {",
        f"    %old = tensor.extract %{value.name}.flat[%k] : {value.flat}",
        "    %offset = tensor.extract %offsets[%j] : tensor<4xf64>",
        "    %new = arith.addf %old, %offset : f64",
        f"    %changed = tensor.insert %new into %{value.name}.flat[%k] : {value.flat}",
        *("    " + line for line in shaped("moved", "%changed", value)),
        f"    %loss = nn.call {loss.symbol}({operands}) : ({loss.operand_types}) -> tensor<f64>",
        "    %number = tensor.extract %loss[] : tensor<f64>",
        *("    " + line for line in print_number("%number")),
        "  }",
        "}",
    ]


INDICES = ["%zero = arith.constant 0 : index", "%one = arith.constant 1 : index", "%four = arith.constant 4 : index"]


def printer(symbol, lines):
    return [f"func.func private {symbol}.print() {{", *("  " + line for line in INDICES + lines), "  return", "}"]


def results_driver(function):
    """The function that prints the results of one."""
    lines = []
    for value in function.arguments:
        lines += argument(value.name, value, numbers(function, value))
    names = [f"result{i}" for i in range(len(function.results))]
    lines.append(call_of(function, [f"%{name}" for name in names]))
    for name, value in zip(names, function.results):
        lines += print_all(name, value)
    return printer(f"@{function.name}", lines)


def loss_driver(loss):
    """The function that prints everything about one loss."""
    function = loss.function
    lines = [f"%offsets = arith.constant dense<[{', '.join(map(repr, OFFSETS))}]> : tensor<4xf64>"]
    inputs = [(v.name, v, "") for v in function.arguments]
    inputs += [(name, v, where) for name, (where, v) in zip(loss.weight_names, loss.weights)]
    for name, value, purpose in inputs:
        lines += argument(name, value, numbers(function, value, purpose))
    for suffix, wrt in gradient_sets(loss):
        names = [f"{suffix}{i}" for i in range(len(wrt))]
        kinds = ", ".join(v.type for v in wrt)
        lines.append(
            f"{', '.join('%' + n for n in names)} = nn.call {loss.symbol}.{suffix}({loss.operands()})"
            f" : ({loss.operand_types}) -> ({kinds})"
        )
        for name, value in zip(names, wrt):
            lines += print_all(name, value)
    if goes_forward(loss):
        lines += forward_driver(loss)
    for value in function.wrt if function.differences else []:
        lines += print_neighbours(loss, value)
    return printer(loss.symbol, lines)


def write(text):
    lines = [text.rstrip(), "", "func.func private @printI64(i64)", "func.func private @printNewline()"]
    main = []
    for function in functions(text):
        if function.torch:
            lines += results_driver(function)
            main.append(f"  func.call @{function.name}.print() : () -> ()")
        for loss in losses(function):
            lines += loss_function(loss)
            for suffix, wrt in gradient_sets(loss):
                lines += gradient_function(loss, suffix, wrt)
            if goes_forward(loss):
                lines += forward_function(loss)
            lines += loss_driver(loss)
            main.append(f"  func.call {loss.symbol}.print() : () -> ()")
    lines += ["func.func @main() {", *main, "  return", "}"]
    return "\n".join(lines)
