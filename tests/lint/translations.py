#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Both languages are complete: every string of the sources is in po/zh_CN.po, translated, with the same formats.

usage: translations.py            check (TAP)
       translations.py --update   bring POTFILES.in and zh_CN.po up to date and list what is untranslated
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import sources
import tap

PO_DIR = sources.TOP / "po"
POTFILES = PO_DIR / "POTFILES.in"
MARKER = re.compile(r"\b(?:N?C?_|Q_|n?gettext|g_dn?p?c?gettext\w*)\s*\(")
XGETTEXT = [
    "xgettext", "--from-code=UTF-8", "--add-comments=Translators:", "--package-name=tidewatch",
    "--msgid-bugs-address=", "--sort-by-file", "--add-location=file", "--keyword=_", "--keyword=N_",
    "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "--keyword=Q_:1g", "--keyword=g_dgettext:2",
    "--keyword=g_dngettext:2,3", "--keyword=g_dpgettext2:2c,3", "--flag=_:1:pass-c-format",
    "--flag=N_:1:pass-c-format", "--flag=C_:2:pass-c-format", "--flag=ngettext:1:pass-c-format",
    "--flag=ngettext:2:pass-c-format", "--flag=g_strdup_printf:1:c-format", "--flag=g_set_error:4:c-format",
    "--flag=g_string_append_printf:2:c-format", "--flag=g_print:1:c-format", "--flag=g_printerr:1:c-format",
]  # fmt: skip
MARKUP_END = re.compile(r"[。：，、；]$")


def translatable_files():
    """Names of the files that hold strings for people, as POTFILES.in lists them."""
    found = []
    for path in sources.files("*.c", "*.h", under=["src"]):
        if MARKER.search(sources.strip_comments(sources.read(path))):
            found.append(path)
    for path in sources.files("*.ui", under=["ui", "src"]):
        if 'translatable="' in sources.read(path):
            found.append(path)
    found += sources.files("*.desktop.in", "*.metainfo.xml.in", under=["data"])
    return sorted(map(sources.name, found))


def run(*command):
    result = subprocess.run(command, capture_output=True, text=True, cwd=sources.TOP, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]}: {result.stderr.strip()}")
    return result.stdout


def extract(folder):
    """Makes a template of all strings there are now; returns its path."""
    template = Path(folder) / "tidewatch.pot"
    names = Path(folder) / "files"
    names.write_text("\n".join(translatable_files()) + "\n", encoding="utf-8")
    run(*XGETTEXT, f"--files-from={names}", f"--output={template}")
    return template


def languages():
    return (PO_DIR / "LINGUAS").read_text(encoding="utf-8").split()


def merge(template, language, output):
    run("msgmerge", "--quiet", "--no-fuzzy-matching", "--sort-by-file", "--add-location=file",
        "--width=98", f"--output-file={output}", str(PO_DIR / f"{language}.po"), str(template))  # fmt: skip


def entries(path, *selection):
    """The msgids that msgattrib selects, without the header."""
    text = run("msgattrib", *selection, "--no-obsolete", "--no-wrap", str(path))
    return [line[6:] for line in text.splitlines() if line.startswith("msgid ") and line != 'msgid ""']


def listed_files():
    lines = POTFILES.read_text(encoding="utf-8").splitlines()
    return sorted(line for line in lines if line and not line.startswith("#"))


def potfiles_is_complete():
    wanted, listed = translatable_files(), listed_files()
    missing = [f"{name}: not in po/POTFILES.in (./dev po)" for name in wanted if name not in listed]
    return missing + [f"{name}: in po/POTFILES.in without a string" for name in listed if name not in wanted]


def every_string_is_translated():
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        template = extract(folder)
        for language in languages():
            merged = Path(folder) / f"{language}.po"
            merge(template, language, merged)
            for kind in ("--untranslated", "--only-fuzzy"):
                complaints += [f"{language} {kind[2:]}: {text}" for text in entries(merged, kind)]
    return complaints


