"""Graphs and calls: what can be asked, arrays of all kinds in and out, and what is refused."""
import os
import resource
import tempfile
import threading
import time
import unittest

import dlc
import numpy as np
from common import TINY

# One entry point an element type: each returns its input, twice the batch, reversed where it can be.
TYPES = {"f32": "float32", "f64": "float64", "i64": "int64", "i32": "int32", "i8": "int8", "ui8": "uint8", "i1": "bool", "f16": "float16"}
COPIES = "module @copies {" + "".join(
    f"""
  nn.func @copy_{name}(%x: tensor<?x3x{name}>) -> (y: tensor<3x?x{name}>) {{
    %y = nn.transpose %x perm [1, 0] : tensor<?x3x{name}>
    nn.return %y : tensor<3x?x{name}>
  }}"""
    for name in TYPES
) + "\n}"


class Normalization(unittest.TestCase):
    COLOURS = """
module @colours attributes {nn.mean = [0.1 : f32, 0.2 : f32, 0.3 : f32], nn.stddev = [0.5 : f32, 0.25 : f32, 0.1 : f32]} {
  nn.func @predict(%image: tensor<?x3x1x1xf32>) -> (pixels: tensor<?x3xf32>) {
    %pixels = nn.flatten %image : tensor<?x3x1x1xf32>
    nn.return %pixels : tensor<?x3xf32>
  }
}
"""

    def test_is_told_and_applied_to_pixels_and_not_to_arrays(self):
        graph = dlc.parse(self.COLOURS)
        program = dlc.compile(graph)
        np.testing.assert_allclose(graph.mean, [0.1, 0.2, 0.3], rtol=1e-6)
        np.testing.assert_allclose(program.mean, graph.mean)
        np.testing.assert_allclose(program.standard_deviation, [0.5, 0.25, 0.1], rtol=1e-6)
        pixels = np.full((2, 3, 1, 1), 0.4, np.float32)
        np.testing.assert_array_equal(program.call("predict", image=pixels)["pixels"], pixels.reshape(2, 3))
        wanted = np.broadcast_to(np.float32([0.6, 0.8, 1.0]), (2, 3))
        np.testing.assert_allclose(program.call("predict", image=program.normalize(pixels))["pixels"], wanted, rtol=1e-5)
        np.testing.assert_allclose(program.normalize(np.full((2, 3, 1, 1), 102, np.uint8)).reshape(2, 3), wanted, rtol=1e-5)
        self.assertAlmostEqual(float(pixels[0, 0, 0, 0]), 0.4, places=6)
        with self.assertRaisesRegex(dlc.Error, "f32 .2, 1, 1. cannot be normalised by the means and deviations of 3 channels"):
            program.normalize(np.zeros((2, 1, 1), np.float32))
        with self.assertRaisesRegex(dlc.Error, "images are uint8, 0 to 255, or float32, 0 to 1, not float64"):
            program.normalize(pixels.astype(np.float64))

    def test_of_none_pixels_stay(self):
        program = dlc.compile(dlc.parse(TINY))
        self.assertEqual(program.mean, [])
        np.testing.assert_allclose(program.normalize(np.full((1, 2, 2), 51, np.uint8)), np.full((1, 2, 2), 0.2), rtol=1e-6)


class Graphs(unittest.TestCase):
    def test_tells_what_is_in_it(self):
        graph = dlc.parse(TINY)
        self.assertEqual((graph.name, graph.parameter_count, graph.sizes), ("tiny", 15, ["batch"]))
        self.assertEqual([entry.name for entry in graph.functions], ["predict", "loss"])
        image = graph.functions[0].inputs[0]
        self.assertEqual((image.name, image.dtype, image.shape), ("image", "float32", ("batch", 2, 2)))
        weight = graph.variables[0]
        self.assertEqual((weight.name, weight.shape, weight.role), ("weight", (4, 3), "parameter"))
        self.assertIn("15 parameters", repr(graph))

    def test_text_goes_out_and_comes_back(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "tiny.mlir")
            dlc.parse(TINY).save(path)
            self.assertEqual(dlc.load(path).text, TINY)
            with self.assertRaisesRegex(dlc.Error, "suffix .mlir"):
                dlc.parse(TINY).save(os.path.join(folder, "tiny.txt"))

    def test_errors_have_the_diagnostics(self):
        with self.assertRaisesRegex(dlc.Error, r"<text>:2:3: error: .*\n(.*\n)*.*\^"):
            dlc.parse("module @m {\n  nn.nonsense\n}")
        with self.assertRaisesRegex(dlc.Error, "no/such.onnx"):
            dlc.load("no/such.onnx")
        with self.assertRaisesRegex(dlc.Error, "for ONNX files"):
            dlc.load("net.mlir", loss="mse")
        with self.assertRaisesRegex(dlc.Error, "the zoo has"):
            dlc.zoo("alexander")
        with self.assertRaisesRegex(dlc.Error, "there are predict, evaluate and train"):
            dlc.compile(dlc.parse(TINY), mode="learn")
        with self.assertRaisesRegex(dlc.Error, "z80"):
            dlc.compile(dlc.parse(TINY), cpu="z80")
        self.assertTrue(issubclass(dlc.Error, RuntimeError))

    def test_zoo(self):
        self.assertIn("lenet", dlc.zoo_names())
        self.assertEqual(dlc.zoo("lenet").parameter_count, 61706)


