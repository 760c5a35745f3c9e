"""`positions`, `trace` and `evidence`: what is known, who said it and when, and how to add to it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.terminal import Said, waystation
from waystation import uk

REGISTER = uk.load().register
KEYS = {
    "country", "scheme", "stance", "approached", "on", "speaker", "office", "asks", "offers", "sets_stance", "claims",
    "note",
}  # fmt: skip
ADD = (
    "shore-2024", "--title", "Boats of the lake", "--publisher", "The Shore", "--kind", "press", "--published",
    "2024-04-10",
)  # fmt: skip
FILLED = {
    "licence": "open", "says": "The lake has twelve boats.", "where": "sentence 2", "about": "boats on the lake",
    "period": "2024", "grade": "C",
}  # fmt: skip


def flat(said: Said) -> str:
    """What was printed, on one line."""
    return " ".join(said.out.split())


def rows(*words: str) -> list[dict[str, object]]:
    """What `positions --json` prints."""
    said = waystation("positions", "--json", *words)
    assert said.code == 0 and not said.err
    return [json.loads(line) for line in said.out.splitlines()]


# --- positions ----------------------------------------------------------------------------------------------------


def test_todays_table_has_each_country_once() -> None:
    said, today = waystation("positions"), uk.load().positions.today("uk-return-hub")
    lines = said.out.splitlines()
    assert said.code == 0 and not said.err and lines[0].strip() == "Where countries stand on hosting"
    for country, held in today.items():
        (line,) = [line for line in lines if line.startswith(country.split(" and ")[0])]
        assert f" {held.stance} " in line and held.on.text in line


def test_the_table_as_of_a_day() -> None:
    said = waystation("positions", "--as-of", "2025-05-16")
    assert "Where countries stand on hosting as of 2025-05-16" in said.out
    (kosovo,) = [line for line in said.out.splitlines() if line.startswith("Kosovo")]
    assert kosovo.split()[:4] == ["Kosovo", "open", "no", "2025-05-16"] and "Vjosa Osmani" in kosovo
    assert "willing" not in said.out and "2025-10" not in said.out


@pytest.mark.parametrize(
    ("day", "kosovo", "north_macedonia"),
    [
        ("2025-05-16", ("open", "no"), "open"),
        ("2025-05-18", ("open", "no"), "refuses"),
        ("2025-10-22", ("willing", "no"), "refuses"),
        ("2025-12-09", ("willing", "no"), "never"),
    ],
)
def test_where_countries_stood_as_json(day: str, kosovo: tuple[str, str], north_macedonia: str) -> None:
    found = {row["country"]: row for row in rows("--as-of", day)}
    assert all(set(row) == KEYS and row["sets_stance"] for row in found.values())
    assert (found["Kosovo"]["stance"], found["Kosovo"]["approached"]) == kosovo
    assert found["North Macedonia"]["stance"] == north_macedonia


def test_the_history_of_a_country() -> None:
    history = rows("--country", "north macedonia")
    assert [row["on"] for row in history] == [held.on.text for held in uk.load().positions.history("North Macedonia")]
    assert {row["country"] for row in history} == {"North Macedonia"}
    assert {row["sets_stance"] for row in history} == {True, False}
    said = waystation("positions", "--country", "North Macedonia")
    assert "What North Macedonia has said" in said.out and "reported)" in said.out


def test_nobody_had_spoken_yet() -> None:
    assert waystation("positions", "--as-of", "2025-01-01").out == "nobody had said anything by then\n"
    assert not rows("--as-of", "2025-01-01")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--country", "Kosova"), "did you mean 'Kosovo'"),
        (("--scheme", "uk-return-hubs"), "did you mean 'uk-return-hub'"),
        (("--as-of", "May 2025"), "'May 2025' does not match the format"),
    ],
)
def test_what_is_asked_wrongly(words: tuple[str, str], told: str) -> None:
    said = waystation("positions", *words)
    assert said.code == 2 and not said.out and told in said.err


# --- trace --------------------------------------------------------------------------------------------------------


def test_a_parameter_is_traced_to_its_source() -> None:
    parameter = next(held for held in uk.load().book.parameters.values() if held.rests_on)
    said = waystation("trace", parameter.id)
    assert said.code == 0 and said.out.startswith(f"{parameter.id}  {parameter.title}\n")
    for part in ("  value: ", f"  status: {parameter.status}; written at {parameter.where}", "  used by: "):
        assert part in said.out
    for name in parameter.rests_on:
        claim = REGISTER[name]
        assert f"    {name}: " in said.out and f"grade {claim.grade} (" in said.out
        assert REGISTER.sources[claim.source].cite() in flat(said)


def test_a_claim_is_traced_to_what_stands_against_it() -> None:
    said = waystation("trace", "a003-12699")
    assert said.code == 0 and said.out.startswith("a003-12699: ")
    assert "differs in precision from a002-12000" in flat(said) and "sentence 14" in said.out
    assert "tells of the same event as hosb-cumulative-2025-05-15" in flat(said) and "bears: " in said.out


def test_claims_are_found_by_their_number() -> None:
    said = waystation("trace", "--number", "41181")
    assert said.code == 0
    found = [claim.id for claim in REGISTER.with_value(41_181)]
    assert found and all(f"{name}: " in said.out for name in found)
    both = waystation("trace", "--number", "12000").out
    assert all(f"{claim.id}: " in both for claim in REGISTER.with_value(12_000))


def test_a_claim_is_not_known_before_it_was_said() -> None:
    before = waystation("trace", "a004-kosovo-willing", "--as-of", "2025-10-20")
    assert before.code == 2 and "no parameter or claim called 'a004-kosovo-willing'" in before.err
    assert waystation("trace", "a004-kosovo-willing", "--as-of", "2025-10-21").code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("appeals.lodged_shar",), "did you mean 'appeals.lodged_share'"),
        (("a003-1269",), "did you mean 'a003-12699'"),
        (("--number", "41182"), "no claim gives 41182: try a number as the source prints it"),
        (("--number", "many"), "'many' is not a valid float"),
        ((), "name a parameter or a claim, or give --number"),
    ],
)
def test_what_cannot_be_traced(words: tuple[str, ...], told: str) -> None:
    said = waystation("trace", *words)
    assert said.code == 2 and not said.out and told in said.err


# --- evidence -----------------------------------------------------------------------------------------------------


def test_status_counts_what_there_is(tmp_path: Path) -> None:
    said, model = waystation("evidence", "status", cwd=tmp_path), uk.load()
    held = list(model.book.parameters.values())
    head, *lines = said.out.splitlines()
    assert said.code == 0 and not said.err
    assert head == f"{len(model.register.sources)} sources, {len(model.register.claims)} claims, {len(held)} parameters"
    counts = {words[0]: int(words[1]) for line in lines if len(words := line.split()) == 2}
    statuses = {"measured", "derived", "elicited", "assumed"}
    assert sum(counts.get(name, 0) for name in statuses) == len(held)
    assert sum(counts.get(name, 0) for name in ("A", "B", "C", "D", "none")) == len(held)
    assert counts["none"] == sum(not parameter.rests_on for parameter in held)
    assert "no results under out/: run a scenario" in lines[-1]


def test_nothing_is_wrong_in_the_register() -> None:
    said = waystation("evidence", "check")
    assert said.code == 0 and not said.err
    assert said.out == f"nothing wrong: {len(REGISTER.sources)} sources, {len(REGISTER.claims)} claims\n"


def test_a_frame_is_written_checked_filled_in_and_checked(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("date 2024-04-10 The lake has a dozen boats.", encoding="utf-8")
    added = waystation("evidence", "add", *ADD, "--text", article, "--url", "https://shore.example/1", cwd=tmp_path)
    path = tmp_path / "shore-2024.yaml"
    assert added.code == 0 and added.out.startswith("written: shore-2024.yaml: fill it in") and path.exists()
    unfilled = waystation("evidence", "check", tmp_path)
    problems = unfilled.err.splitlines()[1:]
    assert unfilled.code == 10 and not unfilled.out
    assert all(re.fullmatch(rf"  {tmp_path.name}/shore-2024\.yaml:\d+  .+: .+", line) for line in problems)
    assert unfilled.err.count("is left blank") == len(FILLED) and unfilled.err.count("is mapped neither") == 2
    text = path.read_text(encoding="utf-8")
    for key, value in FILLED.items():
        text = text.replace(f"{key}: #", f"{key}: {value} #", 1)
    one, other = "claims: []", "claims: [shore-2024-1]"
    text = text.replace(one, f"{one}, no_claim: the marker of the day", 1).replace(f"{one}}}", f"{other}}}", 1)
    path.write_text(text, encoding="utf-8")
    checked = waystation("evidence", "check", tmp_path)
    assert (checked.code, checked.out, checked.err) == (0, "nothing wrong: 1 sources, 1 claims\n", "")


def test_a_broken_folder_is_told_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("id: two\ntitle: [\n", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("id: three\nkind: pres\n", encoding="utf-8")
    said = waystation("evidence", "check", tmp_path)
    assert said.code == 10 and not said.out
    assert f"{tmp_path.name}/one.yaml:" in said.err and "is no YAML" in said.err
    assert f"{tmp_path.name}/two.yaml:1  says its id is 'three': the file is called two.yaml" in said.err
    assert f"{tmp_path.name}/two.yaml:2  names no kind of source we know: 'pres': did you mean 'press'?" in said.err
    lines = said.err.splitlines()
    assert re.fullmatch(r"\d+ problems in the model", lines[0]) and int(lines[0].split()[0]) == len(lines) - 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (ADD, "shore-2024.yaml exists: choose another id"),
        (("../shore", *ADD[1:]), "'../shore' is no id"),
        ((*ADD[:6], "pres", *ADD[7:]), "no kind of source called 'pres': did you mean 'press'"),
        ((*ADD[:-1], "soon"), "'soon' is no date: write it as 2025-10-21"),
        ((*ADD, "--folder", "none"), "there is no folder none"),
        ((*ADD, "--text", "none.txt"), "'none.txt' does not exist"),
        (ADD[:3], "Missing option '--publisher'"),
    ],
)
def test_what_cannot_be_added(words: tuple[str, ...], told: str, tmp_path: Path) -> None:
    (tmp_path / "shore-2024.yaml").write_text("id: shore-2024\n", encoding="utf-8")
    said = waystation("evidence", "add", *words, cwd=tmp_path)
    assert said.code == 2 and not said.out and told in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["shore-2024.yaml"]
