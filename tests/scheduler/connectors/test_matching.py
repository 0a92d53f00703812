from __future__ import annotations

from datetime import UTC, datetime

from scheduler.connectors.matching import in_groups, instant, plain_text, same_words


def test_reads_markup_as_a_reader_does() -> None:
    assert plain_text("<p>One &amp; two<br/>three</p><p>four</p>") == "One & two\nthree\nfour\n"


def test_compares_words_not_spacing() -> None:
    assert same_words("One\r\n\r\ntwo  @me@a.example", "One two\u00a0@me")
    assert same_words("Cafe\u0301", "Caf\u00e9")
    assert not same_words("One in five", "One in six")


def test_reads_times_with_and_without_zone() -> None:
    nine = datetime(2027, 1, 11, 9, tzinfo=UTC)

    assert instant("2027-01-11T09:00:00.000Z") == nine
    assert instant("2027-01-11T09:00:00") == nine
    assert instant(None) is None


def test_cuts_into_groups_and_keeps_the_rest() -> None:
    assert list(in_groups([1, 2, 3], 2)) == [[1, 2], [3]]
