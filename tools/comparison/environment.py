"""The virtual environment with the rivals."""
import subprocess
import sys

# Each group is one call of pip. Without the first nothing can be measured; a rival of another that cannot be installed is
# shown as missing. torchvision comes without what it depends on, as it would bring another build of torch.
REQUIRED = ["numpy", "torch==2.13.0", "pillow", "onnx"]
OPTIONAL = {
    "torchvision": ["--no-deps", "torchvision==0.28.0"],
    "ONNX Runtime": ["onnxruntime"],
    "OpenVINO": ["openvino"],
    "JAX": ["jax", "flax", "optax"],
    "IREE": ["iree-base-compiler", "iree-base-runtime"],
}


def interpreter(folder, log):
    """The Python of the environment in `folder`, which is made where it does not exist; one that exists stays as it is."""
    python = folder / "bin" / "python"
    if python.exists():
        return python
    log(f"makes {folder}: this downloads about a gigabyte, once")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet"]
    if subprocess.run(pip + REQUIRED).returncode:
        sys.exit(f"compare: pip cannot install {', '.join(REQUIRED)} in {folder}; remove the folder to try again")
    for name, packages in OPTIONAL.items():
        if subprocess.run(pip + packages).returncode:
            log(f"{name} cannot be installed, and is left out")
    return python
