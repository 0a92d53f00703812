from __future__ import annotations

import pytest

from scheduler.domain.countries import CountryError, check_country, country_names


def test_a_code_is_taken_in_any_case() -> None:
    assert check_country(" mx ") == "MX"
    assert len(country_names()) == 249
    assert country_names()["MX"] == "Mexico"


@pytest.mark.parametrize(
    ("given", "meant"), [("UK", "GB"), ("usa", "US"), ("Germany", "DE"), ("Mexco", "MX")]
)
def test_a_name_is_answered_with_its_code(given: str, meant: str) -> None:
    with pytest.raises(CountryError, match=f"did you mean {meant} "):
        check_country(given)


def test_what_is_no_country_is_answered_with_examples() -> None:
    with pytest.raises(CountryError, match="There is no country with the code 'zz': use one like"):
        check_country("zz")
