#!/usr/bin/env python3
"""Writes classification.json: what scikit-learn says of labels and scores, against which dlc/Classification.h is tested.

Needs scikit-learn; the table is committed. One case has equal scores, one a class that is never predicted, two have two classes, and
one is of tokens. scikit-learn has no confidence intervals: these are from their definitions here, and `resampled` from 4000 resamples.
"""
import json
import random
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics

warnings.simplefilter("ignore")  # precision of a class that is never predicted is 0


Z = 1.959963984540054  # of the normal distribution, for 95 %


def interval(value, variance, low=-np.inf, high=np.inf):
    return np.clip([value - Z * variance**0.5, value + Z * variance**0.5], low, high).tolist()


def wins(first, second):
    """The matrix of which elements of `first` are above those of `second`, where equals count half."""
    return (first[:, None] > second[None, :]) + 0.5 * (first[:, None] == second[None, :])


def delong(labels, probabilities, classes):
    """Intervals of the area of each class, and of their mean (DeLong et al., 1988, by the definition)."""
    moves = np.zeros((len(classes), len(labels)))
    areas = []
    for k in classes:
        own = labels == k
        matrix = wins(probabilities[own, k], probabilities[~own, k])
        areas.append(matrix.mean())
        moves[k, own] = (matrix.mean(axis=1) - areas[k]) / np.sqrt(own.sum() * (own.sum() - 1))
        moves[k, ~own] = (matrix.mean(axis=0) - areas[k]) / np.sqrt((~own).sum() * ((~own).sum() - 1))
    each = [interval(areas[k], (moves[k] ** 2).sum(), 0, 1) for k in classes]
    return each, interval(np.mean(areas), (moves.mean(axis=0) ** 2).sum(), 0, 1)


def f1s(confusion):
    mentions = confusion.sum(axis=0) + confusion.sum(axis=1)
    return np.where(mentions > 0, 2 * np.diag(confusion) / np.maximum(mentions, 1e-300), 0)


def delta(confusion, figure):
    """The interval of a figure of shares p of the cells: the variance is gradient (diag p - p p') gradient / N, by differences."""
    count = confusion.sum()
    shares = confusion / count
    gradient = np.zeros_like(shares)
    step = 1e-6
    for cell in zip(*np.nonzero(confusion)):
        up, down = shares.copy(), shares.copy()
        up[cell] += step
        down[cell] -= step
        gradient[cell] = (figure(up) - figure(down)) / (2 * step)
    variance = ((gradient**2 * shares).sum() - (gradient * shares).sum() ** 2) / count
    return interval(figure(shares), variance, 0, 1)


def mean_interval(values):
    return interval(np.mean(values), np.var(values, ddof=1) / len(values))


def resampled(labels, predictions, probabilities, classes):
    """Deviations of macro F1 and the mean area over resamples of the examples."""
    random_state = np.random.default_rng(1)
    draws = []
    for _ in range(4000):
        at = random_state.integers(0, len(labels), len(labels))
        if len(set(labels[at].tolist())) < len(classes):
            continue
        one_hot = np.eye(len(classes))[labels[at]]
        draws.append((metrics.f1_score(labels[at], predictions[at], labels=classes, average="macro", zero_division=0),
                      np.mean([metrics.roc_auc_score(one_hot[:, k], probabilities[at, k]) for k in classes])))
    return np.std(draws, axis=0).tolist()


def case(name, labels, logits, are_probabilities=False):
    logits = np.array(logits)
    labels = np.array(labels)
    if logits.ndim == 1:
        second = logits if are_probabilities else 1 / (1 + np.exp(-logits))
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
    confusion = metrics.confusion_matrix(labels, predictions, labels=classes).astype(float)
    result["f1_interval"] = [delta(confusion, lambda shares, k=k: f1s(shares)[k]) for k in classes]
    result["macro_f1_interval"] = delta(confusion, lambda shares: f1s(shares).mean())
    result["roc_auc_interval"], result["mean_roc_auc_interval"] = delong(labels, probabilities, classes)
    result["log_loss_interval"] = mean_interval(-np.log(np.clip(probabilities[np.arange(len(labels)), labels], np.finfo(float).eps, 1)))
    result["resampled"] = resampled(labels, predictions, probabilities, classes)
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
labels, rows = examples(80, 2)
cases.append(case("probabilities", labels, [round(1 / (1 + np.exp(row[0] - row[1])), 4) for row in rows], are_probabilities=True))


def tokens_case(sequences, length, classes, ignored):
    """Tokens whose label is `ignored` count nowhere; a sequence is one draw."""
    flat = [examples(length, classes) for _ in range(sequences)]
    labels = np.array([each[0] for each in flat])
    logits = np.array([each[1] for each in flat])
    powers = np.exp(logits - logits.max(axis=2, keepdims=True))
    probabilities = powers / powers.sum(axis=2, keepdims=True)
    counted = labels != ignored
    every = list(range(classes))
    result = {"labels": labels.tolist(), "logits": logits.tolist(), "ignored": ignored, "tokens": int(counted.sum())}
    result["log_loss"] = metrics.log_loss(labels[counted], probabilities[counted], labels=every)
    result["accuracy"] = metrics.accuracy_score(labels[counted], probabilities[counted].argmax(axis=1))
    result["top_k"] = [metrics.top_k_accuracy_score(labels[counted], probabilities[counted], k=k, labels=every) for k in every[1:]]
    losses = -np.log(np.take_along_axis(probabilities, labels[..., None], axis=2)[..., 0])

    def ratio(values):
        sums, counts = (values * counted).sum(axis=1), counted.sum(axis=1)
        mean = sums.sum() / counts.sum()
        residuals = sums - mean * counts
        return mean, (residuals**2).sum() / counts.sum() ** 2 * sequences / (sequences - 1)

    result["log_loss_interval"] = interval(*ratio(losses))
    result["accuracy_interval"] = interval(*ratio(probabilities.argmax(axis=2) == labels), 0, 1)
    return result


table = {"scikit-learn": sklearn.__version__, "cases": cases, "tokens": tokens_case(12, 7, 4, 2)}
text = json.dumps(table).replace('"tokens": {"labels"', '\n"tokens": {"labels"')
Path(__file__).with_suffix(".json").write_text(text.replace('{"name"', '\n{"name"') + "\n")
