"""The register and the talks of the model: every sentence mapped, real differences called so, what was known when."""

from __future__ import annotations

import json
import re
import time
from datetime import date

import pytest

from waystation import uk
from waystation.base.problems import Problems
from waystation.evidence.claim import GRADES, Claim, Relation, RelationKind
from waystation.evidence.load import load_register
from waystation.evidence.source import KINDS
from waystation.hubs.position import Position

MODEL = uk.load()
REGISTER, POSITIONS = MODEL.register, MODEL.positions
ARTICLES = {
    "000_ff3030f6b47affdd": 13,
    "001_14e81d64b1671461": 18,
    "002_70716c9b8766c76d": 24,
    "003_de9555fa9865042d": 22,
    "004_40a9c49c49090d81": 23,
}  # and how many sentences each has
FEWEST_CLAIMS = 170
HASH = re.compile(r"[0-9a-f]{12}")
STATISTICIANS = ("Home Office", "Ministry of Justice", "Office for National Statistics")
LAST_DAY = date(2025, 12, 31)
HUBS = "uk-return-hub"

RELATIONS = [(claim, relation) for claim in REGISTER.claims.values() for relation in claim.relations]


def related(one: str, other: str) -> set[RelationKind]:
    """The kinds of relation stated between two claims, from either side."""
    pair = {one, other}
    return {relation.kind for claim, relation in RELATIONS if {claim.id, relation.claim} == pair}


# --- the five articles --------------------------------------------------------------------------------------------


def test_the_articles_are_those_whose_sentences_are_mapped() -> None:
    assert {name: len(REGISTER.sentences[name]) for name in ARTICLES} == ARTICLES


@pytest.mark.parametrize("name", REGISTER.sentences)
def test_every_sentence_of_an_article_is_mapped(name: str) -> None:
    held, own = REGISTER.sentences[name], {claim.id for claim in REGISTER.of(name)}
    assert [sentence.number for sentence in held] == list(range(1, len(held) + 1))
    assert all(HASH.fullmatch(sentence.hash) for sentence in held)
    for sentence in held:
        assert set(sentence.claims) <= own and len(set(sentence.claims)) == len(sentence.claims)
        assert bool(sentence.claims) != bool(sentence.no_claim), (name, sentence.number)
    assert {claim for sentence in held for claim in sentence.claims} == own


@pytest.mark.parametrize("name", REGISTER.sentences)
def test_a_claim_of_an_article_names_a_sentence_that_makes_it(name: str) -> None:
    for sentence in REGISTER.sentences[name]:
        for claim in sentence.claims:
            named = [int(number) for number in re.findall(r"\d+", REGISTER[claim].place)]
            makers = {other.number for other in REGISTER.sentences[name] if claim in other.claims}
            assert makers & set(named), (claim, REGISTER[claim].place, makers)


def test_the_articles_make_as_many_claims_as_were_counted() -> None:
    """Some 170, counting repeats."""
    assert sum(len(sentence.claims) for name in ARTICLES for sentence in REGISTER.sentences[name]) >= FEWEST_CLAIMS


# --- differences, honestly classified -----------------------------------------------------------------------------

DIFFERENCES: dict[str, tuple[RelationKind, str, str]] = {
    "12,000 beside 12,699 in one article": ("differs_in_precision", "a003-12000", "a003-12699"),
    "12,000 beside 12,699 in two": ("differs_in_precision", "a002-12000", "a003-12699"),
    "six countries, with Serbia or Croatia": ("contradicts", "a000-six-countries", "a002-six-countries"),
    "six countries, in the other report too": ("contradicts", "a001-six-countries", "a002-six-countries"),
    "EUR 200 or 210 million": ("contradicts", "a002-denmark-200m", "seenews-denmark-total"),
    "net migration against the first official estimate": ("contradicts", "a003-net-migration",
                                                          "ons-net-migration-2024-first"),
    "net migration against the revised one": ("contradicts", "a003-net-migration", "ons-net-migration-2024-revised"),
    "task force joined, or an expansion planned": ("contradicts", "a002-nm-joined", "a003-taskforce-expansion"),
    "22,000 smuggled, or used the region": ("contradicts", "a000-22000-smuggled", "a002-22000-used"),
    "22,000 smuggled, in the other report too": ("contradicts", "a001-22000-smuggled", "a002-22000-used"),
    "hubs process, or people await": ("contradicts", "a000-hubs-process", "a003-hubs-await"),
    "hubs process in May, or people await": ("contradicts", "a002-hubs-process", "a003-hubs-await"),
    "returns doubled, against the government's counts": ("contradicts", "a003-returns-doubled",
                                                         "gov-albania-returns-2024"),
    "returns doubled, against the statistics": ("contradicts", "a003-returns-doubled", "horet-albanians-2022"),
}  # fmt: skip


