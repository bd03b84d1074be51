"""Inference by each rival, with its best settings: a call without arguments, and how far its result is from PyTorch's."""
import subprocess
import sys
from pathlib import Path

import numpy

from comparison import ONE_LAYOUT
from comparison.prepare import SEED, largest_difference


def onnxruntime(network, folder, x, threads):
    import onnxruntime as runtime

    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    session = runtime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": x})[0]


def openvino(network, folder, x, threads):
    import openvino as vino

    compiled = vino.Core().compile_model(folder / "model.onnx", "CPU",
                                         {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY",
                                          "INFERENCE_PRECISION_HINT": "f32"})
    request = compiled.create_infer_request()
    return lambda: request.infer({0: x}, share_inputs=True, share_outputs=True)[0]


def torch_network(network, x, threads):
    import torch

    from comparison import networks

    torch.set_num_threads(threads)
    torch.manual_seed(SEED)
    return torch, networks.INFERENCE[network][0]().eval(), torch.from_numpy(x)


def eager(network, folder, x, threads, channels_last=False):
    torch, model, x = torch_network(network, x, threads)
    if channels_last:
        if x.dim() != 4:
            raise ValueError(ONE_LAYOUT)
        model, x = model.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)

    def call():
        with torch.inference_mode():
            return model(x)

    return call


def eager_nhwc(*arguments):
    return eager(*arguments, channels_last=True)


def compiled(network, folder, x, threads):
    torch, model, x = torch_network(network, x, threads)
    import torch._inductor.config

    torch._inductor.config.freezing = True  # weights are constants
    model = torch.compile(model)

    def call():
        with torch.no_grad():
            return model(x)

    return call


def iree(network, folder, x, threads):
    import iree.runtime as runtime

    tools = Path(sys.executable).parent
    text, code = folder / "iree.mlir", folder / "iree.vmfb"
    if not code.exists():
        imported = [sys.executable, "-m", "iree.compiler.tools.import_onnx", folder / "model.onnx", "-o", text,
                    "--opset-version", "17"]
        compiled = [tools / "iree-compile", text, "--iree-hal-target-device=local",
                    "--iree-hal-local-target-device-backends=llvm-cpu", "--iree-llvmcpu-target-cpu=host",
                    "--iree-opt-level=O3", "-o", code]
        for command in (imported, compiled):
            if subprocess.run(command, stdout=sys.stderr).returncode:
                raise RuntimeError(f"{command[2 if command is imported else 0]} fails")

    config = runtime.Config("local-task")
    module = runtime.load_vm_module(runtime.VmModule.mmap(config.vm_instance, str(code)), config)
    entry = next(name for name in module.vm_module.function_names if not name.startswith("__") and "$" not in name)
    x = runtime.asdevicearray(config.device, x)
    return lambda: module[entry](x).to_host()


RIVALS = {"onnxruntime": onnxruntime, "openvino": openvino, "compile": compiled, "eager": eager, "eager_nhwc": eager_nhwc,
          "iree": iree}


def rival(name, network, folder, threads):
    folder = Path(folder)
    call = RIVALS[name](network, folder, numpy.load(folder / "x.npy"), threads)
    return call, largest_difference(numpy.asarray(call()), numpy.load(folder / "y.npy", mmap_mode="r"))
