"""dlc: a deep-learning compiler. Networks in, native code that predicts and learns out.

    import dlc
    net = dlc.load("net.onnx", loss="softmax_cross_entropy", dynamic_batch=True)
    program = dlc.compile(net, mode="train", optimizer="adam")
    program.fit(dlc.Dataset(images, labels), epochs=2)
    logits = program.call("predict", image=x)["logits"]
    program.save("net.dlm")

Arrays are NumPy's, or any with DLPack, and are used in place. What goes wrong raises dlc.Error.
"""

from ._dlc import (
    Averages,
    Dataset,
    Entry,
    Epoch,
    Error,
    Graph,
    Program,
    TensorInfo,
    Variable,
    __version__,
    compile,
    compile_library,
    load,
    open_dataset,
    parse,
    zoo,
    zoo_names,
)

__all__ = [name for name in dir() if not name.startswith("_")]
