"""Learning from Python: data sets, batches of one's own, callbacks, checkpoints, and how a training ends."""
import os
import signal
import tempfile
import unittest

import dlc
import numpy as np
from common import TINY, examples


class Training(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.compiled = dlc.compile(dlc.parse(TINY), mode="train", optimizer="sgd")

    def setUp(self):
        self.images, self.labels = examples(200)
        self.program = self.compiled.fork()

    def batches(self, size=20):
        for at in range(0, len(self.images), size):
            yield {"image": self.images[at : at + size], "label": self.labels[at : at + size]}

    def test_on_a_dataset(self):
        data = dlc.Dataset(self.images, self.labels)
        self.assertEqual(len(data), 200)
        epochs = self.program.fit(data, epochs=20, batch=20, learning_rate=0.5, validation=0.2)
        self.assertEqual([epoch.epoch for epoch in epochs], list(range(1, 21)))
        self.assertLess(epochs[-1].training.loss, 0.5 * epochs[0].training.loss)
        self.assertGreater(epochs[-1].validation.accuracy, 0.95)
        measured = self.program.evaluate(data)
        self.assertGreater(measured.accuracy, 0.95)
        self.assertEqual(measured.metrics, {"accuracy": measured.accuracy})
        logits = self.program.call("predict", image=self.images)["logits"]
        self.assertAlmostEqual(np.mean(logits.argmax(1) == self.labels), measured.accuracy, places=6)

    def test_the_dataset_is_the_array(self):
        data = dlc.Dataset(self.images, self.labels)
        self.program.fit(data, epochs=20, batch=20, learning_rate=0.5)
        self.images[:] = self.images[0]
        self.assertAlmostEqual(self.program.evaluate(data).accuracy, np.mean(self.labels == self.labels[0]), places=6)

    def test_bytes_and_other_labels(self):
        images = (self.images * 255).astype(np.uint8)
        data = dlc.Dataset(images, self.labels.astype(np.uint8).tolist())
        self.assertGreater(self.program.fit(data, epochs=20, batch=20, learning_rate=0.5)[-1].training.accuracy, 0.95)
        with self.assertRaisesRegex(dlc.Error, "labels are float64, they should be integers"):
            dlc.Dataset(images, self.labels * 0.5)

    def test_on_batches(self):
        rates = []

        def rate(step):
            rates.append(step)
            return 0.5

        epochs = self.program.fit(self.batches, epochs=20, learning_rate=rate)
        self.assertEqual(rates, list(range(200)))
        self.assertEqual(epochs[0].training.examples, 200)
        self.assertGreater(self.program.evaluate(self.batches(33)).accuracy, 0.95)
        # A list can be gone through again; tuples are in the order of the entry.
        other = self.compiled.fork()
        other.fit([(b["image"], b["label"]) for b in self.batches()], epochs=20, learning_rate=0.5)
        np.testing.assert_array_equal(other.variable("weight"), self.program.variable("weight"))

    def test_batches_that_do_not_fit(self):
        for batches, message in (
            ([(self.images,)], r"a batch has 1 arrays, train_step\(image, label\) wants 2"),
            ([self.images], "a batch is a dict of arrays by name, or a tuple"),
            ([], "there are no batches in epoch 1"),
            ([{"image": self.images}], "input 'label' is missing"),
        ):
            with self.assertRaisesRegex(dlc.Error, message):
                self.program.fit(batches)
        with self.assertRaisesRegex(dlc.Error, "an iterator is spent after one"):
            self.program.fit(self.batches(), epochs=2)
        with self.assertRaisesRegex(ZeroDivisionError, "division"):
            self.program.fit(1 / 0 for _ in range(3))
        with self.assertRaises(TypeError):
            self.program.fit(3)

    def test_callbacks_end_it(self):
        data = dlc.Dataset(self.images, self.labels)
        steps = []
        self.program.fit(data, epochs=9, batch=20, on_step=lambda step, loss: steps.append(step) or step < 13)
        self.assertEqual(steps, list(range(1, 14)))
        epochs = self.program.fit(data, epochs=9, batch=20, on_epoch=lambda epoch: epoch.epoch < 3)
        self.assertEqual(len(epochs), 3)
        steps.clear()
        self.program.fit(self.batches, epochs=9, on_step=lambda step, loss: steps.append(step) or step < 13)
        self.assertEqual(steps, list(range(1, 14)))

        def fail(epoch):
            raise KeyError("mine")

        for source in (data, self.batches):
            with self.assertRaisesRegex(KeyError, "mine"):
                self.program.fit(source, on_epoch=fail)

    def test_callbacks_may_use_the_program(self):
        seen = []
        self.program.fit(
            dlc.Dataset(self.images, self.labels),
            batch=100,
            on_step=lambda step, loss: seen.append(self.program.call("predict", image=self.images)["logits"].shape),
        )
        self.assertEqual(seen, [(200, 3)] * 2)

    def test_interrupts_save_and_resume_goes_on(self):
        data = dlc.Dataset(self.images, self.labels)
        given = dict(epochs=4, batch=20, learning_rate=0.5, seed=3)
        whole = self.compiled.fork()
        whole.fit(data, **given)
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = os.path.join(folder, "tiny.dlm")

            def interrupt(step, loss):
                if step == 25:
                    signal.raise_signal(signal.SIGINT)

            with self.assertRaises(KeyboardInterrupt):
                self.program.fit(data, checkpoint=checkpoint, on_step=interrupt, **given)
            # As in another process: from the file alone.
            again = dlc.compile(dlc.load(checkpoint), mode="train", optimizer="sgd")
            again.fit(data, checkpoint=checkpoint, resume=True, **given)
        np.testing.assert_array_equal(again.variable("weight"), whole.variable("weight"))

    def test_files_keep_what_was_learnt(self):
        self.program.fit(self.batches, epochs=5)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "tiny.dlm")
            self.program.save(path)
            loaded = dlc.compile(dlc.load(path))
            np.testing.assert_array_equal(loaded.variable("weight"), self.program.variable("weight"))
            fresh = dlc.compile(dlc.parse(TINY))
            fresh.load(path)
            np.testing.assert_array_equal(fresh.variable("weight"), self.program.variable("weight"))

    def test_a_loss_that_is_no_number_is_explained(self):
        self.images[:] = np.nan
        with self.assertRaisesRegex(dlc.Error, "the loss is NaN"):
            self.program.fit(dlc.Dataset(self.images, self.labels))
        with self.assertRaisesRegex(dlc.Error, "the loss of step 0 is NaN"):
            self.program.fit(self.batches)

    def test_data_that_does_not_fit(self):
        with self.assertRaisesRegex(dlc.Error, "has 'images' of"):
            self.program.fit(dlc.Dataset(np.zeros((9, 3, 3), np.float32), np.zeros(9, np.int64)))
        with self.assertRaisesRegex(dlc.Error, "the label of example 0 is [567], program 'tiny' has 3 classes"):
            self.program.fit(dlc.Dataset(self.images, self.labels + 5))
        with self.assertRaisesRegex(dlc.Error, "no entry|train_step"):
            dlc.compile(dlc.parse(TINY)).fit(self.batches)

    def test_only_what_is_trainable(self):
        program = dlc.compile(dlc.parse(TINY), mode="train", trainable="bias")
        program.fit(self.batches)
        self.assertFalse(program.variable("weight").any())
        self.assertTrue(program.variable("bias").any())


if __name__ == "__main__":
    unittest.main()
