# SPDX-License-Identifier: Apache-2.0
"""Which files the checks look at, and how a C file is read."""

import re
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
SKIPPED = {".git", "build", "__pycache__", ".cache"}


def files(*patterns, under=("",)):
    """Sorted paths below the given folders that match one of the patterns."""
    found = set()
    for folder in under:
        for pattern in patterns:
            for path in (TOP / folder).rglob(pattern):
                parts = path.relative_to(TOP).parts
                if path.is_file() and not SKIPPED.intersection(parts):
                    found.add(path)
    return sorted(found)


def name(path):
    return str(path.relative_to(TOP))


def read(path):
    return path.read_text(encoding="utf-8")


TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def strip_comments(text):
    """The code of a C file with comments blanked out; lines keep their numbers."""

    def blank(match):
        token = match.group(0)
        return token if token[0] in "\"'" else re.sub(r"[^\n]", " ", token)

    return TOKEN.sub(blank, text)


def functions(text):
    """Yields (first line, length in lines) of each function body of a C file in the project's style."""
    start = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("{"):
            start = number
        elif line.startswith("}") and start:
            if line.rstrip() == "}":
                yield start, number - start + 1
            start = 0
