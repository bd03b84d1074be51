"""Weights and networks for other frameworks: safetensors in and out, ONNX out and in again."""
import json
import os
import tempfile
import unittest

import dlc
import numpy as np
from common import TINY, examples


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.images, labels = examples(60)
        self.program = dlc.compile(dlc.parse(TINY), mode="train", optimizer="adam")
        self.program.fit(dlc.Dataset(self.images, labels), epochs=3, batch=20)

    def path(self, name):
        return os.path.join(self.folder, name)

    def logits(self, program):
        return program.call("predict", image=self.images)["logits"]

    def test_weights_go_out_and_come_back(self):
        self.program.save_weights(self.path("tiny.safetensors"))
        other = dlc.compile(dlc.parse(TINY))
        self.assertEqual(other.load_weights(self.path("tiny.safetensors")), ["weight", "bias"])
        np.testing.assert_array_equal(self.logits(other), self.logits(self.program))

    def test_what_is_written_is_what_others_read(self):
        self.program.save_weights(self.path("tiny.safetensors"))
        with open(self.path("tiny.safetensors"), "rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
            start = file.tell()
            self.assertEqual({name for name in header if name != "__metadata__"}, {"weight", "bias"})
            begin, end = header["weight"]["data_offsets"]
            file.seek(start + begin)
            weight = np.frombuffer(file.read(end - begin), np.float32).reshape(header["weight"]["shape"])
        np.testing.assert_array_equal(weight, self.program.variable("weight"))

    def test_names_of_others(self):
        text = TINY.replace("@weight", "@model.fc.weight").replace("@bias", "@model.fc.bias")
        other = dlc.compile(dlc.parse(text))
        self.program.save_weights(self.path("tiny.safetensors"))
        with self.assertRaisesRegex(dlc.Error, r"has no tensor with the name of a variable.*rename="):
            other.load_weights(self.path("tiny.safetensors"))
        names = other.load_weights(self.path("tiny.safetensors"), rename=[r"^(.*)$=model.fc.\1"])
        self.assertEqual(names, ["model.fc.weight", "model.fc.bias"])
        np.testing.assert_array_equal(self.logits(other), self.logits(self.program))

    def test_what_does_not_fit_changes_nothing(self):
        self.program.save_weights(self.path("tiny.safetensors"))
        other = dlc.compile(dlc.parse(TINY.replace("4x3xf32", "4x5xf32").replace("3xf32", "5xf32")))
        with self.assertRaisesRegex(dlc.Error, r"'weight' is f32 \[4, 3\], the program has weight f32 \[4, 5\]"):
            other.load_weights(self.path("tiny.safetensors"))
        self.assertFalse(other.variable("bias").any())

    def test_a_training_step_goes_out_and_comes_back(self):
        self.program.export_onnx(self.path("step.onnx"), entry="train_step")
        step = dlc.compile(dlc.load(self.path("step.onnx")))
        images, labels = examples(20)
        given = {"image": images, "label": labels.astype(np.int64), "learning_rate": 0.01}
        results = step.call("predict", given)
        self.program.call("train_step", given)
        for name in ("weight", "bias", "weight.adam_m", "bias.adam_v", "weight.adam_step"):
            np.testing.assert_allclose(results[name.replace(".", "_") + "_next"], self.program.variable(name), rtol=1e-5, atol=1e-6)

    def test_onnx_goes_out_and_comes_back(self):
        self.program.export_onnx(self.path("tiny.onnx"))
        with open(self.path("tiny.onnx"), "rb") as file:
            self.assertIn(dlc.__version__.encode(), file.read(64))  # who wrote it is told first
        again = dlc.compile(dlc.load(self.path("tiny.onnx")))
        np.testing.assert_allclose(self.logits(again), self.logits(self.program), rtol=1e-6, atol=1e-6)
        self.program.export_onnx(self.path("four.onnx"), sizes=4)
        self.assertEqual(dlc.load(self.path("four.onnx")).functions[0].inputs[0].shape, (4, 2, 2))
        with self.assertRaisesRegex(dlc.Error, "nonsense"):
            self.program.export_onnx(self.path("no.onnx"), entry="nonsense")
        self.assertFalse(os.path.exists(self.path("no.onnx")))

    def test_weights_beside_the_network(self):
        program = dlc.compile(dlc.zoo("mlp"))
        program.export_onnx(self.path("mlp.onnx"), external_data=True)
        self.assertLess(os.path.getsize(self.path("mlp.onnx")), 10000)
        image = np.ones((2, 784), np.float32)
        again = dlc.compile(dlc.load(self.path("mlp.onnx"))).call("predict", image=image)["logits"]
        np.testing.assert_allclose(again, program.call("predict", image=image)["logits"], rtol=1e-5, atol=1e-5)
        os.remove(self.path("mlp.onnx.data"))
        with self.assertRaises(dlc.Error):
            dlc.load(self.path("mlp.onnx"))

    def test_onnx_runtime_computes_the_same(self):
        try:
            import onnxruntime
        except ImportError:
            self.skipTest("onnxruntime is not there")
        self.program.export_onnx(self.path("tiny.onnx"))
        session = onnxruntime.InferenceSession(self.path("tiny.onnx"), providers=["CPUExecutionProvider"])
        (logits,) = session.run(["logits"], {"image": self.images})
        np.testing.assert_allclose(logits, self.logits(self.program), rtol=1e-5, atol=1e-5)

    def test_a_library_for_several_cpus(self):
        library, header = dlc.compile_library(
            dlc.parse(TINY), self.path("libtiny.so"), cpu_dispatch=["x86-64-v2", "x86-64-v3"]
        )
        self.assertTrue(library.exists())
        self.assertIn("int tiny_create_for", header.read_text())
        with self.assertRaisesRegex(dlc.Error, "for one CPU, 'x86-64-v3', or for several"):
            dlc.compile_library(dlc.parse(TINY), self.path("no.so"), cpu="x86-64-v3", cpu_dispatch=["x86-64-v2"])


if __name__ == "__main__":
    unittest.main()
