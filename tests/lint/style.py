#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The measurable part of the style: lengths, headers, words, toolkit names that are too old or too new, formatting."""

import re
import shutil
import statistics
import subprocess
import sys

import sources
import tap

LINE_MAX = 100
FILE_MAX = 1000
FUNCTION_MAX = 100
FUNCTION_REASONED = 60
FUNCTION_MEDIAN_MAX = 15
FILE_MEDIAN_MAX = 300

# Promises instead of work, and folders of somebody's own machine.
FORBIDDEN_WORDS = re.compile(
    r"(?<![\w.])/(?:home|root)/\w|\b(?:TODO|FIXME|XXX|HACK)\b|\bnot implemented\b|\bfor now\b",
)

# Deprecated after the baseline, or newer than it: only compat.c may name them.
FORBIDDEN_TOOLKIT = re.compile(
    r"\b(?:Gtk(?:Dialog|MessageDialog|FileDialog|AlertDialog|FileChooserNative|FileChooserDialog|TreeView|ListStore"
    r"|TreeStore|ComboBox\w*|EntryCompletion|IconView|InfoBar|StyleContext)"
    r"|Adw(?:MessageDialog|AlertDialog|Dialog|PreferencesWindow|PreferencesDialog|AboutWindow|AboutDialog|Leaflet"
    r"|Flap|Squeezer|NavigationSplitView|OverlaySplitView|NavigationView|Breakpoint|BreakpointBin|ToolbarView"
    r"|ViewSwitcherTitle|ToggleGroup|Banner|SwitchRow|SpinRow)|Gsk(?:GLShader|Path))\b"
    r"|\bgtk_(?:dialog|message_dialog|file_dialog|alert_dialog|file_chooser_native|tree_view|list_store|tree_store"
    r"|combo_box|entry_completion|icon_view|info_bar|style_context|render)_\w+"
    r"|\badw_(?:message_dialog|alert_dialog|preferences_window|about_window|leaflet|flap|squeezer"
    r"|navigation_split_view|overlay_split_view|navigation_view|breakpoint|toolbar_view|view_switcher_title"
    r"|toggle_group|banner|switch_row|spin_row)_\w+"
    r"|\bgtk_widget_(?:show|hide|get_allocation|get_allocated_width|get_allocated_height|translate_coordinates"
    r"|get_style_context)\b"
    r"|\bgtk_css_provider_load_from_data\b|\bgtk_accessible_announce\b|\bsend_and_splice_async\b",
)


def c_files():
    return sources.files("*.c", "*.h", under=["src", "tests"])


def text_files():
    found = sources.files(
        "*.c", "*.h", "*.ui", "*.css", "*.py", "*.sql", "*.in", "*.md", "*.build", "*.json", "dev", "run"
    )
    return [path for path in found if "corpus" not in path.parts]


def each_line(paths):
    for path in paths:
        for number, line in enumerate(sources.read(path).splitlines(), 1):
            yield f"{sources.name(path)}:{number}", line


def lines_fit_100_columns():
    return [
        f"{where}: {len(line)} characters"
        for where, line in each_line(sources.files("*.c", "*.h", "*.css", under=["src", "tests", "ui", "data"]))
        if len(line) > LINE_MAX and "://" not in line
    ]


def files_stay_below_1000_lines():
    complaints = []
    for path in sources.files("*.c", "*.h", "*.ui", "*.py", "*.css"):
        count = sources.read(path).count("\n")
        if count > FILE_MAX:
            complaints.append(f"{sources.name(path)}: {count} lines")
    return complaints


def licence_stands_first():
    complaints = []
    for path in c_files():
        first = sources.read(path).split("\n", 1)[0]
        wanted = "// SPDX-License-Identifier: Apache-2.0"
        if path.suffix == ".h":
            wanted = "/* SPDX-License-Identifier: Apache-2.0 */"
        if first != wanted:
            complaints.append(f"{sources.name(path)}: the first line is not {wanted}")
    for path in sources.files("*.py", "dev", "run"):
        if "SPDX-License-Identifier: Apache-2.0" not in sources.read(path)[:120]:
            complaints.append(f"{sources.name(path)}: no SPDX line")
    return complaints


