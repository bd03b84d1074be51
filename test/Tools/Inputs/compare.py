"""Tests of the parts of tools/compare that need no rival: compare.py TOOLS [unittest's arguments]."""
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, sys.argv.pop(1))
sys.dont_write_bytecode = True

from comparison import ONE_LAYOUT, convolutions, environment, figures, plot, processes, slowest, suites  # noqa: E402


def side(*medians, **more):
    return {"medians": list(medians), "best": min(medians), "error": None, "ready_s": 1.0, "peak_bytes": 5e6, **more}


def row(network="lenet", suite="inference", batch=1, **sides):
    return {"suite": suite, "network": network, "batch": batch, "sides": sides}


FAILED = {"failed": "No module named 'jax'"}


class Ratios(unittest.TestCase):
    def test_best_rival_over_dlc(self):
        found = figures.ratio(row(dlc=side(2.0, 1.0, 4.0), onnxruntime=side(4.0, 4.0, 4.0), openvino=side(6.0, 3.0, 5.0)))
        self.assertEqual((found.rival, found.value), ("onnxruntime", 2.0))
        self.assertEqual((found.low, found.high), (1.0, 3.0))  # 4 / 4 and 3 / 1: of each round's best

    def test_failing_rivals_do_not_count(self):
        found = figures.ratio(row(dlc=side(2.0), openvino=FAILED, eager=side(1.0)))
        self.assertEqual((found.rival, found.value), ("eager", 0.5))
        self.assertIsNone(figures.ratio(row(dlc=side(2.0), openvino=FAILED)))
        self.assertIsNone(figures.ratio(row(dlc=FAILED, openvino=side(1.0))))

    def test_geometric_mean(self):
        self.assertAlmostEqual(figures.geometric_mean([0.5, 2.0, 8.0]), 2.0)
        self.assertIsNone(figures.geometric_mean([]))


class Slowest(unittest.TestCase):
    def op(self, of_peak, bytes_per_second):
        return {"op": "conv", "at": "net.mlir:3", "forms": ["direct"], "share": 0.5, "of_peak": of_peak,
                "bytes_per_second": bytes_per_second}

    def test_what_is_left_at_the_nearer_limit(self):
        self.assertAlmostEqual(slowest.limits(self.op(0.8, 1e9), 1e10)["possible"], 0.9)
        self.assertAlmostEqual(slowest.limits(self.op(0.1, 6e9), 1e10)["possible"], 0.8)
        self.assertAlmostEqual(slowest.limits(self.op(0.1, 9e10), 1e10)["possible"], 1)  # from a cache

    def test_rows(self):
        rows = [{**row(), "slowest": [slowest.limits(self.op(0.8, 1e9), 1e10)] * 2},
                {**row(suite="training", batch=32), "slowest": {"failed": "no memory"}}, row()]
        lines = slowest.table(rows).splitlines()
        self.assertEqual(lines[2:], ["| lenet, 1 | conv | direct | 50% | 80% | 10% | 0.90 |",
                                     "|  | conv | direct | 50% | 80% | 10% | 0.90 |",
                                     "| lenet, 32, training | no memory | | | | | |"])
        self.assertEqual(lines[0].count("|"), lines[2].count("|"))


