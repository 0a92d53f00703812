"""Numbers that claim something about the world, and whether they say where they come from."""

from __future__ import annotations

import re
from functools import lru_cache

from content.captions.phones import digits, numbers
from content.checks.spelled import NUMBER, in_digits

_PEOPLE = (
    r"(?:people|victims|survivors|children|kids|youths?|minors|women|men|girls|boys|teens|adults"
    r"|americans|students|personas|víctimas|niñ[oa]s|mujeres|menores)\b"
)
_STATISTIC = re.compile(
    rf"""
    \d[\d.,\u00a0\u202f]*\s?(?:%|٪|percent\b|per\ cent\b|por\ ciento\b|pour\ cent\b|prozent\b)
    | {NUMBER}\s(?:percent|per\ cent|por\ ciento)\b
    | \b\d[\d.,]*\s?(?:-|\u2013)?\s?(?:hundred|thousand|million|billion|mil\b|millones|millón
        |milhões|milhão|millionen|milliards?)
    | {NUMBER}[\s-](?:hundred\s)?(?:thousand|million|billion|mil|millones|millón)\b
    | \b\d[\d.,]*\s?[kKmM]\s(?:\w+\s)?{_PEOPLE}  # 450K people; a 5K run counts nobody
    | \b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|un[oae]?|uma?|dos|deux|duas|dois
        |tres|três|cuatro|cinco)
        \s(?:in|out\ of|of\ every|de\ cada|em\ cada|von|sur)\s(?:every\s)?
        (?:\d+|two|three|four|five|six|seven|eight|nine|ten|dos|tres|cuatro|cinco|seis|siete
        |ocho|nueve|diez|três|quatro|dez|deux|trois|quatre|cinq|dix)\b
    | \b(?:one|a|two|three|four)[\s-](?:thirds?|quarters?|fifths?)\sof\s(?:all\s|the\s)?{_PEOPLE}
    | \bhalf\sof\s(?:all\s|the\s)?{_PEOPLE}
    | \b(?:la\smitad|un\stercio|dos\stercios|un\scuarto|tres\scuartos)\sde\s(?:l[ao]s\s){_PEOPLE}
    | [$€]\s?(?:\d{{1,3}}(?:[.,]\d{{3}})+|\d{{4,}})  # not the few dollars a campaign asks for
    | \b(?:\d{{1,3}}(?:[.,]\d{{3}})+|\d{{4,}})\s?(?:dollars|euros?|€|dólares)
    | \b\d{{1,3}}(?:[.,\u00a0\u202f]\d{{3}})+\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# "100% confidential" measures nothing; "100% of calls" does.
_ALL_OF_IT = re.compile(
    r"(?<![\d.,])100\s?(?:%|per\s?cent\b|por\s?ciento\b)(?!\s(?:of|de|der|dos|das)\b)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_GROUPED = re.compile(r"\d{1,3}(?:([.\u00a0]|\u202f)\d{3})(?:\1\d{3})*")
_FIGURE = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*")
_SHORTEST_PHONE = 7


@lru_cache(maxsize=256)  # several rules ask for the same text, one after the other
def statistics(text: str) -> tuple[str, ...]:
    """Return the runs of ``text`` that state a figure: a share, an amount, a large number."""
    plain = _ALL_OF_IT.sub("", _without_phones(text))
    return tuple(found.group().strip() for found in _STATISTIC.finditer(plain))


def figures(text: str) -> frozenset[str]:
    """Return the numbers of ``text`` by their digits, however these are grouped or written out."""
    return frozenset(digits(found.group()) for found in _FIGURE.finditer(in_digits(text)))


def names_year(text: str) -> bool:
    return bool(_YEAR.search(text))


def _without_phones(text: str) -> str:
    """Blank telephone numbers out: 800.232.4424 is no amount, 27.600.000 is one."""
    for number in numbers(text):
        if len(digits(number)) >= _SHORTEST_PHONE and not _GROUPED.fullmatch(number):
            text = text.replace(number, " " * len(number))
    return text
