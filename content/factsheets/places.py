"""Which country and region a sheet speaks of: what its numbers mean depends on it."""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files

import regex

# Names as sheets print them, in the languages we have rules for.
_COUNTRIES = {
    "US": r"united states|U\.S\.A?\.?|USA|estados unidos|EE\. ?UU\.?|美国|美國|الولايات المتحدة",
    "MX": r"m[eé]xico|mexican[oa]s?|墨西哥|المكسيك",
    "CA": r"canad[aá]|加拿大|كندا",
    "ES": r"españa|spain|espanha",
    "BR": r"bra[sz]il|brasileir[oa]s?",
    "PT": r"portugal|portugu[eê]s(?:es)?",
    "GB": r"united kingdom|england|scotland|reino unido|UK",
    "IE": r"ireland|irlanda",
    "AU": r"australia",
    "NZ": r"new zealand|aotearoa",
    "AR": r"argentin[ao]s?",
    "CO": r"colombia(?:n[oa]s?)?",
    "CL": r"chile(?:n[oa]s?)?",
    "PE": r"per[uú](?:an[oa]s?)?",
    "IN": r"india",
    "CN": r"中国|中國大陆",
    "TW": r"台灣|台湾|taiwan",
    "HK": r"香港|hong kong",
    "AE": r"الإمارات",
    "SA": r"السعودية",
    "EG": r"مصر",
}
_NAMES = {
    code: regex.compile(rf"(?<!\w)(?:{names})(?!\w)", regex.IGNORECASE)
    for code, names in _COUNTRIES.items()
}
# Numbers that only one country prints so.
_HABITS = (
    ("US", regex.compile(r"(?<!\d)1[-. ]8(?:00|33|44|55|66|77|88)[-. ]\w{3}[-. ]?\w{4}"), 3),
    ("US", regex.compile(r"(?<!\d)\(?[2-9]\d\d\)?[-. ]\d{3}[-. ]\d{4}(?!\d)"), 1),
    ("US", regex.compile(r"(?<![\w-])(?<!\d )988(?![\w-])(?! \d)"), 2),
    ("US", regex.compile(r"(?<![\w-])(?<!\d )9-?1-?1(?![\w-])(?! \d)"), 1),
    ("MX", regex.compile(r"(?<!\d)(?:01 )?800[ -]\d{4}[ -]\d{3}(?!\d)"), 4),
    ("BR", regex.compile(r"(?i:disque|ligue)\s+(?:100|180|181|188|190|192)(?!\d)"), 3),
    ("ES", regex.compile(r"(?<!\d)0(?:16|24)(?!\d)"), 2),
    ("GB", regex.compile(r"(?<!\d)0(?:800|808)[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)"), 3),
    ("PT", regex.compile(r"(?<!\d)(?:800|808) \d{3} \d{3}(?!\d)"), 1),
    ("CN", regex.compile(r"拨打?\s?1(?:10|19|20|2345)"), 3),
    ("TW", regex.compile(r"撥打?\s?1(?:10|13|19|65|925)"), 3),
)
_BY_LANGUAGE = {"pt": "BR", "fr": "FR", "de": "DE", "it": "IT", "pl": "PL"}
_TAGGED_BY_SCRIPT = frozenset({"zh"})  # zh-CN says which characters, not which country
_CERTAIN = 2
_MENTION = 3


def country_of(text: str, language: str) -> str:
    """Return the country a sheet is written for, by what it names and how it prints numbers."""
    base, _, tagged = language.partition("-")
    if tagged and base not in _TAGGED_BY_SCRIPT:
        return tagged.upper()
    points: Counter[str] = Counter()
    for code, pattern in _NAMES.items():
        points[code] += _MENTION * len(pattern.findall(text))
    certain = 1 if base in {"", "en"} else _CERTAIN
    for code, pattern, weight in _HABITS:
        if weight < certain:
            continue  # "800 911 2000" is printed so in Mexico, too
        points[code] += weight * len(pattern.findall(text))
    best = max(points, key=lambda code: (points[code], code == "US"), default="US")
    if points[best]:
        return best
    return tagged.upper() or _BY_LANGUAGE.get(base, "US")


def names_country(text: str, code: str) -> bool:
    return code in _NAMES and bool(_NAMES[code].search(text))


def state_in(text: str) -> str:
    """Return the ISO code of the one American state a text names."""
    codes, pattern = _states()
    found = {match.group() for match in pattern.finditer(text)}
    return codes[found.pop()] if len(found) == 1 else ""


@cache
def _states() -> tuple[dict[str, str], regex.Pattern[str]]:
    path = files("content.factsheets").joinpath("states.toml")
    codes: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))
    names = "|".join(sorted(codes, key=len, reverse=True))
    return codes, regex.compile(rf"(?<!\w)(?:{names})(?!\w)")
