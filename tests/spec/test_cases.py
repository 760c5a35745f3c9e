"""Each case of tests/spec/cases gets its verdict, and for the reason it names; and the page of them is current."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.specs import PAGE, VERDICTS, Case, page, read
from waystation import uk
from waystation.base.problems import ContentError

CASES = read()
HUBS = sorted({name for scenario in uk.load().scenarios for name in uk.load().scenario(scenario).agreements})
GOOD = "title: t\nabout: a\nagreement: kosovo\nday: 2030-06-01\nstands: exhausted\nperson: {}\ncases:\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.where} {case.form.says}")
def test_a_case_gets_its_verdict_for_its_reason(case: Case) -> None:
    answer = case.answer()
    assert [reason.id for reason in answer if not reason.holds] == case.form.because
    assert all(reason.holds for reason in answer) is VERDICTS[case.form.verdict]
    assert all(bool(reason.change) is not reason.holds for reason in answer), (
        "what fails says what would have to change"
    )


def test_there_are_at_least_sixty() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("agreement", HUBS)
def test_every_condition_of_an_agreement_decides_a_case_alone(agreement: str) -> None:
    alone = {case.form.because[0] for case in CASES if case.file.agreement == agreement and len(case.form.because) == 1}
    wanted = {condition.id for condition in uk.load().agreements[agreement].who} | {"in_force", "stands_there"}
    assert not wanted - alone, "add a case to tests/spec/cases that fails for this condition alone"
    assert any(case.form.verdict == "eligible" for case in CASES if case.file.agreement == agreement)


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.spec.specs"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("  - {says: x, verdict: elegible}", "cases.yaml:8  case 1 has an unknown verdict 'elegible'"),
        ("  - {says: x, verdict: not eligible}", "cases.yaml:8  case 1 does not fit its reasons"),
        ("  - {says: x, verdict: eligible, becuase: [adult]}", "has an unknown key 'becuase': did you mean 'because'?"),
        ("  - {verdict: eligible}", "has no 'says'"),
    ],
)
def test_a_slip_in_a_file_is_told_with_its_line(tmp_path: Path, row: str, told: str) -> None:
    (tmp_path / "cases.yaml").write_text(GOOD + row + "\n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read(tmp_path)
    assert told in str(caught.value)
