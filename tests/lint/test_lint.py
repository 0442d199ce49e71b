#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The checks themselves must be able to fail."""

import importlib.util
import sys

import layering
import sources
import style
import tap

SPEC = importlib.util.spec_from_file_location("summary", sources.TOP / "tests" / "summary.py")
summary = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(summary)


def differ(*pairs):
    return [f"got {got!r}, wanted {wanted!r}" for got, wanted in pairs if got != wanted]


def comments_are_stripped_but_not_strings():
    text = 'a = "// no"; // gone\nb /* x\ny */ = 1;'
    return differ((sources.strip_comments(text).split(), ["a", "=", '"//', 'no";', "b", "=", "1;"]))


def functions_are_measured():
    text = "static int\nf (void)\n{\n  return 1;\n}\n\nstruct s\n{\n  int a;\n};\n"
    return differ((list(sources.functions(text)), [(3, 3)]))


def forbidden_words_are_found():
    hits = ["see /home/x", "TODO: more", "done like this for now"]
    fine = ["network/home/x", "forecast issued at 7", "session bus", "a hackathon"]
    missed = [text for text in hits if not style.FORBIDDEN_WORDS.search(text)]
    return missed + [text for text in fine if style.FORBIDDEN_WORDS.search(text)]


def forbidden_toolkit_names_are_found():
    hits = ["GtkTreeView *v;", "gtk_widget_show (w);", "adw_message_dialog_new (a)", "AdwSwitchRow"]
    fine = ["gtk_widget_set_visible (w, TRUE);", "adw_action_row_new ()", "GtkShortcutsWindow"]
    missed = [text for text in hits if not style.FORBIDDEN_TOOLKIT.search(text)]
    return missed + [text for text in fine if style.FORBIDDEN_TOOLKIT.search(text)]


def include_lines_are_read():
    text = '#include "base/tw-geo.h"\n  # include  "desk/x.h"\n// #include "no.h"\n#include <glib.h>\n'
    return differ((layering.INCLUDE.findall(text), ["base/tw-geo.h", "desk/x.h"]))


def the_table_has_no_way_up():
    """Nothing below the desk may look at it, and no engine at the store or at another engine."""
    complaints = [part for part, allowed in layering.RULES.items() if "desk" in allowed and part != "tools"]
    return complaints + [part for part in layering.ENGINES if layering.RULES[part] != ["base"]]


def verdicts_are_counted():
    tap_text = "1..5\nok 1 /a\nnot ok 2 /b\nok 3 /c # SKIP no file\nnot ok 4 /d # TODO\n# ok 9 no\nok 5\n"
    passed, failed, skipped = summary.count_tap(tap_text)
    crash = summary.count_program({"stdout": "1..2\nok 1 /a\n", "result": "ERROR"})
    silent = summary.count_program({"stdout": "", "result": "OK"})
    return differ(
        ((len(passed), len(failed), len(skipped)), (3, 1, 1)),
        (crash, (["/a"], ["ended with ERROR"], [])),
        (len(silent[1]), 1),
    )


if __name__ == "__main__":
    sys.exit(
        tap.run(
            "lint",
            [
                comments_are_stripped_but_not_strings,
                functions_are_measured,
                forbidden_words_are_found,
                forbidden_toolkit_names_are_found,
                include_lines_are_read,
                the_table_has_no_way_up,
                verdicts_are_counted,
            ],
        )
    )
