#!/usr/bin/env python3
"""Holds what dlc printed as JSON against conditions.

    check.py CONDITION… < LINES     Python expressions over the results' names; a result of rank 0 is a number, others are flat lists

Lines are what `dlc run --json`, `dlc eval --json` or `dlc train --json` (its last line) write. Exit code 1, with the values, for a
condition that does not hold.
"""
import json
import sys

values = {}
for line in sys.stdin:
    record = json.loads(line)
    if "values" in record:
        values[record["name"]] = record["values"] if record["shape"] else record["values"][0]
    else:
        values.update(record)
for condition in sys.argv[1:]:
    if not eval(condition, {"abs": abs, "all": all, "any": any, "max": max, "min": min, "sum": sum, "zip": zip, "len": len, "range": range, "set": set} | values):
        sys.exit(f"{condition} does not hold of {values}")
