#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the system sees of the program is valid and agrees with itself.

usage: packaging.py BUILD-DIR
"""

import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import sources
import tap

APP_ID = "cn.tidewatch.Tidewatch"
DATA = sources.TOP / "data"
FLATPAK_MODULE_KEYS = {"name", "buildsystem", "config-opts", "sources", "cleanup", "builddir"}
BUILD = Path(sys.argv[1]) if len(sys.argv) > 1 else sources.TOP / "build" / "test"


def complaints_of(program, *arguments):
    if shutil.which(program) is None:
        raise tap.Skip(f"{program} is not here")
    result = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    return (result.stdout + result.stderr).splitlines() or ["failed"] if result.returncode else []


def desktop_file_is_valid():
    return complaints_of("desktop-file-validate", str(BUILD / "data" / f"{APP_ID}.desktop"))


def metainfo_is_valid():
    lines = complaints_of("appstreamcli", "validate", "--no-net", str(BUILD / "data" / f"{APP_ID}.metainfo.xml"))
    # Newer releases miss a home page, which there is none of, and count it as a failure.
    serious = [line for line in lines if line[:2] in ("E:", "W:") and "url-homepage-missing" not in line]
    return serious if any("url-homepage-missing" in line for line in lines) else lines


def settings_schema_is_strict():
    return complaints_of("glib-compile-schemas", "--strict", "--dry-run", str(DATA))


def built_files_speak_chinese():
    complaints = []
    for suffix in ("desktop", "metainfo.xml"):
        path = BUILD / "data" / f"{APP_ID}.{suffix}"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if not re.search(r"\[zh_CN\]=|xml:lang=\"zh(_|-Hans-)CN\"", text):
            complaints.append(f"{APP_ID}.{suffix}: no Chinese in it")
    return complaints


def settings_keys_exist():
    tree = ElementTree.parse(DATA / f"{APP_ID}.gschema.xml")
    keys = {key.get("name") for key in tree.iter("key")}
    complaints = []
    for path in sources.files("*.c", under=["src/desk", "src/tools"]):
        used = re.findall(r'\btw_settings_(?:get|set|dup|bind)\w*\s*\(\s*"([^"]+)"', sources.read(path))
        complaints += [f"{sources.name(path)}: no key {key} in the schema" for key in used if key not in keys]
    return complaints


def icons_are_svg_and_named():
    complaints = []
    for name in (f"scalable/apps/{APP_ID}.svg", f"symbolic/apps/{APP_ID}-symbolic.svg"):
        path = DATA / "icons/hicolor" / name
        if not path.is_file():
            complaints.append(f"{name}: not there")
        elif not ElementTree.parse(path).getroot().tag.endswith("}svg"):
            complaints.append(f"{name}: not an SVG")
    return complaints


def resources():
    """(the .gresource.xml, path named in it) for each file entry."""
    for manifest in sources.files("*.gresource.xml"):
        for entry in ElementTree.parse(manifest).iter("file"):
            yield manifest, entry.text.strip()


def templates_are_in_the_resources():
    listed = {Path(name).name for _, name in resources()}
    return [
        f"{sources.name(path)}: in no .gresource.xml"
        for path in sources.files("*.ui", under=["ui", "src"])
        if path.name not in listed
    ]


def templates_are_plain_xml():
    complaints = []
    for path in sources.files("*.ui", under=["ui", "src"]):
        try:
            if ElementTree.parse(path).getroot().tag != "interface":
                complaints.append(f"{sources.name(path)}: not an interface")
        except ElementTree.ParseError as error:
            complaints.append(f"{sources.name(path)}: {error}")
    return complaints


def flatpak_manifest_is_pinned():
    manifest = json.loads((sources.TOP / "flatpak" / f"{APP_ID}.json").read_text(encoding="utf-8"))
    complaints = [] if manifest["id"] == APP_ID else [f"the id is {manifest['id']}"]
    if manifest["runtime"] != "org.gnome.Platform" or int(manifest["runtime-version"]) < 47:
        complaints.append("the runtime is not org.gnome.Platform 47 or newer")
    for permission in manifest["finish-args"]:
        if permission.startswith(("--share=network", "--filesystem", "--device=all")):
            complaints.append(f"{permission} is more than the console needs")
    for module in manifest["modules"]:
        name = module["name"]
        complaints += [f"{name}: no such key {key}" for key in module if key not in FLATPAK_MODULE_KEYS]
        if module["buildsystem"] not in ("meson", "autotools", "cmake-ninja", "simple"):
            complaints.append(f"{name}: no such build system")
        for source in module["sources"]:
            if source["type"] == "dir":
                continue
            if not re.fullmatch(r"[0-9a-f]{64}", source.get("sha256", "")):
                complaints.append(f"{name}: a source without sha256")
            if not re.fullmatch(r"https://\S+\d+\.\d+\.\d+\S*\.tar\.(gz|xz)", source.get("url", "")):
                complaints.append(f"{name}: a source that names no release")
    if [source["type"] for source in manifest["modules"][-1]["sources"]] != ["dir"]:
        complaints.append("the last module is not this tree")
    return complaints


if __name__ == "__main__":
    sys.exit(
        tap.run(
            "packaging",
            [
                desktop_file_is_valid,
                metainfo_is_valid,
                settings_schema_is_strict,
                built_files_speak_chinese,
                settings_keys_exist,
                icons_are_svg_and_named,
                templates_are_in_the_resources,
                templates_are_plain_xml,
                flatpak_manifest_is_pinned,
            ],
        )
    )
