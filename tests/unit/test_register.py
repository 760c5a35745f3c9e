"""The register of sources and claims: what it holds, what was known when, and how a malformed one is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from tests.unit.register_fixture import GOOD, NEWS, REPORT, instead, line_of, load, told

from waystation.base.moment import parse_moment
from waystation.base.problems import ContentError, Problems, UsageError
from waystation.evidence.claim import SAID
from waystation.evidence.load import load_register
from waystation.evidence.register import Register
from waystation.evidence.scaffold import scaffold
from waystation.evidence.sentences import mark, sentences
from waystation.evidence.source import KINDS

DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))
IN_ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

# --- moments ------------------------------------------------------------------------------------------------------


@given(DAYS)
def test_a_day_a_month_and_a_year_hold_the_day(day: date) -> None:
    texts = [day.isoformat(), f"{day:%Y-%m}", f"{day:%Y}"]
    moments = [parse_moment(text) for text in texts]
    assert [str(moment) for moment in moments] == texts
    assert (moments[0].first, moments[0].last) == (day, day)
    assert all(moment.first <= day <= moment.last for moment in moments)
    assert moments[2].first <= moments[1].first <= moments[0].first
    assert moments[0].last <= moments[1].last <= moments[2].last


@given(DAYS, DAYS)
def test_a_range_runs_from_its_first_day_to_its_last(one: date, other: date) -> None:
    early, late = sorted((one, other))
    moment = parse_moment(f"{early}/{late}")
    assert (moment.first, moment.last) == (early, late)
    if early < late:
        with pytest.raises(ValueError, match="ends before it begins: put the dates in order"):
            parse_moment(f"{late}/{early}")


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y"]), DAYS)
def test_a_moment_is_known_once_it_is_wholly_past(said: date, form: str, day: date) -> None:
    moment = parse_moment(said.strftime(form))
    assert moment.known_by(day) == (moment.last <= day)
    assert moment.known_by(moment.last) and not moment.known_by(moment.first) or moment.first == moment.last


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-04/2026-03", date(2025, 4, 1), date(2026, 3, 31)),
        ("2022/2024-06-30", date(2022, 1, 1), date(2024, 6, 30)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_what_a_moment_covers(text: str, first: date, last: date) -> None:
    assert (parse_moment(text).first, parse_moment(text).last) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "soon", "25-10-21", "2025-13", "2025-02-30", "2025-1-1", "2025/", "2024/2025/2026", "0000"]
)
def test_what_is_no_moment_is_told_how_to_be_one(text: str) -> None:
    with pytest.raises(ValueError, match="is no date: write it as 2025-10-21, 2025-10, 2025 or 2025-04/2026-03"):
        parse_moment(text)


# --- what a good register holds -----------------------------------------------------------------------------------


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """The good register."""
    found, problems = load(tmp_path)
    assert not problems
    return found


def test_a_good_register_is_what_its_files_say(register: Register) -> None:
    assert list(register.sources) == ["news-2024", "report-2024"]
    assert list(register.claims) == ["news-boats", "news-ferry", "report-boats", "report-ferry"]
    source, claim = register.sources["report-2024"], register["report-boats"]
    assert source.cite() == "Lake Office, Boats of the lake (2024-03-01)"
    assert (source.where, source.url, source.read_as) == (
        "evidence/report-2024.yaml:1",
        "https://lake.example/boats",
        None,
    )
    assert (claim.value, claim.unit, claim.grade, claim.place) == (12.0, "boats", "A", "table 2")
    assert claim.where == f"evidence/report-2024.yaml:{line_of(REPORT, '- id: report-boats')}"
    assert register["news-boats"].office == "Harbour master" and register["report-ferry"].value == "ferry"
    assert [sentence.claims for sentence in register.sentences["news-2024"]] == [
        ("news-boats",),
        (),
        ("news-ferry", "news-boats"),
    ]
    assert list(register.sentences) == ["news-2024"]
    assert [claim.id for claim in register.of("news-2024")] == ["news-boats", "news-ferry"]


def test_a_claim_that_there_is_not(register: Register) -> None:
    with pytest.raises(UsageError, match="no claim called 'report-boat': did you mean 'report-boats'"):
        register["report-boat"]


def test_related_claims_are_found_from_either_side(register: Register) -> None:
    (there,) = register.related("news-boats")
    (back,) = register.related("report-boats")
    assert (there.claim.id, back.claim.id) == ("report-boats", "news-boats")
    assert there.note == back.note == "a rounded count"
    assert [row.says for row in register.related("report-ferry")] == ["tells of the same event as"]


@pytest.mark.parametrize("kind", SAID)
def test_each_kind_of_relation_is_said_both_ways(kind: str, tmp_path: Path) -> None:
    register, problems = load(tmp_path, GOOD | {"news-2024.yaml": instead(NEWS, "differs_in_precision", kind)})
    assert not problems
    said = [register.related(claim)[0].says for claim in ("news-boats", "report-boats")]
    assert said == list(SAID[kind])  # type: ignore[index]


@pytest.mark.parametrize(
    ("day", "claims", "sources", "articles"),
    [
        (date(2024, 2, 29), [], [], []),
        (date(2024, 3, 1), ["report-boats", "report-ferry"], ["report-2024"], []),
        (date(2024, 4, 9), ["news-boats", "report-boats", "report-ferry"], ["news-2024", "report-2024"], []),
        (
            date(2024, 4, 10),
            ["news-boats", "news-ferry", "report-boats", "report-ferry"],
            ["news-2024", "report-2024"],
            ["news-2024"],
        ),
    ],
)
def test_what_was_known_on_a_day(
    day: date, claims: list[str], sources: list[str], articles: list[str], register: Register
) -> None:
    then = register.as_of(day)
    assert (list(then.claims), list(then.sources), list(then.sentences)) == (claims, sources, articles)


def test_a_relation_to_what_was_not_yet_stated_vanishes(register: Register) -> None:
    then = register.as_of(date(2024, 3, 31))
    assert register.related("report-boats") and not then.related("report-boats")
    assert not register.as_of(date(2024, 4, 9)).related("report-ferry")
    assert register.as_of(date(2024, 4, 10)).related("report-ferry")
    with pytest.raises(UsageError, match="no claim called 'news-boats'"):
        then["news-boats"]


def test_what_was_said_at_some_time_is_known_when_its_source_is_out(tmp_path: Path) -> None:
    """The article of 10 April tells of something said in that year, so it was known by then."""
    register, _ = load(tmp_path, GOOD | {"news-2024.yaml": instead(NEWS, "stated: 2024-04\n", "stated: 2024\n")})
    assert "news-ferry" in register.as_of(date(2024, 4, 10)).claims
    assert "news-ferry" not in register.as_of(date(2024, 4, 9)).claims


@given(DAYS, DAYS)
@IN_ONE_FOLDER
def test_knowledge_only_grows(register: Register, one: date, other: date) -> None:
    early, late = (register.as_of(day) for day in sorted((one, other)))
    assert set(early.claims) <= set(late.claims) and set(early.sources) <= set(late.sources)
    assert early.as_of(max(one, other)) == early and late.as_of(min(one, other)) == early
    assert all(claim.source in early.sources for claim in early.claims.values())


def test_claims_are_found_by_their_number(register: Register) -> None:
    assert [claim.id for claim in register.with_value(12)] == ["report-boats"]
    assert [claim.id for claim in register.with_value(11, tolerance=0.1)] == ["news-boats", "report-boats"]
    assert not list(register.with_value(0)) and not list(register.with_value(12.0001))


# --- sentences ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One boat. Two boats!  Is it three? No.", ["One boat.", "Two boats!", "Is it three?", "No."]),
        ("date 2024-04-10 The lake froze. It thawed.", ["date 2024-04-10", "The lake froze.", "It thawed."]),
        ("date 2024-04\nThe lake froze.", ["date 2024-04", "The lake froze."]),
        ("The date 2024-04-10 was cold.", ["The date 2024-04-10 was cold."]),
        ("A caption without a stop\nThen a sentence.", ["A caption without a stop", "Then a sentence."]),
        ("“We sail.” She sailed. ‘Ho!’ (He rowed.) Then rain.", ["“We sail.”", "She sailed.", "‘Ho!’", "(He rowed.)",
         "Then rain."]),
        ("A. B. Weir and Mr. Reed met Dr. Moss in the U.S. Senate. All agreed.",
         ["A. B. Weir and Mr. Reed met Dr. Moss in the U.S. Senate.", "All agreed."]),
        ("It cost 3.5 million. 12 boats left. it was late.", ["It cost 3.5 million.", "12 boats left. it was late."]),
        ("Really?! Yes... Perhaps.", ["Really?!", "Yes...", "Perhaps."]),
        ("He said no. No. 7 sank. “No!” No! Off they went.",
         ["He said no.", "No. 7 sank.", "“No!”", "No!", "Off they went."]),
        ("  spaced \t out  .  \n\n\u00a0\n", ["spaced out ."]),
        ("Écluse fermée. Été froid.", ["Écluse fermée.", "Été froid."]),
        ("", []),
    ],
)  # fmt: skip
def test_an_article_is_cut_by_the_rule(text: str, pieces: list[str]) -> None:
    assert sentences(text) == pieces


@given(st.text(alphabet="AaBb .!?\"'”(\n\t1—é", max_size=80))
def test_no_word_is_lost_in_the_cutting(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(piece and piece == piece.strip() for piece in found)
    assert sentences("\n".join(found)) == found


def test_a_mark_is_twelve_hex_digits_of_the_stripped_sentence() -> None:
    assert mark("abc") == "ba7816bf8f01" == mark(" abc\n")
    assert mark("abd") != mark("abc")


# --- malformed registers, made by hand ----------------------------------------------------------------------------

# name: (file, what stands there, what stands there instead, at which line it is told, what is wrong, what mends it)
WRONG = {
    "no title": (REPORT, "title: Boats of the lake\n", "", "# a comment", "has no 'title'", "add 'title: …'"),
    "blank publisher": (REPORT, "publisher: Lake Office", "publisher:", "publisher:", "'publisher' is left blank",
                        "fill it in"),
    "empty licence": (REPORT, "licence: open", "licence: ''", "licence", "'licence' is empty", "name it, or write"),
    "title not text": (NEWS, "title: A dozen boats", "title: 12", "title", "'title' is not text", "put it in quotes"),
    "unknown key of a source": (NEWS, "note: made up", "notes: made up", "notes", "unknown key 'notes'",
                                "did you mean 'note'"),
    "kind that is none": (NEWS, "kind: press", "kind: pres", "kind", "no kind of source we know: 'pres'",
                          "did you mean 'press'"),
    "read as no kind": (NEWS, "note: made up", "read_as: hearsay", "read_as", "no kind of source we know: 'hearsay'",
                        "known: audit, court"),
    "no kind": (NEWS, "kind: press\n", "", "id: news", "has no 'kind'", "write one of official_statistics"),
    "id not the stem": (NEWS, "id: news-2024", "id: news-2025", "id: news-2025", "says its id is 'news-2025'",
                        "the file is called news-2024.yaml"),
    "published never": (NEWS, "published: 2024-04-10", "published: 2024-13", "published", "'2024-13' is no date",
                        "write it as 2025-10-21"),
    "published left blank": (NEWS, "published: 2024-04-10", "published:", "published", "'published' is left blank",
                             "write it as 2025-10-21"),
    "no day of reading": (NEWS, "accessed: 2024-05-02\n", "", "id: news", "has no 'accessed'",
                          "write the day on which it was read"),
    "read before it was published": (NEWS, "accessed: 2024-05-02", "accessed: 2024-04-09", "accessed",
                                     "was read before it was published", "mend one of the dates"),
    "published as a list": (NEWS, "published: 2024-04-10", "published: [2024]", "published", "is no date",
                            "write it as 2025-10-21"),
    "an hour of a day": (NEWS, "published: 2024-04-10", "published: 2024-04-10T12:00:00", "published", "is no date",
                         "write it as 2025-10-21"),
    "an address that runs": (REPORT, "https://lake.example/boats", "javascript:alert(1)", "url", "has an address",
                             "begin it with https://"),
    "claims that are a mapping": (REPORT, "claims:\n  - id: report-boats", "claims:\n    id: report-boats",
                                  "  - id: report-ferry",
                                  "is no YAML", "docs/how-to"),
    "claims that are text": ("id: short\ntitle: T\npublisher: P\nkind: press\npublished: 2024\naccessed: 2024\n"
                             "licence: open\nclaims: []\n", "claims: []", "claims: none", "claims", "is not a list",
                             "write it as [a, b]"),
    "no claim": ("id: short\ntitle: T\npublisher: P\nkind: press\npublished: 2024\naccessed: 2024\nlicence: open\n"
                 "claims: []\n", "claims: []", "claims: []", "id: short", "makes no claim", "add what it says"),
    "a claim that is a word": (REPORT, "claims:\n", "claims:\n  - twelve boats\n", "- twelve", "should hold keys and "
                               "values", "give it id, says"),
    "claim without words": (REPORT, "    says: One of them is a ferry.\n", "", "- id: report-ferry", "has no 'says'",
                            "say in one sentence of our own"),
    "claim without id": (REPORT, "  - id: report-ferry\n    says", "  - says", "- says: One", "has no 'id'",
                         "add 'id: …'"),
    "claim id in capitals": (REPORT, "- id: report-ferry", "- id: Report Ferry", "- id: Report",
                             "'Report Ferry' is no id", "use lower-case letters"),
    "claim id twice in a file": (REPORT, "- id: report-ferry", "- id: report-boats", "- id: report-boats\n    says: O",
                                 "is a second claim called 'report-boats'", "rename it; the other is at evidence/repo"),
    "claim id twice in two files": (REPORT, "- id: report-ferry", "- id: news-ferry", "- id: news-ferry",
                                    "is a second claim called 'news-ferry'", "the other is at evidence/news-2024.yaml"),
    "unknown key of a claim": (NEWS, "    office: Harbour", "    offices: Harbour", "    offices",
                               "unknown key 'offices'", "did you mean 'office'"),
    "grade that is none": (NEWS, "grade: B", "grade: E", "grade: E", "no grade we know: 'E'", "known: A, B, C, D"),
    "grade as a number": (NEWS, "grade: B", "grade: 1", "grade: 1", "'grade' is not text", "write A, B, C or D"),
    "number without a unit": (REPORT, "    unit: boats\n", "", "value: 12", "a number without a unit",
                              "say what it counts under 'unit'"),
    "number that is a truth": (REPORT, "value: 12", "value: true", "value", "neither a number nor text",
                               "write an ordinary number"),
    "number that is a list": (REPORT, "value: 12", "value: [12]", "value", "neither a number nor text",
                              "write an ordinary number"),
    "number that is a date": (REPORT, "value: 12", "value: 2024-03-01", "value", "neither a number nor text",
                              "put it in quotes"),
    "number without end": (REPORT, "value: 12", "value: .inf", "value", "is not a finite number",
                           "write an ordinary number"),
    "number that is none": (REPORT, "value: 12", "value: .nan", "value", "is not a finite number",
                            "write an ordinary number"),
    "number too large to count": (REPORT, "value: 12", "value: 1" + "0" * 400, "value", "neither a number nor text",
                                  "write an ordinary number"),
    "unit that is a number": (REPORT, "unit: boats", "unit: 3", "unit", "'unit' is not text", "put it in quotes"),
    "period out of order": (REPORT, "2023-04/2024-03", "2024-03/2023-04", "2024-03/2023", "ends before it begins",
                            "put the dates in order"),
    "period in words": (REPORT, "period: 2023\n", "period: last spring\n", "last spring", "'last spring' is no date",
                        "write it as 2025-10-21"),
    "period left blank": (REPORT, "period: 2023\n", "period:\n", "period:", "'period' is left blank",
                          "write it as 2025-10-21"),
    "never stated": (NEWS, "    stated: 2024-04\n", "", "- id: news-ferry", "has no 'stated'",
                     "write the day it was said"),
    "speaker as a list": (NEWS, "speaker: Ann Weir", "speaker: [Ann Weir]", "speaker", "'speaker' is not text",
                          "put it in quotes"),
    "relation to nobody": (NEWS, "claim: report-boats", "claim: report-boat", "- kind", "'report-boat', which nobody "
                           "claims", "did you mean 'report-boats'"),
    "relation to a thing unlike any": (NEWS, "claim: report-boats", "claim: zzz", "- kind", "'zzz', which nobody",
                                       "known: news-boats"),
    "relation to itself": (NEWS, "claim: report-boats", "claim: news-boats", "- kind", "is related to itself",
                           "name another claim"),
    "relation of no kind": (NEWS, "kind: differs_in_precision", "kind: differs", "- kind",
                            "no relation we know: 'differs'", "known: contradicts"),
    "relation without a kind": (NEWS, "      - kind: differs_in_precision\n        claim", "      - claim",
                                "- claim: report", "has no 'kind'", "write one of contradicts"),
    "relation without a claim": (NEWS, "        claim: report-boats\n", "", "- kind", "has no 'claim'",
                                 "add 'claim: …'"),
    "relations that are one": (NEWS, "    relations:\n      - kind", "    relations:\n        kind", "relations:",
                               "'relations' is not a list", "write it as [a, b]"),
    "relation after a bad one": (
        NEWS, "      - kind: differs_in_precision", "      - {kind: unlike, claim: report-boats}\n"
        "      - {kind: same_event, claim: lost}\n      - kind: differs_in_precision", "claim: lost",
        "'lost', which nobody claims", "known: news-boats"),
    "sentences out of order": (NEWS, "{n: 3,", "{n: 4,", "{n: 4", "is sentence 4 in place 3", "leaving none out"),
    "sentence numbered twice": (NEWS, "{n: 2,", "{n: 1,", "{n: 1, hash: 11", "is sentence 1 in place 2",
                                "number the sentences from 1"),
    "sentence number as text": (NEWS, "{n: 2,", "{n: two,", "{n: two", "'n' is wrong", "see the other files"),
    "hash too short": (NEWS, "0123456789ab", "0123456789a", "{n: 1", "has a hash '0123456789a'",
                       "the first 12 hex digits"),
    "hash of other letters": (NEWS, "0123456789ab", "0123456789xy", "{n: 1", "has a hash", "the first 12 hex digits"),
    "hash in capitals": (NEWS, "0123456789ab", "0123456789AB", "{n: 1", "has a hash", "the first 12 hex digits"),
    "hash that reads as a number": (NEWS, "0123456789ab", "112345678912", "{n: 1", "'hash' is not text",
                                    "put it in quotes"),
    "sentence without a hash": (NEWS, "hash: 0123456789ab, ", "", "{n: 1", "has no 'hash'", "add 'hash: …'"),
    "sentence mapped to nothing": (NEWS, ", no_claim: a caption", "", "{n: 2", "neither to claims nor to a reason",
                                   "list its claims"),
    "sentence mapped to both": (NEWS, "claims: [], no_claim", "claims: [news-ferry], no_claim", "{n: 2",
                                "both to claims and to a reason", "list its claims"),
    "reason left blank": (NEWS, "no_claim: a caption", "no_claim: ", "{n: 2", "'no_claim' is left blank", "fill it in"),
    "claim of another source in a sentence": (NEWS, "[news-ferry, news-boats]", "[news-ferry, report-boats]", "{n: 3",
                                              "makes 'report-boats', no claim of this source", "did you mean"),
    "sentence of a claim that is none": (NEWS, "[news-ferry, news-boats]", "[news-ferry, news-boat]", "{n: 3",
                                         "makes 'news-boat'", "did you mean 'news-boats'"),
    "claim that no sentence makes": (NEWS, "[news-ferry, news-boats]", "[news-boats]", "- id: news-ferry",
                                     "a claim 'news-ferry' that no sentence makes", "add it to the sentence"),
    "sentences that are text": (NEWS, NEWS[NEWS.index("sentences:"):], "sentences: three\n", "sentences",
                                "'sentences' is not a list", "write it as [a, b]"),
    "key twice": (NEWS, "note: made up", "title: Another", "title: Another", "found duplicate key", "how-to"),
    "broken YAML": (NEWS, "claims: [news-boats]}", "claims: [news-boats}", "{n: 1", "is no YAML", "docs/how-to"),
    "a tab for spaces": (NEWS, "    says: A ferry", "\tsays: A ferry", "\tsays", "is no YAML", "docs/how-to"),
    "a tag": (NEWS, "note: made up", "note: !!python/object/apply:os.abort []", "note",
              "could not determine a constructor for the tag", "docs/how-to"),
    "a tag on a date": (NEWS, "stated: 2024-04\n", "stated: !day 2024-04\n", "stated: !day",
                        "could not determine a constructor for the tag", "docs/how-to"),
    "a lost alias": (NEWS, "note: made up", "note: *made", "note", "is no YAML", "docs/how-to"),
    "two documents": (NEWS, "sentences:\n", "---\nsentences:\n", None, "is no YAML", "docs/how-to"),
    "nesting without end": (NEWS, "note: made up", "note: " + "[" * 3000, None, "is no YAML", "take out tags"),
    "an alias of itself": (NEWS, "note: made up", "note: &a [*a]", "note", "holds itself", "docs/how-to"),
    "nothing": (NEWS, NEWS, "", None, "should hold keys and values", "start with 'key: value' lines"),
    "only a comment": (NEWS, NEWS, "# nothing yet\n", None, "should hold keys and values", "start with"),
    "a list": (NEWS, NEWS, "- a\n- b\n", None, "should hold keys and values", "start with"),
    "another thing": (NEWS, NEWS, "colour: red\n", "colour", "unknown key 'colour'", "known: accessed"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_malformed_register_is_refused_with_line_and_remedy(name: str, tmp_path: Path) -> None:
    good, old, new, at, what, remedy = WRONG[name]
    file = "short.yaml" if good.startswith("id: short") else next(key for key, text in GOOD.items() if text is good)
    text = instead(good, old, new)
    _, problems = load(tmp_path, GOOD | {file: text})
    assert told(problems), problems
    where = f"evidence/{file}:{line_of(text, at) if at else ''}"
    assert [
        row
        for row in problems
        if (row.where == where if at else row.where.startswith(where))
        and (what or "") in row.what
        and (remedy or "") in row.remedy
    ], problems


def test_a_fault_is_told_without_a_crowd_of_its_consequences(tmp_path: Path) -> None:
    """One thing wrong with a claim or a source is one problem."""
    for name in ("no title", "grade that is none", "number that is a list", "period in words", "never stated",
                 "relation to nobody", "relation of no kind", "relation to itself",
                 "hash too short", "sentence mapped to both", "published left blank", "claim id twice in a file",
                 "no day of reading", "an address that runs"):  # fmt: skip
        good, old, new, *_ = WRONG[name]
        file = next(key for key, text in GOOD.items() if text is good)
        _, problems = load(tmp_path, GOOD | {file: instead(good, old, new)})
        assert len(problems) == 1, (name, problems)


def test_every_malformed_file_is_told_at_once(tmp_path: Path) -> None:
    """One folder with all of them: each file is named, in order of place."""
    names = [name.replace(" ", "-") for name in WRONG]
    texts = {f"{name}.yaml": instead(*row[:3]) for name, row in zip(names, WRONG.values(), strict=True)}
    _, problems = load(tmp_path, texts)
    collected = Problems(problems)
    with pytest.raises(ContentError) as raised:
        collected.raise_if_any()
    lines = str(raised.value).splitlines()
    assert lines[0] == f"{len(problems)} problems in the model" and len(lines) == len(problems) + 1
    assert {row.where.split("/")[1].split(".")[0] for row in problems} == set(names)
    assert raised.value.exit_code == 10


def test_a_relation_stated_from_both_sides(tmp_path: Path) -> None:
    again = "    grade: C\n    relations:\n      - {kind: same_event, claim: report-ferry}\n"
    _, (problem,) = load(tmp_path, GOOD | {"news-2024.yaml": instead(NEWS, "    grade: C\n", again)})
    assert problem.where == f"evidence/report-2024.yaml:{line_of(REPORT, '- {kind')}"
    assert problem.what == "states again how 'report-ferry' and 'news-ferry' are related"
    assert problem.remedy.startswith("state it once; it is also at evidence/news-2024.yaml:")


def test_a_folder_that_there_is_not(tmp_path: Path) -> None:
    problems = Problems()
    assert not load_register(tmp_path / "none", problems).sources
    assert told(problems.found) and "is no folder" in problems.found[0].what


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    home = tmp_path / "evidence"
    (home / "folder.yaml").mkdir(parents=True)
    (home / "bytes.yaml").write_bytes(b"id: \xff\xfe")
    (home / "other.yml").write_text(REPORT, encoding="utf-8")
    (home / "zero.yaml").write_bytes(b"id: a\0b")
    problems = Problems()
    load_register(home, problems)
    assert told(problems.found)
    said = {row.where: row.what for row in problems.found}
    assert set(said) == {f"evidence/{name}:1" for name in ("folder.yaml", "bytes.yaml", "other.yml", "zero.yaml")}
    assert said["evidence/bytes.yaml:1"] == "is not text in UTF-8" and said["evidence/other.yml:1"] == "is not read"


# --- malformed registers, made by chance --------------------------------------------------------------------------

CONTENT = {name: YAML(typ="safe", pure=True).load(text) for name, text in GOOD.items()}
OPTIONAL = {"url", "note", "office", "relations", "read_as", "unit", "value", "no_claim", "sentences"}
NONSENSE = st.sampled_from([True, [], {}, [[]], {"a": {"b": 1}}, [1, 2], -1.5, {"n": None}])

Steps = tuple[str | int, ...]


def places(node: object, steps: Steps = ()) -> Iterator[Steps]:
    """Every place in a file."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield (*steps, key)
        yield from places(value, (*steps, key))


