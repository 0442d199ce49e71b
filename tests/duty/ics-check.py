#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads calendars as strictly as RFC 5545 is written, and follows what a calendar program would keep of them.

usage: ics-check.py FILE...

Each file is read after the one before into the same calendar: a UID that is known is updated when its SEQUENCE is not
lower, and removed when its STATUS is CANCELLED. Prints what is left as JSON: {uid: {property: value}}; ends with 1 and
the line where a rule is broken. Where the package icalendar is installed it reads every file too.
"""

import json
import re
import sys
from datetime import datetime, timezone

NAME = re.compile(r"[A-Za-z0-9-]+")
UTC = re.compile(r"\d{8}T\d{6}Z")
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "SEQUENCE", "STATUS",
        "LAST-MODIFIED", "TRANSP", "CLASS", "CREATED", "PRIORITY", "URL"}  # fmt: skip
MANY = {"CATEGORIES", "COMMENT", "CONTACT"}
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "UID", "COMMENT"}
HEAD = {"VERSION", "PRODID", "CALSCALE", "METHOD"}


class Broken(Exception):
    """A rule of RFC 5545 is broken; says which and where."""


def physical_lines(data):
    """3.1: CRLF ends each line, none is longer than 75 octets; UTF-8 is cut nowhere."""
    if not data.endswith(b"\r\n"):
        raise Broken("the last line does not end with CRLF")
    lines = data.split(b"\r\n")[:-1]
    for number, line in enumerate(lines, 1):
        if len(line) > 75:
            raise Broken(f"line {number}: {len(line)} octets")
        if b"\r" in line or b"\n" in line:
            raise Broken(f"line {number}: a bare CR or LF")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Broken(f"line {number}: a character is cut in two") from error
    return lines


def content_lines(lines):
    """Unfolds: (number, name, parameters, value)."""
    whole = []
    for number, line in enumerate(lines, 1):
        if line[:1] in (b" ", b"\t"):
            if not whole:
                raise Broken(f"line {number}: continues nothing")
            whole[-1][1] += line[1:]
        elif not line:
            raise Broken(f"line {number}: empty")
        else:
            whole.append([number, line])
    for number, line in whole:
        text = line.decode("utf-8")
        if any(ord(c) < 32 and c != "\t" or ord(c) == 127 for c in text):
            raise Broken(f"line {number}: control character")
        head, colon, value = text.partition(":")
        name, *parameters = head.split(";")
        if not colon or not NAME.fullmatch(name):
            raise Broken(f"line {number}: no property: {text[:30]!r}")
        if any("=" not in p for p in parameters):
            raise Broken(f"line {number}: parameter without value")
        yield number, name.upper(), parameters, value


def unescape(value, number, splits=False):
    """3.3.11: the only escapes are \\\\ \\; \\, \\n \\N; bare semicolons do not occur, commas only between values."""
    parts, out, i = [], "", 0
    while i < len(value):
        c = value[i]
        if c == "\\":
            following = value[i + 1 : i + 2]
            if not following or following not in "\\;,nN":
                raise Broken(f"line {number}: escape {value[i:i + 2]!r}")
            out += "\n" if following in "nN" else following
            i += 2
            continue
        if c == ";" or (c == "," and not splits):
            raise Broken(f"line {number}: bare {c!r} in a text")
        if c == ",":
            parts.append(out)
            out = ""
        else:
            out += c
        i += 1
    parts.append(out)
    return parts if splits else parts[0]


def moment(value, number):
    if not UTC.fullmatch(value):
        raise Broken(f"line {number}: {value!r} is no UTC time")
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)


def read_value(name, value, number):
    if name in TEXTS:
        return unescape(value, number)
    if name == "CATEGORIES":
        return unescape(value, number, splits=True)
    if name in ("DTSTAMP", "DTSTART", "DTEND", "LAST-MODIFIED", "CREATED"):
        return moment(value, number).isoformat()
    if name == "SEQUENCE":
        if not re.fullmatch(r"\d+", value):
            raise Broken(f"line {number}: SEQUENCE {value!r}")
        return int(value)
    if name == "STATUS" and value not in ("TENTATIVE", "CONFIRMED", "CANCELLED"):
        raise Broken(f"line {number}: STATUS {value!r}")
    if name == "TRANSP" and value not in ("OPAQUE", "TRANSPARENT"):
        raise Broken(f"line {number}: TRANSP {value!r}")
    if name == "GEO":
        found = re.fullmatch(r"(-?\d+(?:\.\d+)?);(-?\d+(?:\.\d+)?)", value)
        if not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
            raise Broken(f"line {number}: GEO {value!r}")
        return [float(found[1]), float(found[2])]
    return value


def finish_event(event, number):
    for needed in ("UID", "DTSTAMP", "DTSTART"):
        if needed not in event:
            raise Broken(f"line {number}: an event without {needed}")
    if "DTEND" in event and event["DTEND"] <= event["DTSTART"]:
        raise Broken(f"line {number}: ends before it begins")
    return event


def read_calendar(data):
    """The events of one file."""
    events, head, stack, event = [], {}, [], None
    for number, name, _parameters, value in content_lines(physical_lines(data)):
        if name == "BEGIN":
            if stack != {"VCALENDAR": [], "VEVENT": ["VCALENDAR"]}.get(value):
                raise Broken(f"line {number}: {value} does not stand here")
            stack.append(value)
            if value == "VEVENT":
                event = {}
        elif name == "END":
            if not stack or stack.pop() != value:
                raise Broken(f"line {number}: ends what did not begin")
            if value == "VEVENT":
                events.append(finish_event(event, number))
                event = None
        elif event is not None:
            if name in ONCE and name in event:
                raise Broken(f"line {number}: {name} twice")
            if name not in ONCE | MANY and not name.startswith("X-"):
                raise Broken(f"line {number}: {name} is no property of an event")
            event[name] = read_value(name, value, number)
        elif stack == ["VCALENDAR"]:
            if events or name in head or (name not in HEAD and not name.startswith("X-")):
                raise Broken(f"line {number}: {name} does not stand here")
            head[name] = value
        else:
            raise Broken(f"line {number}: outside of the calendar")
    if stack or head.get("VERSION") != "2.0" or not head.get("PRODID"):
        raise Broken("VERSION, PRODID or the end is missing")
    if not events:
        raise Broken("a calendar without a component")
    if len({e["UID"] for e in events}) != len(events):
        raise Broken("a UID twice in one file")
    return events


def main():
    kept = {}
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            data = file.read()
        try:
            events = read_calendar(data)
        except Broken as broken:
            print(f"{path}: {broken}", file=sys.stderr)
            return 1
        try:
            import icalendar  # a second opinion where it is there
        except ImportError:
            icalendar = None
        if icalendar is not None:
            found = icalendar.Calendar.from_ical(data).walk("VEVENT")
            if len(found) != len(events):
                print(f"{path}: icalendar finds {len(found)} events", file=sys.stderr)
                return 1
        for event in events:
            known = kept.get(event["UID"])
            if known and event.get("SEQUENCE", 0) < known.get("SEQUENCE", 0):
                continue
            kept[event["UID"]] = event
    left = {uid: e for uid, e in kept.items() if e.get("STATUS") != "CANCELLED"}
    print(json.dumps(left, ensure_ascii=False, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
