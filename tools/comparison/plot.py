"""Ratios as bars, in SVG. Needs the standard library alone."""
import math
from xml.sax.saxutils import escape

from comparison.figures import TITLES, label, ratio

ROW, LEFT, WIDTH, RIGHT = 18, 150, 480, 230
FASTER, SLOWER = "#2b6cb0", "#c05621"
HEADINGS = {"inference": "Inference", "training": "A training step"}


def ticks(low, high):
    """Of a logarithmic axis: powers of two."""
    return [2.0 ** i for i in range(math.floor(math.log2(low)), math.ceil(math.log2(high)) + 1)]


def chart(rows):
    """Of rows of comparison.suites: a bar from 1 to the ratio, a line from the lowest to the highest round."""
    bars = [(row, ratio(row)) for row in rows]
    found = [one for _, one in bars if one]
    marks = ticks(min([0.5] + [one.low for one in found]), max([2.0] + [one.high for one in found]))
    low, high = math.log2(marks[0]), math.log2(marks[-1])

    def x(value):
        return LEFT + WIDTH * (math.log2(value) - low) / (high - low)

    parts, y = [], 34
    for suite, heading in HEADINGS.items():
        of_suite = [(row, one) for row, one in bars if row["suite"] == suite]
        if not of_suite:
            continue
        parts.append(f'<text x="{LEFT}" y="{y + 13}" font-weight="bold">{heading}</text>')
        y += ROW
        for row, one in of_suite:
            parts.append(f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(label(row))}</text>')
            if one:
                start, end = sorted((x(1), x(one.value)))
                colour = FASTER if one.value >= 1 else SLOWER
                parts.append(f'<rect x="{start:.1f}" y="{y + 3}" width="{max(end - start, 1):.1f}" height="{ROW - 6}" '
                             f'fill="{colour}"/>')
                parts.append(f'<path d="M{x(one.low):.1f} {y + ROW / 2}H{x(one.high):.1f}" stroke="#000"/>')
                text = f"{one.value:.2f} {TITLES[one.rival]}"
                parts.append(f'<text x="{max(x(one.high), x(1)) + 6:.1f}" y="{y + 13}" fill="{colour}">{escape(text)}</text>')
            else:
                parts.append(f'<text x="{x(1) + 6:.1f}" y="{y + 13}" fill="#777">no figure</text>')
            y += ROW
        y += ROW // 2
    grid = "".join(f'<path d="M{x(mark):.1f} 26V{y}" stroke="{"#000" if mark == 1 else "#ddd"}"/>'
                   f'<text x="{x(mark):.1f}" y="20" text-anchor="middle">{mark:g}</text>' for mark in marks)
    width = LEFT + WIDTH + RIGHT
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y + 8}" width="{width}" height="{y + 8}" '
            'font-family="sans-serif" font-size="12">\n<title>Time of the best rival over that of dlc: above 1 dlc is faster'
            f'</title>\n<rect width="100%" height="100%" fill="#fff"/>\n{grid}\n' + "\n".join(parts) + "\n</svg>\n")
