from __future__ import annotations

import pytest

from content.checks.statistics import figures, names_year, statistics


@pytest.mark.parametrize(
    "text",
    [
        "27.6 million people",
        "1 in 12 students",
        "one out of every three girls",
        "uno de cada tres",
        "uma em cada três mulheres",
        "une femme sur trois ou un enfant, une sur trois",
        "40 % of them",
        "100% of calls are answered",
        "a $150 billion industry",
        "They owe $99,000 on average.",
        "12,500 calls",
        "27.600.000 personas",
        "tres mil o 3 mil casos",
    ],
)
def test_what_states_a_figure(text: str) -> None:
    assert statistics(text)


@pytest.mark.parametrize(
    "text",
    [
        "Call 1.888.373.7888 or 800.232.4424.",
        "It is 100% confidential, 24/7, in 200 languages.",
        "Give $25 today.",
        "If the person is under the age of 18",
        "Since 2007",
        "on 9-1-1",
        "questions 1 to 5",
        "Love146 and 2-1-1 of Connecticut",
    ],
)
def test_what_states_none(text: str) -> None:
    assert statistics(text) == ()


def test_figures_are_the_same_however_they_are_grouped() -> None:
    assert figures("27,600,000") == figures("27.600.000") == figures("27\u202f600\u202f000")
    assert names_year("in 2021")
    assert not names_year("12021 or 20211")