class Calls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = dlc.compile(dlc.parse(TINY))
        cls.program.set_variable("weight", np.arange(12, dtype=np.float32).reshape(4, 3))

    def expect(self, image, **given):
        weight = np.arange(12, dtype=np.float32).reshape(4, 3)
        logits = self.program.call("predict", image=image, **given)["logits"]
        np.testing.assert_allclose(logits, np.asarray(image, np.float32).reshape(-1, 4) @ weight, rtol=1e-6)

    def test_by_name(self):
        x = np.random.default_rng(1).random((5, 2, 2), dtype=np.float32)
        self.expect(x)
        outputs = self.program.call("predict", {"image": x})
        self.assertEqual(list(outputs), ["logits"])
        self.assertEqual(outputs["logits"].shape, (5, 3))
        self.assertTrue(outputs["logits"].flags.writeable and outputs["logits"].flags.c_contiguous)

    def test_memory_as_it_lies(self):
        x = np.random.default_rng(1).random((70, 2, 2), dtype=np.float32)
        self.expect(x[3:])  # any alignment of an element
        unaligned = np.zeros(4 * 4 * 9 + 4, np.uint8)[4:].view(np.float32)
        unaligned[:] = range(36)
        self.expect(unaligned.reshape(9, 2, 2))
        x.flags.writeable = False
        self.expect(x)

    def test_outputs_outlive_the_program(self):
        program = dlc.compile(dlc.parse(TINY))
        logits = program.call("predict", image=np.ones((4, 2, 2), np.float32))["logits"]
        del program
        np.testing.assert_array_equal(logits, np.zeros((4, 3)))

    def test_dlpack(self):
        class Foreign:
            """An array that shows no more of itself than DLPack."""

            def __init__(self, array):
                self.array = array

            def __dlpack__(self, **how):
                return self.array.__dlpack__(**how)

            def __dlpack_device__(self):
                return self.array.__dlpack_device__()

        x = np.random.default_rng(1).random((5, 2, 2), dtype=np.float32)
        logits = self.program.call("predict", image=Foreign(x))["logits"]
        np.testing.assert_array_equal(logits, self.program.call("predict", image=x)["logits"])
        np.testing.assert_array_equal(np.from_dlpack(logits), logits)

    def test_torch(self):
        try:
            import torch
        except ImportError:
            self.skipTest("torch is not installed")
        x = torch.rand(5, 2, 2)
        logits = torch.from_dlpack(self.program.call("predict", image=x)["logits"])
        weight = torch.arange(12, dtype=torch.float32).reshape(4, 3)
        torch.testing.assert_close(logits, x.reshape(5, 4) @ weight)

    def test_every_element_type(self):
        program = dlc.compile(dlc.parse(COPIES))
        for name, dtype in TYPES.items():
            x = (np.arange(12).reshape(4, 3) % 5 - (2 if name != "ui8" else 0)).astype(dtype)
            y = program.call("copy_" + name, x=x)["y"]
            self.assertEqual(y.dtype, np.dtype(dtype))
            np.testing.assert_array_equal(y, x.T)

    def test_large_inputs_are_not_copied(self):
        text = """
            nn.func @predict(%x: tensor<?xf32>) -> (mean: tensor<f32>) {
              %mean = nn.reduce_mean %x : tensor<?xf32>
              nn.return %mean : tensor<f32>
            }"""
        program = dlc.compile(dlc.parse(text))
        x = np.ones(64 << 20, np.float32)  # 256 MiB
        program.call("predict", x=x[:1000])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.assertEqual(program.call("predict", x=x)["mean"], 1)
        self.assertLess(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, 64 << 10)

    def test_what_does_not_fit_is_refused(self):
        x = np.zeros((5, 2, 2), np.float32)
        for wrong, message in (
            (x.astype(np.float64), r"input 'image' is f64 \[5, 2, 2\], the entry wants image f32 \[batch, 2, 2\]"),
            (x[:, :1].copy(), "the entry wants image"),
            (x[:, :, ::2], "is not contiguous in memory; numpy.ascontiguousarray"),
            (np.zeros((5, 2, 2), np.complex64), "elements of a type that dlc has not"),
            ([[1.0]], "input 'image' is no array, but a list"),
            (None, "input 'image' is no array"),
            (np.zeros(4 * 4 * 5 + 1, np.uint8)[1:].view(np.float32).reshape(5, 2, 2), "no multiple of its elements' size"),
        ):
            with self.assertRaisesRegex(dlc.Error, message):
                self.program.call("predict", image=wrong)
        with self.assertRaisesRegex(dlc.Error, "there is no input 'picture', input 'image' is missing"):
            self.program.call("predict", picture=x)
        with self.assertRaisesRegex(dlc.Error, "predict"):
            self.program.call("foretell", image=x)
        with self.assertRaisesRegex(dlc.Error, "no variable 'wait'"):
            self.program.set_variable("wait", x)
        with self.assertRaises(TypeError):
            self.program.call(image=x)

    def test_variables_are_copies(self):
        program = dlc.compile(dlc.parse(TINY))
        bias = np.array([1, 2, 3], np.float32)
        program.set_variable("bias", bias)
        bias[:] = 0
        read = program.variable("bias")
        read[0] = 7
        np.testing.assert_array_equal(program.variable("bias"), [1, 2, 3])
        fork = program.fork()
        fork.set_variable("bias", bias)
        np.testing.assert_array_equal(program.variable("bias"), [1, 2, 3])

    def test_named_sizes(self):
        text = """
            nn.func @ones(%x: tensor<?x?xf32, #nn.sizes<batch, width>>) -> (y: tensor<?x?xf32, #nn.sizes<batch, width>>) {
              %y = nn.relu %x : tensor<?x?xf32, #nn.sizes<batch, width>>
              nn.return %y : tensor<?x?xf32, #nn.sizes<batch, width>>
            }"""
        graph = dlc.parse(text)
        self.assertEqual(graph.functions[0].inputs[0].shape, ("batch", "width"))
        x = np.array([[-1, 2, -3]], np.float32)
        np.testing.assert_array_equal(dlc.compile(graph).call("ones", x=x)["y"], [[0, 2, 0]])
        fixed = dlc.compile(graph, sizes={"width": 3})
        np.testing.assert_array_equal(fixed.call("ones", x=x)["y"], [[0, 2, 0]])
        with self.assertRaises(dlc.Error):
            fixed.call("ones", x=x[:, :2].copy())

    def test_the_gil_is_released(self):
        program = dlc.compile(dlc.zoo("lenet"), parallel=False)
        x = np.zeros((1000, 1, 28, 28), np.float32)
        done, ticks = threading.Event(), 0

        def work():
            try:
                for _ in range(5):
                    program.call("predict", image=x)
            finally:
                done.set()

        thread = threading.Thread(target=work)
        thread.start()
        while not done.is_set():
            time.sleep(0.0005)
            ticks += 1
        thread.join()
        self.assertGreater(ticks, 10)

    def test_threads_share_a_program(self):
        x = np.random.default_rng(1).random((50, 2, 2), dtype=np.float32)
        wanted = self.program.call("predict", image=x)["logits"]
        wrong = []

        def work(count):
            for _ in range(100):
                if not np.array_equal(self.program.call("predict", image=x[:count])["logits"], wanted[:count]):
                    wrong.append(count)

        threads = [threading.Thread(target=work, args=(count,)) for count in (1, 20, 50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])


class Libraries(unittest.TestCase):
    def test_a_library_and_its_header(self):
        with tempfile.TemporaryDirectory() as folder:
            library, header = dlc.compile_library(dlc.parse(TINY), os.path.join(folder, "libtiny.so"), mode="train")
            self.assertTrue(library.exists())
            self.assertIn("int tiny_train_step", header.read_text())
            with self.assertRaisesRegex(dlc.Error, "a library ends in .so, .a or .o"):
                dlc.compile_library(dlc.parse(TINY), os.path.join(folder, "tiny.exe"))


class Stubs(unittest.TestCase):
    def test_everything_is_described(self):
        import ast

        stub = os.path.join(os.path.dirname(dlc.__file__), "_dlc.pyi")
        with open(stub) as file:
            tree = ast.parse(file.read())
        described = {node.name for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
        self.assertLessEqual(set(dlc.__all__), described)
        self.assertTrue(os.path.exists(os.path.join(os.path.dirname(dlc.__file__), "py.typed")))
        for name in dlc.__all__:
            self.assertTrue(getattr(dlc, name).__doc__, name)


if __name__ == "__main__":
    unittest.main()
