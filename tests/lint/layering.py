#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The include rules of src/README.md as a test: who may look at whom, by direct #include of a project header.

usage: layering.py [BUILD-DIR]
"""

import re
import subprocess
import sys
from pathlib import Path

import sources
import tap

ENGINES = ["forecast", "roster", "modules", "twins", "routing", "exchange", "insight"]
RULES = {
    "base": [],
    **{engine: ["base"] for engine in ENGINES},
    "store": ["base"],
    "intake": ["base", "store"],
    "sync": ["base", "store"],
    "media": ["base", "store"],
    "duty": ["base", "store", "intake", "sync", *ENGINES],
    "hub": ["base", "duty", "sync", "intake"],
    "desk": ["base", "duty", "media"],
    "tools": ["base", "duty", "desk", "hub"],
}
GTK = re.compile(r"\[lib(gtk-4|adwaita-1|shumate-1\.0)\.so")
GTK_HEADERS = re.compile(r"^\s*#\s*include\s*<(gtk/|adwaita|shumate|gdk/|gsk/)", re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
# Made by the build beside the file that includes them.
GENERATED = {"config.h", "tw-migrations.h"}
BUILD = Path(sys.argv[1]) if len(sys.argv) > 1 else None


def source_files():
    return sources.files("*.c", "*.h", under=["src"])


def part_of(path):
    return path.relative_to(sources.TOP / "src").parts[0]


def includes(path):
    return INCLUDE.findall(sources.read(path))


def every_part_has_a_rule():
    parts = {part_of(path) for path in source_files()}
    return [f"src/{part}: not in the table" for part in sorted(parts - RULES.keys())]


def parts_look_only_where_they_may():
    complaints = []
    for path in source_files():
        part = part_of(path)
        for header in includes(path):
            target = header.split("/")[0]
            if "/" in header and target != part and target not in RULES.get(part, []):
                complaints.append(f"{sources.name(path)}: {part} may not look at {header}")
    return complaints


def includes_are_spelt_from_src():
    complaints = []
    for path in source_files():
        for header in includes(path):
            if header not in GENERATED and not (sources.TOP / "src" / header).is_file():
                complaints.append(f'{sources.name(path)}: "{header}" is not a file below src')
    return complaints


def own_header_comes_first():
    complaints = []
    for path in sources.files("*.c", under=["src"]):
        header = path.with_suffix(".h")
        found = [name for name in includes(path) if name != "config.h"]
        own = str(header.relative_to(sources.TOP / "src"))
        if header.is_file() and (not found or found[0] not in (own, own[:-2] + "-private.h")):
            complaints.append(f"{sources.name(path)}: {own} is not its first include")
    return complaints


def only_the_desk_knows_gtk():
    return [
        f"{sources.name(path)}: includes a toolkit header"
        for path in source_files()
        if part_of(path) not in ("desk", "tools") and GTK_HEADERS.search(sources.read(path))
    ]


def is_elf(path):
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def core_programs():
    """The test programs of everything below the desk, and the headless tool."""
    found = []
    for folder in ["base", "forecast", "store", "intake", "duty", "fuzz"]:
        for path in sorted((BUILD / "tests" / folder).glob("*")):
            if path.is_file() and path.stat().st_mode & 0o100 and is_elf(path):
                found.append(path)
    tool = BUILD / "src" / "tools" / "tidewatchctl"
    return found + ([tool] if tool.is_file() else [])


def core_programs_link_no_gtk():
    if BUILD is None:
        raise tap.Skip("no build folder was named")
    programs = core_programs()
    complaints = [] if programs else ["no program of the core was found in the build"]
    for path in programs:
        listing = subprocess.run(
            ["readelf", "-d", path], capture_output=True, text=True, check=True, env={"LC_ALL": "C"}
        ).stdout
        if GTK.search(listing):
            complaints.append(f"{path.relative_to(BUILD)}: links {GTK.search(listing).group(0)[1:]}")
    return complaints


if __name__ == "__main__":
    sys.exit(
        tap.run(
            "layering",
            [
                every_part_has_a_rule,
                parts_look_only_where_they_may,
                includes_are_spelt_from_src,
                own_header_comes_first,
                only_the_desk_knows_gtk,
                core_programs_link_no_gtk,
            ],
        )
    )