def changed(node: object, steps: Steps, new: object) -> object:
    """A copy with something else in a place; `...` takes the place out."""
    assert isinstance(node, dict | list)
    copy = node.copy()
    if len(steps) > 1:
        copy[steps[0]] = changed(node[steps[0]], steps[1:], new)  # type: ignore[index]
    elif new is ...:
        del copy[steps[0]]  # type: ignore[arg-type]
    else:
        copy[steps[0]] = new  # type: ignore[index]
    return copy


def as_yaml(content: object) -> str:
    """The content as a file."""
    held = StringIO()
    YAML(typ="safe", pure=True).dump(content, held)
    return held.getvalue()


ALL = [(name, steps) for name, content in CONTENT.items() for steps in places(content)]
KEYED = [(name, steps) for name, steps in ALL if isinstance(steps[-1], str)]
ALLOWED = ("sentences", 1, "claims")  # this one has its reason instead
NEEDED = [(name, steps) for name, steps in KEYED if steps[-1] not in OPTIONAL and steps != ALLOWED]


def refused(folder: Path, name: str, content: object) -> None:
    """The register with this for one of its files is told of, and nothing else happens."""
    _, problems = load(folder, GOOD | {name: as_yaml(content)})
    assert told(problems), content
    assert any(row.where.startswith(f"evidence/{name}:") for row in problems)