class Tables(unittest.TestCase):
    def test_rows_notes_and_mean(self):
        rows = [row(dlc=side(0.001, error=2e-7), onnxruntime=side(0.002), iree=FAILED),
                row("vae", dlc=side(0.25), onnxruntime=side(0.125)),
                row("gpt2", dlc=FAILED, onnxruntime=side(1.5), eager_nhwc={"failed": f"ValueError: {ONE_LAYOUT}"}),
                row("mlp", batch=32, dlc=side(1.0), onnxruntime=side(3.0))]
        lines = figures.table(rows, "inference").splitlines()
        self.assertEqual(lines[0].count("|"), lines[1].count("|"))
        self.assertIn("| lenet, 1 | 1.00 | 2.00 |  | fails | **2.00** | 2.00 … 2.00 | 2e-07 |", lines)
        self.assertIn("| vae, 1 | 250 | 125 |  |  | **0.50** | 0.50 … 0.50 |  |", lines)
        self.assertIn("| gpt2, 1 | fails | 1500 |  |  |  |  |  |", lines)
        self.assertIn("| geometric mean, 1 | | | | | **1.00** | 0.50 … 2.00 of 2 | |", lines)
        self.assertIn("| geometric mean, 32 | | | | | **3.00** | 3.00 … 3.00 of 1 | |", lines)
        notes = [line for line in lines if line.startswith(" - ")]
        self.assertEqual(notes, [" - IREE of lenet, 1: No module named 'jax'", " - dlc of gpt2, 1: No module named 'jax'"])

    def test_milliseconds_have_three_digits(self):
        self.assertEqual([figures.milliseconds(s) for s in (0.0000336, 0.00123, 0.0456, 0.789, 12.3)],
                         ["0.0336", "1.23", "45.6", "789", "12300"])

    def test_costs(self):
        trained = row("mlp", "training", 128, dlc=side(1.0), eager=side(1.0, peak_bytes=9e6))
        trained["costs"] = {"compile_s": 2.0, "compile_peak_bytes": 1, "library_bytes": 115000}
        self.assertIn("| mlp, 128 | 5 MB | 9 MB | 1.0 s | 2.0 s | 115 kB |", figures.costs_table([trained]))

    def test_page(self):
        page = f"head\n{figures.BEGIN}\nold\n{figures.END}\ntail\n"
        new = figures.replaced(page, "new")
        self.assertEqual(new, f"head\n{figures.BEGIN}\n\nnew\n{figures.END}\ntail\n")
        self.assertEqual(figures.replaced(new, "new"), new)
        with self.assertRaisesRegex(ValueError, "has no '<!-- written by"):
            figures.replaced("head", "new")


class Convolutions(unittest.TestCase):
    SHAPE = {"channels": 8, "height": 9, "width": 7, "outputs": 4, "kernel": [3, 1], "stride": [2, 2], "pads": [2, 0], "groups": 2}

    def convolution(self, direction, ours, theirs, **more):
        return {**row("vgg19", "convolutions", 16, dlc=side(*ours), eager=side(*theirs)), "shape": "a", "direction": direction,
                **more}

    def test_text(self):
        self.assertEqual(convolutions.title(self.SHAPE), "8×9×7 → 4, 3×1, stride 2, pads 2×0, 2 groups")
        text = convolutions.module(self.SHAPE)
        self.assertIn("%result = nn.conv %x, %w strides [2, 2] pads [2, 0, 2, 0] group 2 : tensor<?x8x9x7xf32>, "
                      "tensor<4x4x3x1xf32>", text)
        self.assertIn("-> (result: tensor<?x4x6x4xf32>)", text)
        self.assertEqual(text.count("nn.func @"), len(convolutions.DIRECTIONS))

    def test_summary(self):
        rows = [self.convolution("forward", [2.0, 2.0], [4.0, 4.0]), self.convolution("backward_data", [4.0], [2.0]),
                self.convolution("forward", [1.0], [1.0], shape="b"),
                {**self.convolution("backward_data", [1.0], [1.0], shape="b"), "sides": {"dlc": FAILED}}]
        lines = convolutions.summary(rows, figures.ratio).splitlines()
        self.assertIn("| vgg19 | forward | 2 | 2 | 1.00 | 1.41 | 1.00 |", lines)
        self.assertIn("| vgg19 | backward data | 1 | 0 | 0.50 | 0.50 | 2.00 |", lines)
        self.assertIn("| all | | 3 | 2 (67%) | 0.50 | 1.00 | |", lines)
        self.assertIn("Slower in dlc: a, backward data 0.50.", lines)
        self.assertIn(f" - b, backward_data: {FAILED['failed']}", lines)


class Plot(unittest.TestCase):
    def test_bars(self):
        rows = [row(dlc=side(1.0, 1.0), eager=side(2.0, 2.0)), row("a<b", dlc=side(4.0), eager=side(1.0)),
                row("vae", "training", dlc=FAILED)]
        root = xml.fromstring(plot.chart(rows))
        space = "{http://www.w3.org/2000/svg}"
        bars = root.findall(f"{space}rect")[1:]  # the first is the background
        self.assertEqual([bar.get("fill") for bar in bars], [plot.FASTER, plot.SLOWER])
        widths = [float(bar.get("width")) for bar in bars]
        self.assertAlmostEqual(widths[1], 2 * widths[0], delta=0.2)  # a quarter is twice as far from 1 as 2 is
        self.assertAlmostEqual(float(bars[0].get("x")), float(bars[1].get("x")) + widths[1], delta=0.2)
        texts = [text.text for text in root.findall(f"{space}text")]
        for text in ("Inference", "lenet, 1", "2.00 PyTorch", "a<b, 1", "0.25 PyTorch", "A training step", "no figure"):
            self.assertIn(text, texts)


