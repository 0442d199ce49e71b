#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the verdicts of meson's test logs by single TAP test.

usage: summary.py [LABEL=]testlog.json...

A test program that ends badly without having said "not ok" (a crash, a timeout, a missing plan) counts as one failure, and so
does a log that is not there. The last line is "N passed, N failed, N skipped"; the exit code is 1 on a failure and when
nothing ran at all.
"""

import json
import re
import sys
from collections import defaultdict

TAP_LINE = re.compile(r"^(not ok|ok)\b\s*(\d*)\s*-?\s*(.*)$")
DIRECTIVE = re.compile(r"#\s*(SKIP|TODO)\b", re.IGNORECASE)
OUTPUT_LINES = 120
BAD_ENDS = {"FAIL", "TIMEOUT", "ERROR", "INTERRUPT", "UNEXPECTEDPASS"}


def count_tap(text):
    """Returns ([passed], [failed], [skipped]) names of the TAP lines in one program's output."""
    passed, failed, skipped = [], [], []
    for line in text.splitlines():
        match = TAP_LINE.match(line)
        if not match:
            if line.startswith("Bail out!"):
                failed.append(line)
            elif re.match(r"^1\.\.0\b", line):
                skipped.append(line)
            continue
        verdict, number, name = match.groups()
        directive = DIRECTIVE.search(name)
        kind = directive.group(1).upper() if directive else ""
        label = name.strip() or number
        if kind == "SKIP":
            skipped.append(label)
        elif verdict == "not ok" and kind != "TODO":
            failed.append(label)
        else:
            passed.append(label)
    return passed, failed, skipped


def count_program(entry):
    """Returns the same for one entry of the log, with the program's own end taken into account."""
    passed, failed, skipped = count_tap(entry.get("stdout") or "")
    result = entry.get("result", "ERROR")
    if result in BAD_ENDS and not failed:
        failed.append(f"ended with {result}")
    if result == "SKIP" and not skipped and not passed and not failed:
        skipped.append("skipped")
    if result == "OK" and not passed and not skipped and not failed:
        failed.append("said nothing")
    return passed, failed, skipped


def split_name(entry):
    """meson writes "project:suite / program"."""
    suite, _, program = entry["name"].rpartition(" / ")
    return suite.split(":")[-1] or "other", program


def show_output(group, program, entry):
    """What a failed program said: the lines around its failures matter, so the end of it, whole."""
    print(f"\n--- {group}: {program} ({entry.get('result')}, {entry.get('duration', 0):.1f} s)")
    for stream in ("stdout", "stderr"):
        lines = (entry.get(stream) or "").splitlines()
        if len(lines) > OUTPUT_LINES:
            print(f"... {len(lines) - OUTPUT_LINES} lines before")
        for line in lines[-OUTPUT_LINES:]:
            print(line[:400])


def read_log(argument):
    """Yields (group, program name, entry) for each program of a log."""
    label, _, path = argument.rpartition("=")
    with open(path, encoding="utf-8") as log:
        for line in log:
            if line.strip():
                entry = json.loads(line)
                suite, program = split_name(entry)
                yield " ".join(filter(None, [label, suite])), program, entry


def main(arguments):
    totals = defaultdict(lambda: [0, 0, 0])
    seconds = defaultdict(float)
    failures, skips = [], []
    for argument in arguments:
        try:
            for group, program, entry in read_log(argument):
                counts = count_program(entry)
                seconds[group] += entry.get("duration") or 0.0
                for column, names in enumerate(counts):
                    totals[group][column] += len(names)
                failures += [f"{group}: {program}: {name}" for name in counts[1]]
                if counts[1]:
                    show_output(group, program, entry)
                skips += [f"{group}: {program}: {name}" for name in counts[2]]
        except OSError as error:
            failures.append(f"{argument}: {error.strerror}: no test ran")
            totals[argument][1] += 1
    print()
    for group in sorted(totals):
        passed, failed, skipped = totals[group]
        print(f"{group:<12} {passed:>5} passed {failed:>4} failed {skipped:>4} skipped {seconds[group]:>7.1f} s")
    for name in skips:
        print(f"skipped  {name}")
    for name in failures:
        print(f"FAILED   {name}")
    passed, failed, skipped = (sum(row[column] for row in totals.values()) for column in range(3))
    if passed + failed == 0:
        print("FAILED   no test ran")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