def test_the_content_itself_is_good(tmp_path: Path) -> None:
    assert not load(tmp_path, {name: as_yaml(content) for name, content in CONTENT.items()})[1]


@pytest.mark.parametrize(("name", "steps"), NEEDED)
def test_a_key_that_is_needed_is_missed(name: str, steps: Steps, tmp_path: Path) -> None:
    refused(tmp_path, name, changed(CONTENT[name], steps, ...))


@pytest.mark.parametrize(("name", "steps"), [row for row in KEYED if row[1][-1] != "value"])
def test_a_key_left_blank_is_told(name: str, steps: Steps, tmp_path: Path) -> None:
    refused(tmp_path, name, changed(CONTENT[name], steps, None))


@given(st.sampled_from(ALL), NONSENSE)
@IN_ONE_FOLDER
def test_a_value_of_another_type_is_refused(tmp_path: Path, place: tuple[str, Steps], new: object) -> None:
    name, steps = place
    empty = steps[-1] in ("relations", "sentences") or steps == ALLOWED
    if (empty and new == []) or (steps[-1] == "value" and isinstance(new, float)):
        return  # that would be allowed
    refused(tmp_path, name, changed(CONTENT[name], steps, new))


@given(st.sampled_from(ALL), st.text(alphabet="abcxyz_", min_size=1, max_size=8))
@IN_ONE_FOLDER
def test_a_key_that_is_unknown_is_refused(tmp_path: Path, place: tuple[str, Steps], key: str) -> None:
    name, steps = place
    content, inner = CONTENT[name], steps[:-1]
    node: object = content
    for step in inner:
        node = node[step]  # type: ignore[index]
    if isinstance(node, dict):
        refused(tmp_path, name, changed(content, (*inner, f"no_{key}_such"), "text"))


