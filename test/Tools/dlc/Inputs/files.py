#!/usr/bin/env python3
"""Files for the tests of dlc, made with the standard library alone.

    files.py data FOLDER             a data set that can be learnt, as IDX files (training ones gzipped), an .npz, and a batch.npy
    files.py folders FOLDER          the same images as PNG files, in folders that are named train and test and then by their classes; and beside
                                     it, in FOLDER-rare, those for training, but few of the last class
    files.py png FILE HEIGHT,WIDTH   a grey PNG file, all pixels 100
    files.py idx FILE A,B,…          an IDX file of bytes, all of them zero
    files.py npy FILE TYPE A,B,…     an .npy file, all elements zero
    files.py count FILE TYPE A,B,…   an .npy file that counts its elements: 0, 1, 2 …
    files.py whole FILE A,B,…        an .npy file of these integers (i64), of rank 1
    files.py either FILE             an .npz of two numbers an example and a label, whether either is 1; and of names, which are no numbers
    files.py plane FOLDER            examples of y = 2 a - 3 b + c and of whether y > 0: table.csv, named.npz, and x.npy and y.npy of f64
    files.py weights FILE            an .npz with weights of tiny.mlir: zero, and a bias of 1, 2, 3
    files.py words FILE              a table of two rows, one of which has a word that is not in table.csv
    files.py mixed FILE              a table of two rows whose column of words stands between two of numbers
    files.py text FILE TEXT N        a file of that text, so many times
    files.py labels FILE 0,1,…       an IDX file of labels
    files.py cut FILE BYTES          shortens the file to so many bytes; -1: by one
    files.py flip FILE BYTE          flips a bit of that byte; -1: of the last
    files.py show FILE               type and shape of an .npy, width and height of a .png
    files.py same FILE FILE ERROR    whether two .npy of f32 have one shape, and elements that differ by no more than ERROR relative to the largest
    files.py row FILE N              a row of an .npy of f32, a number a line
    files.py shifted FILE FILE BY    fails unless the numbers of the second are those of the first, and so much more
    files.py json                    reads JSON, one object a line, and prints the keys of each with the types of their values
    files.py near BYTES FILE.npy     fails where f32 numbers are not near those at the end of the .npy
    files.py means                   reads what `dlc run --json` wrote, then what `dlc eval --json` did, and fails where a scalar is another
    files.py events FOLDER           the scalars of its TensorBoard event files, a line each: tag, step, value; fails where a checksum is wrong
    files.py recorded FILE FILE      reads what `dlc train --json` wrote, and fails unless all its losses and accuracies are in those files of `events`
    files.py page FILE               a page of HTML: its headings, its charts and the sizes of its images, a line each; fails where tags do not
                                     close, an image is no PNG, or anything is to be had from elsewhere
    files.py confusion PAGE EVAL LOGITS LABELS   fails where the matrix in what `page` printed is not that of the logits of `dlc run --json` and labels
                                     of IDX, or its diagonal is not the accuracy of `dlc eval --json`
    files.py close FILE FILE ERROR   fails where numbers in what `losses` printed differ by more than ERROR relative to 1, or are no numbers
    files.py folds FILE              what `dlc train --folds --json` wrote: fails unless the last line has mean and deviation of each fold's last validation
    files.py mean FILE FILE…         fails unless the first .npy of f32 is the mean of the others
    files.py near-json FILE FILE     fails unless both have the same keys, and numbers that differ by 1e-6 at most
    files.py tuned FILE METRIC       the trials of `dlc tune`: fails unless values differ from trial to trial, and lie in 1e-3 … 1
    files.py halved FILE             the same of successive halving: fails unless each rung goes on with the best of the one before, by accuracy
    files.py r2 TABLE NPY FILE…      fails unless the `r2` in what `dlc eval --json` wrote into each FILE is that of the estimates of y, by the definition
    files.py ticks FILE              the labels of the lowest axes of a chart (SVG) of points; fails where two of them touch
    files.py losses                  the same, and prints all but what depends on the machine: times and memory
"""
import ast
import base64
import csv
import gzip
import html.parser
import json
import math
import os
import random
import re
import struct
import sys
import zipfile
import zlib

