# SPDX-License-Identifier: Apache-2.0
"""A few lines of TAP: each check is a function that returns a list of complaints; an empty list is a pass."""

import sys


class Skip(Exception):
    """Raised by a check that cannot be made here; its text says why."""


def run(area, checks):
    """Runs the checks in order and returns the exit code."""
    print(f"TAP version 13\n1..{len(checks)}")
    failed = 0
    for number, check in enumerate(checks, 1):
        name = f"{area}/{check.__name__.replace('_', '-')}"
        try:
            complaints = check()
        except Skip as reason:
            print(f"ok {number} - {name} # SKIP {reason}")
            continue
        if complaints:
            failed += 1
            print(f"not ok {number} - {name}")
            for line in complaints[:60]:
                print(f"# {line}")
            if len(complaints) > 60:
                print(f"# and {len(complaints) - 60} more")
        else:
            print(f"ok {number} - {name}")
        sys.stdout.flush()
    return 1 if failed else 0