@given(st.sampled_from(ALL), st.sampled_from(ALL))
@IN_ONE_FOLDER
def test_several_faults_are_told_at_once(tmp_path: Path, one: tuple[str, Steps], other: tuple[str, Steps]) -> None:
    """A fault in each file: both files are named."""
    if one[0] == other[0] or str(one[1][-1]) == "value" or str(other[1][-1]) == "value":
        return
    texts = {name: as_yaml(changed(CONTENT[name], steps, {"a": {"b": 1}})) for name, steps in (one, other)}
    _, problems = load(tmp_path, texts)
    assert told(problems)
    assert {row.where.partition(":")[0] for row in problems} >= {f"evidence/{name}" for name in texts}


@given(st.sampled_from(sorted(GOOD)), st.data())
@IN_ONE_FOLDER
def test_a_spoilt_file_is_told_or_good_but_never_a_traceback(tmp_path: Path, name: str, data: st.DataObject) -> None:
    """Characters taken out, put in or doubled anywhere."""
    text = GOOD[name]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    new = data.draw(st.text(alphabet="{}[]:,-#&*!|>'\"%@`?\n\t ~ab0\u00e9\0", max_size=6))
    _, problems = load(tmp_path, GOOD | {name: text[:start] + new + text[end:]})
    assert not problems or told(problems)