class FakeSide:
    def __init__(self, name, calls, breaks=False):
        self.name, self.calls, self.breaks, self.ready = name, calls, breaks, {"seconds": 1.0}

    def measure(self, seconds):
        self.calls.append(self.name)
        if self.breaks and self.calls.count(self.name) == 2:
            raise processes.Failed("is gone")
        return {"times": [3.0, 1.0, 2.0], "peak_bytes": 7}

    def close(self):
        self.calls.append(f"-{self.name}")


class Turns(unittest.TestCase):
    def measured(self, **starts):
        self.log = []
        return suites.in_turns(SimpleNamespace(rounds=2, seconds=1, log=self.log.append), starts)

    def test_alternate(self):
        calls = []
        found = self.measured(a=lambda: (FakeSide("a", calls), 1e-6), b=lambda: (FakeSide("b", calls), None))
        self.assertEqual(calls, ["a", "b", "a", "b", "-a", "-b"])
        self.assertEqual(found["a"], {"medians": [2.0, 2.0], "error": 1e-6, "ready_s": 1.0, "best": 1.0, "peak_bytes": 7})

    def test_failures_are_figures(self):
        def absent():
            raise processes.Failed("is absent")

        calls = []
        found = self.measured(a=absent, b=lambda: (FakeSide("b", calls), 0.5), c=lambda: (FakeSide("c", calls), float("nan")),
                              d=lambda: (FakeSide("d", calls, breaks=True), None), e=lambda: (FakeSide("e", calls), None))
        self.assertEqual(found["a"], {"failed": "is absent"})
        self.assertEqual(found["b"], {"failed": "its result is wrong by 5.0e-01 of the largest"})
        self.assertEqual(found["c"], {"failed": "its result is wrong by nan of the largest"})
        self.assertEqual(found["d"], {"failed": "is gone"})
        self.assertEqual(calls, ["-b", "-c", "d", "e", "d", "-d", "e", "-e"])
        self.assertIn("    a: is absent", self.log)


class Processes(unittest.TestCase):
    def test_run(self):
        output, seconds, peak = processes.run([sys.executable, "-c", "print(len(bytearray(60_000_000)))"])
        self.assertEqual(output, "60000000\n")
        self.assertGreater(peak, 60_000_000)
        self.assertGreater(seconds, 0)

    def test_failures(self):
        with self.assertRaisesRegex(processes.Failed, "^ValueError: of all things$"):
            processes.run([sys.executable, "-c", "raise ValueError('of all things')"])
        with self.assertRaisesRegex(processes.Failed, "^took more than 0.1 s$"):
            processes.run([sys.executable, "-c", "import time; time.sleep(60)"], limit=0.1)

    def test_rival_that_is_missing(self):
        with tempfile.TemporaryDirectory() as folder, self.assertRaisesRegex(processes.Failed, "Error: "):
            processes.Worker(sys.executable, ["inference", "no-such-rival", "mlp", folder], 1)

    def test_a_rival_that_has_ended_is_a_failure(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "ends.py").write_text("print('{}', flush=True)\n")
            before, processes.TOOLS = processes.TOOLS, Path(folder)
            try:
                worker = processes.Worker(sys.executable, [], 1, module="ends")
                for _ in range(2):
                    with self.assertRaises(processes.Failed):
                        worker.ask({})
            finally:
                processes.TOOLS = before
            self.assertTrue(worker.is_closed())

    def test_an_environment_that_exists_stays(self):
        with tempfile.TemporaryDirectory() as folder:
            python = Path(folder) / "bin" / "python"
            python.parent.mkdir()
            python.touch()
            self.assertEqual(environment.interpreter(Path(folder), print), python)


class Entries(unittest.TestCase):
    def test_what_is_compared(self):
        text = "nn.func @predict(%x: t) -> (image: tensor<2xf32>) {"
        self.assertEqual(suites.checked_entry(text), ("evaluate", "loss"))
        self.assertEqual(suites.checked_entry(text + "nn.random_normal"), ("predict", "image"))


if __name__ == "__main__":
    unittest.main()
