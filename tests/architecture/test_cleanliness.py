"""No file names a place that exists on one machine only, or the address of a package registry."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Written so that this file does not match itself.
ONE_MACHINE = re.compile(
    r"(?<![\w.~*}>)/-])/(?:work|root|home|Users|opt|mnt|srv|tmp)/\w"  # a folder at the root of somebody's disk
    r"|\b[A-Z]:\\\w"  # a drive
    r"|\bfile:/{2}"
)
REGISTRY = re.compile(
    r"\bp[y]pi\.(?:org|python)"
    r"|\bpythonhoste[d]\.org"
    r"|\banacond[a]\.(?:org|com)"
    r"|\bregistr[y]\.(?:npmjs|yarnpkg)"
    r"|\bcrate[s]\.io"
    r"|\b(?:deb|security|ftp)\.debia[n]\.org"
    r"|-[-](?:extra-)?index-url\b"
    r"|-[-]find-links\b"
)


def files() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone: there is no list of the project's files")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def lines_that_match(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:160]}"
        for path in files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_path_of_one_machine() -> None:
    assert not lines_that_match(ONE_MACHINE)


def test_no_address_of_a_package_registry() -> None:
    assert not lines_that_match(REGISTRY)


@pytest.mark.parametrize("parts", [("see ", "/", "home", "/ada/x"), ("'", "/", "work", "/y'"), ("C", ":", "\\Users")])
def test_a_path_of_one_machine_is_recognised(parts: tuple[str, ...]) -> None:
    assert ONE_MACHINE.search("".join(parts))


@pytest.mark.parametrize("text", ["#!/usr/bin/env bash", "www.gov.uk/work/permits", "docs/work/plan.md", "10/12"])
def test_an_innocent_path_is_left_alone(text: str) -> None:
    assert not ONE_MACHINE.search(text)


@pytest.mark.parametrize("parts", [("https://py", "pi.org/simple"), ("--index", "-url x"), ("crates", ".io/x")])
def test_an_address_of_a_registry_is_recognised(parts: tuple[str, ...]) -> None:
    assert REGISTRY.search("".join(parts))