@given(st.text(max_size=60))
@example("? [a, b]\n: c")
@example("? {a: b}\n: c")
@example("!!set {a, b}")
@example("a: !!binary aGk=\nb: !!omap [c: d]")
@example("<<: 3")
@example("a: &x {b: 1}\n<<: *x")
@example("1: 2\ntrue: false\n2024-01-01: no")
@IN_ONE_FOLDER
def test_any_text_is_refused(tmp_path: Path, text: str) -> None:
    assert told(load(tmp_path, GOOD | {"any.yaml": text})[1])


# --- a frame to fill in -------------------------------------------------------------------------------------------

FIELDS = {"title": "A lake", "publisher": "The Shore", "kind": "press", "published": "2024-04-10", "url": ""}
BLANKS = ["licence", "says", "where", "about", "period", "grade"]


def framed(folder: Path, identifier: str = "shore-2024", article: Path | None = None, **fields: str) -> Path:
    home = folder / "evidence"
    home.mkdir(exist_ok=True)
    return scaffold(identifier, FIELDS | fields, article, home)


def test_a_frame_is_told_of_exactly_where_it_is_to_be_filled_in(tmp_path: Path) -> None:
    path = framed(tmp_path)
    register, problems = load(tmp_path, {})
    text = path.read_text(encoding="utf-8")
    assert told(problems) and list(register.sources) == ["shore-2024"]
    assert [row.where for row in problems if "is left blank" in row.what] == [row.where for row in problems]
    assert {row.where for row in problems} == {
        f"evidence/shore-2024.yaml:{line_of(text, f'{key}: #')}" for key in BLANKS
    }