def headers_say_pragma_once():
    return [
        f"{sources.name(path)}: no #pragma once"
        for path in sources.files("*.h", under=["src", "tests"])
        if "\n#pragma once\n" not in sources.read(path)
    ]


def no_tabs_or_trailing_blanks():
    return [
        f"{where}: {'a tab' if chr(9) in line else 'blanks at the end'}"
        for where, line in each_line(text_files())
        if "\t" in line or line != line.rstrip()
    ]


def files_end_with_a_newline():
    return [
        f"{sources.name(path)}: no newline at the end"
        for path in text_files()
        if sources.read(path) and not sources.read(path).endswith("\n")
    ]


def words_stay_with_the_project():
    # The checks name the words they look for, and one of them is a word of the test protocol.
    checkers = ("tests/lint/", "tests/summary.py")
    return [
        f"{where}: {FORBIDDEN_WORDS.search(line).group(0)!r}"
        for where, line in each_line(text_files())
        if FORBIDDEN_WORDS.search(line) and not where.startswith(checkers)
    ]


def toolkit_names_fit_the_baseline():
    complaints = []
    for path in sources.files("*.c", "*.h", "*.ui", under=["src", "ui"]):
        if path.name == "compat.c":
            continue
        text = sources.read(path)
        if path.suffix != ".ui":
            text = sources.strip_comments(text)
        for number, line in enumerate(text.splitlines(), 1):
            match = FORBIDDEN_TOOLKIT.search(line)
            if match:
                complaints.append(f"{sources.name(path)}:{number}: {match.group(0)}")
    return complaints


def function_lengths():
    found = []
    for path in sources.files("*.c", under=["src"]):
        for line, length in sources.functions(sources.read(path)):
            found.append((length, f"{sources.name(path)}:{line}"))
    return sorted(found, reverse=True)


def functions_stay_short():
    lengths = function_lengths()
    if not lengths:
        raise tap.Skip("no function")
    median = statistics.median(length for length, _ in lengths)
    long = [where for length, where in lengths if length > FUNCTION_REASONED]
    print(f"# {len(lengths)} functions, median {median:g} lines, {len(long)} above {FUNCTION_REASONED}")
    for length, where in lengths[:8]:
        print(f"# {length:4} lines {where}")
    complaints = [f"{where}: {length} lines" for length, where in lengths if length > FUNCTION_MAX]
    if median > FUNCTION_MEDIAN_MAX:
        complaints.append(f"the median function has {median:g} lines, above {FUNCTION_MEDIAN_MAX}")
    return complaints


def files_stay_small():
    counts = [sources.read(path).count("\n") for path in sources.files("*.c", under=["src"])]
    if not counts:
        raise tap.Skip("no file")
    median = statistics.median(counts)
    print(f"# {len(counts)} files, median {median:g} lines, longest {max(counts)}")
    return [f"the median file has {median:g} lines"] if median > FILE_MEDIAN_MAX else []


def c_files_are_formatted():
    program = shutil.which("clang-format-14")
    if program is None:
        raise tap.Skip("clang-format 14 is not here, and other versions format differently")
    result = subprocess.run(
        [program, "--dry-run", "-Werror", *map(str, c_files())],
        capture_output=True,
        text=True,
        cwd=sources.TOP,
        check=False,
    )
    named = [line for line in result.stderr.splitlines() if "error:" in line]
    return sorted({line.split(str(sources.TOP) + "/")[-1].split(":")[0] + ": ./dev format" for line in named})


if __name__ == "__main__":
    sys.exit(
        tap.run(
            "style",
            [
                lines_fit_100_columns,
                files_stay_below_1000_lines,
                licence_stands_first,
                headers_say_pragma_once,
                no_tabs_or_trailing_blanks,
                files_end_with_a_newline,
                words_stay_with_the_project,
                toolkit_names_fit_the_baseline,
                functions_stay_short,
                files_stay_small,
                c_files_are_formatted,
            ],
        )
    )