SIDE, CLASSES, TRAINING, TEST = 4, 3, 120, 30


def idx(sizes, contents):
    return struct.pack(">BBBB", 0, 0, 8, len(sizes)) + b"".join(struct.pack(">I", n) for n in sizes) + bytes(contents)


def npy(kind, sizes, contents):
    shape = "(" + "".join(f"{n}, " for n in sizes) + ")"
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + contents


def examples(count, seed):
    """Images with one bright row, which is the class; the rest is noise."""
    numbers = random.Random(seed)
    images, labels = [], []
    for _ in range(count):
        label = numbers.randrange(CLASSES)
        labels.append(label)
        for row in range(SIDE):
            images += [numbers.randrange(160, 256) if row == label else numbers.randrange(96) for _ in range(SIDE)]
    return images, labels


def plane(folder):
    numbers = random.Random(3)
    rows = [[numbers.uniform(-1, 1) for _ in range(3)] for _ in range(200)]
    targets = [2 * a - 3 * b + c for a, b, c in rows]
    positive = [int(y > 0) for y in targets]
    count = len(rows)
    lines = ["a,b,c,y,positive,kind"]
    lines += [f"{a!r},{b!r},{c!r},{y!r},{p},{'up' if p else 'down'}" for (a, b, c), y, p in zip(rows, targets, positive)]
    write(os.path.join(folder, "table.csv"), "\n".join(lines).encode() + b"\n")

    def doubles(values, columns):
        return npy("<f8", [count, columns], struct.pack(f"<{len(values)}d", *values))

    x = doubles([value for row in rows for value in row[:2]], 2)
    z = doubles([row[2] for row in rows], 1)
    y = doubles(targets, 1)
    write(os.path.join(folder, "x.npy"), x)
    write(os.path.join(folder, "y.npy"), y)
    with zipfile.ZipFile(os.path.join(folder, "named.npz"), "w") as archive:
        archive.writestr("x.npy", x)
        archive.writestr("z.npy", z)
        archive.writestr("target.npy", y)
        archive.writestr("label.npy", npy("|u1", [count], bytes(positive)))
        archive.writestr("mean.npy", npy("<f4", [3], bytes(12)))


def write(path, contents):
    with open(path, "wb") as file:
        file.write(contents)


def data(folder):
    for part, count, seed in (("train", TRAINING, 1), ("t10k", TEST, 2)):
        images, labels = examples(count, seed)
        files = {f"{part}-images-idx3-ubyte": idx([count, SIDE, SIDE], images), f"{part}-labels-idx1-ubyte": idx([count], labels)}
        for name, contents in files.items():
            if part == "train":
                write(f"{folder}/{name}.gz", gzip.compress(contents, mtime=0))
            else:
                write(f"{folder}/{name}", contents)
    images, labels = examples(TEST, 2)
    with zipfile.ZipFile(f"{folder}/test.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images.npy", npy("|u1", [TEST, SIDE, SIDE], bytes(images)))
        archive.writestr("labels.npy", npy("<i8", [TEST], struct.pack(f"<{TEST}q", *labels)))
    pixels = [value / 255 for value in images[: 2 * SIDE * SIDE]]
    write(f"{folder}/batch.npy", npy("<f4", [2, SIDE, SIDE], struct.pack(f"<{len(pixels)}f", *pixels)))