def test_a_frame_lists_the_sentences_of_an_article_each_to_be_mapped(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("date 2024-04-10 The lake froze. Ann Weir: “It will thaw.”\nA caption", encoding="utf-8")
    framed(tmp_path, article=article)
    register, problems = load(tmp_path, {})
    pieces = ["date 2024-04-10", "The lake froze.", "Ann Weir: “It will thaw.”", "A caption"]
    assert [row.hash for row in register.sentences["shore-2024"]] == [mark(piece) for piece in pieces]
    assert sum("neither to claims nor to a reason" in row.what for row in problems) == len(pieces)
    assert "The lake" not in (tmp_path / "evidence" / "shore-2024.yaml").read_text(encoding="utf-8")


def test_a_frame_that_is_filled_in_is_good(tmp_path: Path) -> None:
    path = framed(tmp_path, url="https://shore.example/a?b=c#d: e".replace(" ", ""))
    text = path.read_text(encoding="utf-8")
    for key, filled in zip(BLANKS, ["open", "It froze.", "line 1", "the lake", "2024-04", "C"], strict=True):
        text = instead(text, f"{key}: #", f"{key}: {filled} #")
    register, problems = load(tmp_path, {path.name: text})
    assert not problems and register["shore-2024-1"].says == "It froze."
    assert register.sources["shore-2024"].url == "https://shore.example/a?b=c#d:e"


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1).filter(str.strip))
@IN_ONE_FOLDER
def test_a_title_of_any_letters_is_kept(tmp_path: Path, title: str) -> None:
    path = framed(tmp_path, title=title, publisher=title)
    source = load(tmp_path, {})[0].sources["shore-2024"]
    path.unlink()
    assert source.title == source.publisher == " ".join(title.split())


