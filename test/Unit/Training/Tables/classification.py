#!/usr/bin/env python3
"""Writes classification.json: what scikit-learn says of labels and scores, against which dlc/Classification.h is tested.

Needs scikit-learn; the table is committed. One case has equal scores, one a class that is never predicted, one two classes.
"""
import json
import random
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics

warnings.simplefilter("ignore")  # precision of a class that is never predicted is 0


def case(name, labels, logits):
    logits = np.array(logits)
    labels = np.array(labels)
    if logits.ndim == 1:
        second = 1 / (1 + np.exp(-logits))
        probabilities = np.stack([1 - second, second], axis=1)
    else:
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities = powers / powers.sum(axis=1, keepdims=True)
    classes = list(range(probabilities.shape[1]))
    predictions = probabilities.argmax(axis=1)
    one_hot = np.eye(len(classes))[labels]
    result = {"name": name, "labels": labels.tolist(), "logits": logits.tolist()}
    result["confusion"] = metrics.confusion_matrix(labels, predictions, labels=classes).ravel().tolist()
    result["accuracy"] = metrics.accuracy_score(labels, predictions)
    for average in (None, "micro", "macro", "weighted"):
        values = metrics.precision_recall_fscore_support(labels, predictions, labels=classes, average=average, zero_division=0)[:3]
        result[average or "by_class"] = [np.asarray(value).tolist() for value in values]
    result["roc_auc"] = [metrics.roc_auc_score(one_hot[:, k], probabilities[:, k]) for k in classes]
    result["average_precision"] = [metrics.average_precision_score(one_hot[:, k], probabilities[:, k]) for k in classes]
    false, true, _ = metrics.roc_curve(one_hot[:, 1], probabilities[:, 1], drop_intermediate=False)
    result["roc_of_1"] = [false.tolist(), true.tolist()]
    result["log_loss"] = metrics.log_loss(labels, probabilities, labels=classes)
    result["brier"] = float(((probabilities - one_hot) ** 2).sum(axis=1).mean())
    if name != "ties":  # of equals, scikit-learn takes the last
        result["top_k"] = [metrics.top_k_accuracy_score(labels, probabilities if len(classes) > 2 else probabilities[:, 1], k=k, labels=classes) for k in classes[1:]]
    return result


draws = random.Random(3)


def examples(count, classes, step=None, never=None):
    labels, logits = [], []
    for _ in range(count):
        label = draws.randrange(classes)
        row = [draws.gauss(0, 1) + (1.2 if k == label else 0) for k in range(classes)]
        if never is not None:
            row[never] -= 9
        row = [round(x / step) * step if step else round(x, 4) for x in row]
        labels.append(label)
        logits.append(row)
    return labels, logits


cases = [case("plain", *examples(150, 5)), case("ties", *examples(120, 4, step=0.5)), case("never", *examples(90, 3, never=1))]
labels, rows = examples(100, 2)
cases.append(case("two", labels, [round(row[1] - row[0], 4) for row in rows]))
text = json.dumps({"scikit-learn": sklearn.__version__, "cases": cases})
Path(__file__).with_suffix(".json").write_text(text.replace('{"name"', '\n{"name"') + "\n")