@pytest.mark.parametrize("what", DIFFERENCES)
def test_a_difference_is_called_what_it_is(what: str) -> None:
    kind, one, other = DIFFERENCES[what]
    assert related(one, other) == {kind}
    assert {claim.claim.id for claim in REGISTER.related(one)} >= {other}
    assert {claim.claim.id for claim in REGISTER.related(other)} >= {one}


def test_the_values_that_differ_are_as_the_sources_give_them() -> None:
    values = {name: REGISTER[name].value for name in ("a003-12000", "a003-12699", "a002-denmark-200m",
              "seenews-denmark-total", "a000-22000-smuggled", "a002-22000-used", "a003-net-migration")}  # fmt: skip
    assert list(values.values()) == [12_000, 12_699, 200, 210, 22_000, 22_000, 750_000]


def test_two_offices_and_two_days_are_no_contradiction() -> None:
    """Kosovo's president in May, and its prime minister in October."""
    spring = [claim for claim in REGISTER.claims.values() if claim.speaker == "Vjosa Osmani"]
    autumn = [
        claim for claim in REGISTER.claims.values() if claim.speaker == "Albin Kurti" and claim.source[:3] == "004"
    ]
    assert {claim.office for claim in spring} & {"President", "President of Kosovo"} and autumn
    assert {claim.stated.text for claim in spring} == {"2025-05-16"}
    assert not [
        pair for one in spring for other in autumn for pair in related(one.id, other.id) if pair == "contradicts"
    ]
    assert "contradicts" not in related("a004-kosovo-willing", "a002-osmani-open")
    assert REGISTER["a004-kosovo-willing"].stated.first > REGISTER["a002-osmani-open"].stated.last


def test_a_difference_says_why() -> None:
    assert not [(claim.id, relation) for claim, relation in RELATIONS if not relation.note]


def test_what_differs_in_precision_has_numbers_that_are_near() -> None:
    """A rounding is not a contradiction, and a contradiction is no rounding: two counts of one thing."""
    one, other = (REGISTER[name].value for name in ("a003-12000", "a003-12699"))
    assert isinstance(one, float) and isinstance(other, float)
    assert one == other // 1000 * 1000


def backwards(claim: Claim, relation: Relation) -> bool:
    return relation.kind == "supersedes" and claim.stated.last < REGISTER[relation.claim].stated.first


def test_nothing_is_superseded_by_what_was_said_before() -> None:
    assert not [(claim.id, relation.claim) for claim, relation in RELATIONS if backwards(claim, relation)]


# --- what was known when ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "day", "stance"),
    [
        ("Kosovo", date(2025, 5, 16), "open"),
        ("Kosovo", date(2025, 10, 20), "open"),
        ("Kosovo", date(2025, 10, 22), "willing"),
        ("North Macedonia", date(2025, 5, 16), "open"),
        ("North Macedonia", date(2025, 5, 17), "open"),
        ("North Macedonia", date(2025, 5, 18), "refuses"),
        ("North Macedonia", date(2025, 12, 8), "refuses"),
        ("North Macedonia", date(2025, 12, 9), "never"),
        ("North Macedonia", date(2026, 6, 1), "never"),
    ],
)
def test_where_a_country_stood_on_a_day(country: str, day: date, stance: str) -> None:
    assert MODEL.as_of(day).positions.today(HUBS)[country].stance == stance


def test_who_had_been_approached_by_its_own_account() -> None:
    may, december = (MODEL.as_of(day).positions for day in (date(2025, 5, 16), date(2025, 12, 6)))
    assert may.approached("Kosovo", HUBS) == "no" == may.approached("North Macedonia", HUBS)
    assert december.approached("North Macedonia", HUBS) == "no"  # the sending side's press says otherwise


def test_nobody_had_spoken_before_the_spring_of_2025() -> None:
    assert not MODEL.as_of(date(2025, 3, 21)).positions.today(HUBS)


def test_october_was_not_known_in_may() -> None:
    then = MODEL.as_of(date(2025, 5, 16)).register
    assert not [name for name in then.claims if name.startswith(("a000-", "a001-", "a004-rama", "sky22oct-"))]
    assert set(then.sentences) == {"002_70716c9b8766c76d", "003_de9555fa9865042d"}
    assert "a004-kosovo-willing" not in {row.claim.id for row in then.related("a002-osmani-open")}
    assert "a004-kosovo-willing" in {row.claim.id for row in REGISTER.related("a002-osmani-open")}