def test_a_frame_does_not_overwrite(tmp_path: Path) -> None:
    path = framed(tmp_path)
    before = path.read_bytes()
    with pytest.raises(UsageError, match=r"shore-2024\.yaml exists: choose another id"):
        framed(tmp_path, title="Another")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("identifier", "fields", "told_of"),
    [
        ("../shore", {}, "'../shore' is no id: use lower-case letters"),
        ("Shore", {}, "'Shore' is no id"),
        ("shore", {"kind": "pres"}, "no kind of source called 'pres': did you mean 'press'"),
        ("shore", {"kind": "zzz"}, f"known: {', '.join(sorted(KINDS))}"),
        ("shore", {"published": "yesterday"}, "'yesterday' is no date: write it as 2025-10-21"),
        ("shore", {"published": "2024: x"}, "is no date"),
    ],
)
def test_a_frame_that_could_not_be_right_is_not_written(
    identifier: str, fields: dict[str, str], told_of: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as raised:
        framed(tmp_path, identifier, **fields)
    assert told_of in str(raised.value)
    assert not list((tmp_path / "evidence").iterdir())


def test_a_frame_needs_a_folder_and_an_article_that_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder .*none: name one that exists with --folder"):
        scaffold("shore-2024", FIELDS, None, tmp_path / "none")
    odd = tmp_path / "odd.txt"
    odd.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UsageError, match=r"odd\.txt is not text in UTF-8: save it as UTF-8"):
        framed(tmp_path, article=odd)
    with pytest.raises(UsageError, match=r"none\.txt cannot be read"):
        framed(tmp_path, article=tmp_path / "none.txt")