def png(height, width, pixels):
    def chunk(name, contents):
        return struct.pack(">I", len(contents)) + name + contents + struct.pack(">I", zlib.crc32(name + contents))

    rows = b"".join(b"\0" + bytes(pixels[width * y : width * y + width]) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def folders(folder):
    names = ["first", "second", "third"]
    for part, count, seed in (("train", TRAINING, 1), ("test", TEST, 2)):
        images, labels = examples(count, seed)
        for name in names:
            os.makedirs(f"{folder}/{part}/{name}")
            os.makedirs(f"{folder}-rare/{name}", exist_ok=True)
        for i, label in enumerate(labels):
            contents = png(SIDE, SIDE, images[SIDE * SIDE * i : SIDE * SIDE * (i + 1)])
            write(f"{folder}/{part}/{names[label]}/{i:03}.png", contents)
            if part == "train" and (label < 2 or i < 12):
                write(f"{folder}-rare/{names[label]}/{i:03}.png", contents)


def change(path, edit):
    with open(path, "rb") as file:
        contents = bytearray(file.read())
    write(path, edit(contents))


def floats(path):
    """Shape and elements of an .npy file of f32."""
    with open(path, "rb") as file:
        contents = file.read()
    start = 10 + struct.unpack("<H", contents[8:10])[0]
    header = ast.literal_eval(contents[10:start].decode())
    assert header["descr"] == "<f4", header
    return header["shape"], struct.unpack(f"<{(len(contents) - start) // 4}f", contents[start:])


def same(first, second, error):
    (shape, a), (other, b) = floats(first), floats(second)
    largest = max(map(abs, a))
    difference = max(abs(x - y) for x, y in zip(a, b)) if shape == other else math.inf
    print("same" if difference <= error * largest and largest > 0 else f"differ: {shape}, {other}, by {difference} of {largest}")


def flipped(contents, at):
    contents[at] ^= 0x10
    return contents


def read_end(path, size):
    with open(path, "rb") as file:
        return struct.unpack(f"<{size // 4}f", file.read()[-size:])


def crc32c(contents):
    """Bit by bit, as RFC 3720 defines it."""
    rest = 0xFFFFFFFF
    for byte in contents:
        rest ^= byte
        for _ in range(8):
            rest = rest >> 1 ^ (0x82F63B78 if rest & 1 else 0)
    return rest ^ 0xFFFFFFFF


def fields(message):
    """Number and value of each field of a message of protocol buffers."""
    at = 0

    def varint():
        nonlocal at
        value, shift = 0, 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
            continue
        size = {1: 8, 5: 4}.get(key & 7) or varint()
        yield key >> 3, message[at : at + size]
        at += size


def confusion(page, evaluation, logits, labels):
    with open(logits) as file:
        values = json.load(file)["values"]
    with open(labels, "rb") as file:
        truths = file.read()[8:]
    rows = [values[CLASSES * i : CLASSES * i + CLASSES] for i in range(len(truths))]
    counts = [0] * CLASSES**2
    for truth, row in zip(truths, rows):
        counts[truth * CLASSES + row.index(max(row))] += 1
    with open(page) as file:
        lines = [line.strip() for line in file]
    first = next(i for i, line in enumerate(lines) if line.startswith("h3 Confusion"))
    shown = [int(line[3:]) for line in lines[first : next(i for i, line in enumerate(lines) if line == "h3 By class")] if line.startswith("td")]
    if shown != counts:
        sys.exit(f"the page shows {shown}, and the logits say {counts}")
    with open(evaluation) as file:
        accuracy = json.load(file)["accuracy"]
    right = sum(counts[k * (CLASSES + 1)] for k in range(CLASSES))
    if abs(right / len(truths) - accuracy) > 1e-6 or right in (0, len(truths)):
        sys.exit(f"{right} of {len(truths)} are right, and the accuracy is {accuracy}")


class Page(html.parser.HTMLParser):
    """Prints what a page consists of."""

    def __init__(self):
        super().__init__()
        self.open, self.curves, self.points = [], 0, 0

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if any(key in ("href", "src", "style") and ("//" in value or "url(" in value) and not value.startswith("data:") for key, value in attributes.items()):
            sys.exit(f"{tag} is from elsewhere: {attributes}")
        if tag in ("meta", "img"):
            if tag == "img":
                contents = base64.b64decode(attributes["src"].removeprefix("data:image/png;base64,"), validate=True)
                if contents[:8] != b"\x89PNG\r\n\x1a\n":
                    sys.exit("an image is no PNG")
                print("image {} x {} {}".format(*struct.unpack(">II", contents[16:24]), attributes["alt"]))
            return
        if tag == "polyline":
            points = [[float(number) for number in point.split(",")] for point in attributes["points"].split()]
            if not all(0 <= x <= 500 and 0 <= y <= 400 for x, y in points):
                sys.exit(f"a curve leaves its chart: {points}")
            self.curves, self.points = self.curves + 1, self.points + len(points)
        self.open.append((tag, attributes, self.curves, self.points))

    def handle_startendtag(self, tag, attributes):
        if tag == "polyline":
            self.handle_starttag(tag, attributes)
            self.open.pop()

    def handle_endtag(self, tag):
        last, attributes, curves, points = self.open.pop()
        if last != tag:
            sys.exit(f"{last} ends as {tag}")
        if tag == "svg" and "aria-label" in attributes:
            print(f"chart {attributes['aria-label']}: {self.curves - curves} curves, {self.points - points} points")

    def handle_data(self, text):
        if self.open and self.open[-1][0] in ("h1", "h2", "h3", "th", "td", "p", "figcaption") and text.strip():
            print(self.open[-1][0], text.strip())


def events(folder):
    assert crc32c(b"123456789") == 0xE3069283, "the checksum of RFC 3720"
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            contents = file.read()
        at, count = 0, 0
        while at < len(contents):
            (size,) = struct.unpack_from("<Q", contents, at)
            for first, length in ((at, 8), (at + 12, size)):
                crc = crc32c(contents[first : first + length])
                (stored,) = struct.unpack_from("<I", contents, first + length)
                if stored != ((crc >> 15 | crc << 17) + 0xA282EAD8) % 2**32:
                    sys.exit(f"{name}: the checksum at byte {first + length} is wrong")
            event = dict(fields(contents[at + 12 : at + 12 + size]))
            if count == 0 and event[3] != b"brain.Event:2":
                sys.exit(f"{name}: the version is {event[3]}")
            if struct.unpack("<d", event[1])[0] < 1.7e9:
                sys.exit(f"{name}: the time is {event[1]}")
            if 7 in event:
                print("start", event.get(2, 0), dict(fields(event[7]))[1])
            for _, value in fields(event.get(5, b"")):
                value = dict(fields(value))
                print(value[1].decode(), event.get(2, 0), "%.6g" % struct.unpack("<f", value[2]))
            at, count = at + 16 + size, count + 1


def main(verb, *arguments):
    widths = {"<u2": 2, "<u4": 4, "<f4": 4, "<f8": 8, "<i8": 8, "|u1": 1, "|b1": 1}
    if verb == "data":
        data(*arguments)
    elif verb == "folders":
        folders(*arguments)
    elif verb == "png":
        height, width = (int(n) for n in arguments[1].split(","))
        write(arguments[0], png(height, width, [100] * (height * width)))
    elif verb == "idx":
        sizes = [int(n) for n in arguments[1].split(",")]
        count = 1
        for n in sizes:
            count *= n
        write(arguments[0], idx(sizes, bytes(count)))
    elif verb == "npy":
        path, kind, sizes = arguments[0], arguments[1], [int(n) for n in arguments[2].split(",")]
        count = widths[kind]
        for n in sizes:
            count *= n
        write(path, npy(kind, sizes, bytes(count)))
    elif verb == "count":
        path, kind, sizes = arguments[0], arguments[1], [int(n) for n in arguments[2].split(",")]
        code = {"<f4": "f", "<f8": "d", "<i8": "q"}[kind]
        write(path, npy(kind, sizes, b"".join(struct.pack("<" + code, i) for i in range(math.prod(sizes)))))
    elif verb == "whole":
        numbers = [int(n) for n in arguments[1].split(",")]
        write(arguments[0], npy("<i8", [len(numbers)], struct.pack(f"<{len(numbers)}q", *numbers)))
    elif verb == "either":
        pairs = [(0, 0), (0, 1), (1, 0), (1, 1)]
        with zipfile.ZipFile(arguments[0], "w") as archive:
            archive.writestr("names.npy", npy("<U2", [2], "noon".encode("utf-32-le")))
            archive.writestr("images.npy", npy("<f4", [4, 2], b"".join(struct.pack("<2f", *pair) for pair in pairs)))
            archive.writestr("labels.npy", npy("<i8", [4], struct.pack("<4q", *(max(pair) for pair in pairs))))
    elif verb == "text":
        write(arguments[0], (arguments[1] * int(arguments[2])).encode())
    elif verb == "words":
        write(arguments[0], b"a,b,kind\n1,2,up\n3,4,sideways\n")
    elif verb == "mixed":
        write(arguments[0], b"a,kind,b,positive\n1,up,2,1\n3,down,4,0\n")
    elif verb == "weights":
        with zipfile.ZipFile(arguments[0], "w") as archive:
            archive.writestr("dense.weight.npy", npy("<f4", [SIDE * SIDE, CLASSES], bytes(4 * SIDE * SIDE * CLASSES)))
            archive.writestr("dense.bias.npy", npy("<f4", [CLASSES], struct.pack("<3f", 1, 2, 3)))
    elif verb == "plane":
        plane(arguments[0])
    elif verb == "labels":
        labels = [int(n) for n in arguments[1].split(",")]
        write(arguments[0], idx([len(labels)], labels))
    elif verb == "cut":
        size = int(arguments[1])
        change(arguments[0], lambda contents: contents[:size])
    elif verb == "flip":
        change(arguments[0], lambda contents: flipped(contents, int(arguments[1])))
    elif verb == "show":
        with open(arguments[0], "rb") as file:
            contents = file.read()
        if arguments[0].endswith(".png"):
            print("{} x {}".format(*struct.unpack(">II", contents[16:24])))
        else:
            header = ast.literal_eval(contents[10 : contents.index(b"\n")].decode())
            print(header["descr"], header["shape"])
    elif verb == "same":
        same(arguments[0], arguments[1], float(arguments[2]))
    elif verb == "row":
        shape, values = floats(arguments[0])
        each = math.prod(shape[1:])
        print(*values[each * int(arguments[1]) : each * (int(arguments[1]) + 1)], sep="\n")
    elif verb == "shifted":
        first, second = ([float(line) for line in open(path)] for path in arguments[:2])
        if any(abs(b - a - float(arguments[2])) > 1e-5 for a, b in zip(first, second, strict=True)) or len(set(first)) < 2:
            sys.exit(f"{second} is not {first} + {arguments[2]}")
    elif verb == "json":
        for line in sys.stdin:
            print(", ".join(f"{key}: {type(value).__name__}" for key, value in json.loads(line).items()))
    elif verb == "losses":
        for line in sys.stdin:
            record = json.loads(line)
            print({key: value for key, value in record.items() if key not in ("seconds", "waited_seconds", "images_per_second", "peak_bytes")})
    elif verb == "close":
        with open(arguments[0]) as first, open(arguments[1]) as second:
            pairs = list(zip(first, second, strict=True))
        for left, right in ((ast.literal_eval(a), ast.literal_eval(b)) for a, b in pairs):
            if left.keys() != right.keys() or not all(abs(left[key] - right[key]) <= float(arguments[2]) for key in left):
                sys.exit(f"{left} is not close to {right}")
        if not pairs:
            sys.exit("there are no losses")
    elif verb == "folds":
        with open(arguments[0]) as file:
            *epochs, summary = [json.loads(line) for line in file]
        last = [epoch for epoch in epochs if epoch["epoch"] == max(each["epoch"] for each in epochs)]
        if len(last) != summary["folds"]:
            sys.exit(f"{len(last)} folds end, of {summary['folds']}")
        for name in ("loss", "accuracy"):
            values = [epoch["validation_" + name] for epoch in last]
            mean = sum(values) / len(values)
            deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
            if abs(mean - summary[name]) > 1e-9 or abs(deviation - summary[name + "_deviation"]) > 1e-9:
                sys.exit(f"{name} is {mean} ± {deviation}, not {summary}")
    elif verb == "mean":
        (shape, mean), *others = (floats(path) for path in arguments)
        wanted = [sum(values) / len(others) for values in zip(*(values for _, values in others))]
        if any(abs(a - b) > 1e-5 * (1 + abs(b)) for a, b in zip(mean, wanted, strict=True)):
            sys.exit(f"{mean} is not {wanted}")
    elif verb == "r2":
        with open(arguments[0]) as file:
            table = list(csv.DictReader(file))
        truths = [float(row["y"]) for row in table]
        average = sum(truths) / len(truths)
        rest = sum((y - estimate) ** 2 for y, estimate in zip(truths, floats(arguments[1])[1], strict=True))
        wanted = 1 - rest / sum((y - average) ** 2 for y in truths)
        found = [json.load(open(path))["r2"] for path in arguments[2:]]
        if not 0.1 < wanted < 0.999 or any(abs(value - wanted) > 1e-5 for value in found):
            sys.exit(f"{found} is not {wanted}")
    elif verb == "ticks":
        with open(arguments[0]) as file:
            texts = re.findall(r'<text x="([0-9.-]+)" y="([0-9.-]+)" text-anchor="middle" font-size="11">([^<]*)<', file.read())
        height = min(float(y) for _, y, _ in texts)
        labels = [(float(x), text) for x, y, text in texts if float(y) == height]
        print(*(text for _, text in labels))
        for (x, text), (other, following) in zip(labels, labels[1:]):
            # Half of each, of letters of 6 pixels; the next chart begins on the left again.
            if x < other and other - x < 3 * (len(text) + len(following)):
                sys.exit(f"{text} at {x} touches {following} at {other}")
        if len(labels) < 2:
            sys.exit(f"the labels are {labels}")
    elif verb == "near-json":
        first, second = (json.load(open(path)) for path in arguments)
        if first.keys() != second.keys() or any(abs(first[key] - second[key]) > 1e-6 for key in first):
            sys.exit(f"{first} is not {second}")
    elif verb == "tuned":
        with open(arguments[0]) as file:
            trials = [json.loads(line) for line in file][1:]
        rates = [float(trial["values"]["lr"]) for trial in trials]
        if len(set(rates)) != len(rates) or not all(1e-3 <= rate <= 1 for rate in rates) or any(arguments[1] not in trial for trial in trials):
            sys.exit(f"the rates are {rates}")
    elif verb == "halved":
        with open(arguments[0]) as file:
            trials = [json.loads(line) for line in file][1:]
        rungs = [[trial for trial in trials if trial["epochs"] == epochs] for epochs in (1, 3, 9)]
        for before, after in zip(rungs, rungs[1:]):
            best = sorted(before, key=lambda trial: (-trial["metrics"]["accuracy"], trial["trial"]))[: len(after)]
            if {trial["trial"] for trial in best} != {trial["trial"] for trial in after} or len(after) != -(-len(before) // 3):
                sys.exit(f"{after} do not go on from {before}")
    elif verb == "page":
        page = Page()
        with open(arguments[0], encoding="utf-8") as file:
            page.feed(file.read())
        if page.open:
            sys.exit(f"{page.open[-1][0]} does not end")
    elif verb == "confusion":
        confusion(*arguments)
    elif verb == "events":
        events(arguments[0])
    elif verb == "recorded":
        epochs = [json.loads(line) for line in sys.stdin]
        for path, before in zip(arguments, ("", "validation_")):
            with open(path) as file:
                lines = [line.split() for line in file]
            for tag in ("loss", "accuracy"):
                recorded = [float(line[2]) for line in lines if line[0] == tag]
                printed = [epoch[before + tag] for epoch in epochs]
                if len(printed) != len(recorded) or any(abs(a - b) > 1e-5 * b for a, b in zip(printed, recorded)):
                    sys.exit(f"{path}: {tag} is {recorded}")
    elif verb == "means":
        *results, averages = (json.loads(line) for line in sys.stdin)
        for result in results:
            if abs(result["values"][0] - averages[result["name"]]) > 1e-6:
                sys.exit(f"{result} is not as in {averages}")
        if not results:
            sys.exit("there is no result")
    elif verb == "near":
        values, expected = (read_end(path, os.path.getsize(arguments[0])) for path in arguments)
        if not all(abs(value - wanted) <= 1e-5 * (1 + abs(wanted)) for value, wanted in zip(values, expected)):
            sys.exit(f"{values} is not near {expected}")
    else:
        sys.exit(__doc__)


main(*sys.argv[1:])