@pytest.mark.parametrize("day", [date(2025, 5, 15), date(2025, 5, 18), date(2025, 10, 20), date(2025, 12, 31)])
def test_what_was_known_hangs_together(day: date) -> None:
    then = REGISTER.as_of(day)
    assert all(claim.source in then.sources for claim in then.claims.values())
    assert {name for held in then.sentences.values() for row in held for name in row.claims} <= set(then.claims)
    assert all(row.claim.id in then.claims for name in then.claims for row in then.related(name))


# --- who may set a stance -----------------------------------------------------------------------------------------

NOBODY = re.compile(r"unnamed|sources|press|agency|newspaper|\bTimes\b|\bNews\b", re.IGNORECASE)


def setting() -> list[Position]:
    return [held for held in POSITIONS.all if held.sets_stance]


def test_no_unnamed_source_sets_a_stance() -> None:
    assert not [(held.country, held.on.text) for held in setting() if NOBODY.search(f"{held.speaker} {held.office}")]
    assert all(held.speaker and held.office for held in setting())


def test_a_stance_does_not_rest_on_the_word_of_nobody() -> None:
    weak = [held for held in setting() if all(REGISTER[claim].grade == "D" for claim in held.claims)]
    assert not [(held.country, held.on.text) for held in weak]


def test_on_hubs_only_named_people_set_a_stance() -> None:
    named = re.compile(r"[A-Z]\w+ [A-Z]\w+")
    assert not [held.speaker for held in setting() if held.scheme == HUBS and not named.fullmatch(held.speaker)]


def test_no_statement_is_older_than_what_is_said_of_it() -> None:
    """A position may be read in a later source, but nothing it rests on is about a later time only."""
    assert not [
        (held.country, held.on.text, claim)
        for held in setting()
        for claim in held.claims
        if held.scheme == HUBS and REGISTER[claim].stated.first > held.on.last
    ]


# --- sources and claims -------------------------------------------------------------------------------------------


def test_every_source_makes_a_claim_and_every_claim_has_a_source() -> None:
    assert {claim.source for claim in REGISTER.claims.values()} == set(REGISTER.sources)
    assert not [name for name in REGISTER.sources if not REGISTER.of(name)]


def test_no_official_figure_is_about_a_time_after_2025() -> None:
    """Later figures are kept to judge the model by."""
    late = [
        claim.id
        for claim in REGISTER.claims.values()
        if REGISTER.sources[claim.source].kind == "official_statistics"
        and REGISTER.sources[claim.source].publisher.startswith(STATISTICIANS)
        and isinstance(claim.value, float)
        and claim.period.last > LAST_DAY
    ]
    assert not late


def test_there_are_official_figures() -> None:
    """Or the test above would say nothing."""
    official = [claim for claim in REGISTER.claims.values()
                if REGISTER.sources[claim.source].publisher.startswith(STATISTICIANS)
                and isinstance(claim.value, float)]  # fmt: skip
    assert len(official) > len(STATISTICIANS)


def test_nothing_was_said_after_its_source_was_read() -> None:
    assert not [claim.id for claim in REGISTER.claims.values()
                if claim.stated.first > REGISTER.sources[claim.source].accessed.last]  # fmt: skip


def test_a_grade_is_not_better_than_its_source() -> None:
    """An A is for a statistic, an audit or a court's document; the press repeats, and is at best a B."""
    best = {"press": "B", "ngo": "B", "research": "B"}
    wrong = [
        claim.id
        for claim in REGISTER.claims.values()
        if claim.grade < best.get(REGISTER.sources[claim.source].read_as or REGISTER.sources[claim.source].kind, "A")
    ]
    assert not wrong


def test_a_claim_is_one_sentence_of_ours() -> None:
    assert not [claim.id for claim in REGISTER.claims.values() if not claim.says.endswith(".")]
    assert set(GRADES) >= {claim.grade for claim in REGISTER.claims.values()}
    assert set(KINDS) >= {source.kind for source in REGISTER.sources.values()}


def test_loading_twice_gives_the_same_register(capsys: pytest.CaptureFixture[str]) -> None:
    """And says how long it took, as `make bench` does: the bar is a second, but a busy machine is no fault."""
    problems, start = Problems(), time.perf_counter()
    again = load_register(uk.HOME / "evidence", problems)
    took = time.perf_counter() - start
    with capsys.disabled():
        print(json.dumps({"register_s": round(took, 3), "sources": len(again.sources), "claims": len(again.claims)}))
    assert not problems.found and again == REGISTER