def formats_agree():
    complaints = []
    for language in languages():
        result = subprocess.run(
            ["msgfmt", "--check", "--output-file=/dev/null", str(PO_DIR / f"{language}.po")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if result.returncode != 0:
            complaints += result.stderr.splitlines()
    return complaints


def call_arguments(text, start):
    """The text from an opening bracket to the one that closes it."""
    depth = 0
    for match in re.compile(r'"(?:[^"\\\n]|\\.)*"|[()]').finditer(text, start):
        depth += {"(": 1, ")": -1}.get(match.group(0), 0)
        if depth == 0:
            return text[start : match.end()]
    return text[start:]


def no_macro_cuts_a_string():
    """xgettext reads a literal up to a macro such as G_GUINT64_FORMAT and would look up half a sentence (PRId64 is fine)."""
    complaints = []
    for name in translatable_files():
        if not name.endswith((".c", ".h")):
            continue
        text = sources.strip_comments(sources.read(sources.TOP / name))
        for match in MARKER.finditer(text):
            arguments = call_arguments(text, match.end() - 1)
            bare = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', arguments)
            macro = re.search(r'""\s*(?!PRI)([A-Z]\w+)|\b(?!PRI)([A-Z]\w+)\s*""', bare)
            if macro:
                line = text.count("\n", 0, match.start()) + 1
                complaints.append(f"{name}:{line}: {macro.group(1) or macro.group(2)} inside a string to translate")
    return complaints


def parse(path):
    """Yields (msgid, [msgstr]) of a .po file."""
    text = run("msgcat", "--no-wrap", "--no-location", str(path))
    for block in text.split("\n\n"):
        if "#~" in block or "#, fuzzy" in block:
            continue
        ids = re.findall(r'^msgid "((?:[^"\\]|\\.)*)"((?:\n"(?:[^"\\]|\\.)*")*)', block, re.MULTILINE)
        strings = re.findall(r'^msgstr(?:\[\d\])? "((?:[^"\\]|\\.)*)"((?:\n"(?:[^"\\]|\\.)*")*)', block, re.MULTILINE)
        join = lambda pair: pair[0] + "".join(re.findall(r'^"(.*)"$', pair[1], re.MULTILINE))
        if ids and join(ids[0]):
            yield join(ids[0]), [join(pair) for pair in strings]


def chinese_uses_its_own_punctuation():
    """Between Han characters stands full-width punctuation, and a label does not end with a mark the English lacks."""
    complaints = []
    half_width = re.compile(r"[\u4e00-\u9fff][,;:?!](?!\d)|[\u4e00-\u9fff]\.(?=\s|$|[\u4e00-\u9fff])")
    for text, translations in parse(PO_DIR / "zh_CN.po"):
        for translation in translations:
            if translation.endswith(";"):
                continue  # a list of search words
            if half_width.search(translation):
                complaints.append(f"half-width punctuation: {translation}")
            if MARKUP_END.search(translation) and not re.search(r"[.:,;]\s*$", text):
                complaints.append(f"ends with a mark that {text!r} does not have: {translation}")
    return complaints


def update():
    POTFILES.write_text("# Written by ./dev po.\n" + "\n".join(translatable_files()) + "\n", encoding="utf-8")
    left = 0
    with tempfile.TemporaryDirectory() as folder:
        template = extract(folder)
        for language in languages():
            merged = Path(folder) / f"{language}.po"
            merge(template, language, merged)
            cleaned = run("msgattrib", "--no-obsolete", "--sort-by-file", "--add-location=file", "--width=98", str(merged))
            target = PO_DIR / f"{language}.po"
            without_date = lambda text: re.sub(r'^"POT-Creation-Date:.*\n', "", text, flags=re.MULTILINE)
            if without_date(cleaned) != without_date(target.read_text(encoding="utf-8")):
                target.write_text(cleaned, encoding="utf-8")
            for text in entries(target, "--untranslated") + entries(target, "--only-fuzzy"):
                print(f"{language}: untranslated: {text}")
                left += 1
    print(f"{left} strings are untranslated")
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        sys.exit(update())
    sys.exit(
        tap.run(
            "translations",
            [potfiles_is_complete, every_string_is_translated, formats_agree,
             no_macro_cuts_a_string, chinese_uses_its_own_punctuation],
        )
    )
