"""Telephone numbers, short codes and text lines in a sentence, as printed and as dialled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import phonenumbers
import regex
from phonenumbers import PhoneNumber, PhoneNumberFormat

from content.factsheets.stems import latin_digits

# Service numbers that are no telephone numbers to the numbering plan, by country.
# https://www.itu.int/oth/T0202.aspx?parent=T0202 lists them.
EMERGENCY = {
    "911": ("US", "CA", "MX", "AR", "CL", "CO", "PR"),
    "112": ("ES", "PT", "FR", "DE", "GB", "IE", "EU", "IN", "AE"),
    "999": ("GB", "IE", "HK", "SA", "AE"),
    "000": ("AU",),
    "111": ("NZ",),
    "190": ("BR", "TN"),
    "192": ("BR",),
    "193": ("BR",),
    "110": ("CN", "TW"),
    "119": ("TW", "KR", "JP"),
    "120": ("CN",),
    "066": ("MX",),
}
SERVICE = {
    "988": ("US", "CA"),
    "211": ("US", "CA"),
    "311": ("US", "CA"),
    "411": ("US", "CA"),
    "711": ("US", "CA"),
    "811": ("US", "CA"),
    "100": ("BR",),
    "180": ("BR",),
    "181": ("BR",),
    "188": ("BR",),
    "016": ("ES",),
    "024": ("ES",),
    "113": ("TW",),
    "12345": ("CN",),
    "12338": ("CN",),
    "116111": ("EU", "PT", "DE", "FR"),
    "116006": ("PT",),
}
_SHORT = sorted({*EMERGENCY, *SERVICE}, key=len, reverse=True)
_SPACED = "|".join("[-\u2011–. ]?".join(number) for number in _SHORT)
# A short number counts only as printed alone: never inside another number, a price or a year.
_SHORT_NUMBER = regex.compile(
    rf"(?<![A-Za-z0-9$€£#.,/+-])(?<!\d )(?P<number>{_SPACED})"
    r"(?![A-Za-z0-9]|[-\u2011–. ]?\(?\d|%|,\d|\s?(?:people|persons|personas|pessoas|victims"
    r"|víctimas|percent|years|cases|deaths|million|days|hours|minutes|feet|miles))",
    regex.IGNORECASE,
)
_TEXT_CODE = regex.compile(
    r"(?<![\w$])(?P<verb>text|txt|sms|send|send|message|envíe?|envía|manda|mande|mensaje|escribe"
    r"|escriba|texto|envie|mensagem|发短信|发送|短信|أرسل|رسالة)\b"
    r"(?P<between>[^.;\n\d]{0,90}?)(?P<open>\(?)(?P<number>\d(?:[ -]?\d){2,6})(?![\d%]|[-.]\d)",
    regex.IGNORECASE,
)
_CJK_TEXT_CODE = regex.compile(
    r"(?:发送?短信|短信|發送?簡訊|簡訊)(?P<between>[^。；\d]{0,30}?)(?P<number>\d{5,6})(?!\d)"
)
_KEYWORD = regex.compile(
    r"[\"“'‘«]?(?<!\w)(?P<word>[A-ZÁÉÍÓÚÑ][A-ZÁÉÍÓÚÑ0-9]{1,19})(?!\w)[\"”'’»]?"
)
_QUOTED = regex.compile(r"[\"“'‘«](?P<word>\w{2,20})[\"”'’»]")
_NAME_AFTER = regex.compile(r"\s*\((?P<name>[A-Z][\w ]{1,30})\)")
_NAME_BEFORE = regex.compile(r"\b(?:to|al?|para)\s+(?P<name>[A-Z][\w ]{1,30}?)\s*\($")
_VANITY = regex.compile(
    r"(?<![\w-])(?:1[-. ])?\(?8\d\d\)?[-. ](?=[\dA-Z.-]*[A-Z])[\dA-Z](?:[-. ]?[\dA-Z]){5,12}(?!\w)"
)
_LOOKS_LIKE_PHONE = regex.compile(
    r"(?<![\w$€£#.,/])\+?\(?\d{1,4}\)?(?:[ .\u2011–-]{1,2}\(?\d{1,10}\)?){1,6}(?![\w%]|[.,]\d)"
)
_DATE = regex.compile(
    r"\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d|(?:19|20)\d\d[-/–.]\d{1,4}(?:[-/.]\d{1,2})?"
)
_AMERICAN = regex.compile(r"^(?:1[-. ])\(?8(?:00|33|44|55|66|77|88)\)?[-. ]\d{3}[-. ]?\d{4}$")
_MEXICAN = regex.compile(r"^\(?(?:800|55|33|81)\)?[ -]\d{4}[ -]\d{3,4}$")
_MOST_TRIES = 100  # in one statement; a list of more numbers is no statement
_FEWEST_DIGITS, _SHORTEST = 7, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """``dial`` is E.164 or a short code; ``keywords`` and ``code_name`` belong to a text line."""

    dial: str
    printed: str
    start: int
    end: int
    region: str = ""
    by_text: bool = False
    keywords: tuple[str, ...] = ()
    code_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """Digits that look like a telephone number and cannot be one here."""

    printed: str
    why: str


def numbers(text: str, region: str) -> tuple[Number | Unusable, ...]:
    """Return the numbers of a text in order, and those that no one should dial."""
    return _numbers(text, region) if any(c.isdigit() for c in text) else ()


@lru_cache(maxsize=1024)
def _numbers(text: str, region: str) -> tuple[Number | Unusable, ...]:
    return tuple(_found(latin_digits(text), region))


def _found(text: str, region: str) -> Iterator[Number | Unusable]:
    taken: list[tuple[int, int]] = []
    for found in (*_text_codes(text), *_vanity(text, region), *_full(text, region), *_short(text)):
        if found.by_text or not any(a < found.end and found.start < b for a, b in taken):
            # "call or text 988": three digits that take texts take calls as well.
            if not found.by_text or len(found.dial) > _SHORTEST:
                taken.append((found.start, found.end))
            yield found
    for match in islice(_LOOKS_LIKE_PHONE.finditer(text), _MOST_TRIES):
        if not any(a < match.end() and match.start() < b for a, b in taken):
            why = _why_unusable(match.group(), region)
            if why:
                yield Unusable(printed=match.group().strip(), why=why)


def _text_codes(text: str) -> Iterator[Number]:
    for match in (*_TEXT_CODE.finditer(text), *_CJK_TEXT_CODE.finditer(text)):
        number = regex.sub(r"\D", "", match["number"])
        between = match.groupdict().get("between") or ""
        if number in EMERGENCY and not between.strip():
            continue
        words = [m["word"] for m in _KEYWORD.finditer(between)]
        words = words or [m["word"].upper() for m in _QUOTED.finditer(between)]
        name = _NAME_BEFORE.search(f"{between}{match.groupdict().get('open') or ''}")
        name = name or _NAME_AFTER.match(text, match.end())
        yield Number(
            dial=number,
            printed=match["number"],
            start=match.start("number"),
            end=match.end("number"),
            by_text=True,
            keywords=tuple(dict.fromkeys(words)),
            code_name=name["name"].strip() if name else "",
        )


def _vanity(text: str, region: str) -> Iterator[Number]:
    for match in _VANITY.finditer(text):
        parsed = _parse(phonenumbers.convert_alpha_characters_in_number(match.group())[:16], region)
        if parsed is not None:
            yield _number(parsed, match.group(), match.start(), match.end())


def _full(text: str, region: str) -> Iterator[Number]:
    for match in phonenumbers.PhoneNumberMatcher(text, region, max_tries=_MOST_TRIES):
        printed = match.raw_string
        home = _home(printed.strip(), region)
        parsed = _parse(printed, home) or match.number
        yield _number(parsed, printed, match.start, match.end)


def _home(printed: str, region: str) -> str:
    """Return the country a number is printed for, where its form says so."""
    if _AMERICAN.match(printed):
        return "US"
    return "MX" if _MEXICAN.match(printed) else region


def _short(text: str) -> Iterator[Number]:
    for match in _SHORT_NUMBER.finditer(text):
        digits = regex.sub(r"\D", "", match["number"])
        yield Number(
            dial=digits,
            printed=match["number"],
            start=match.start("number"),
            end=match.end("number"),
        )


def _number(parsed: PhoneNumber, printed: str, start: int, end: int) -> Number:
    return Number(
        dial=phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
        printed=printed.strip(),
        start=start,
        end=end,
        region=phonenumbers.region_code_for_number(parsed) or "",
    )


def _parse(text: str, region: str) -> PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_valid_number(parsed) else None


def _why_unusable(text: str, region: str) -> str:
    digits = regex.sub(r"\D", "", text)
    if _DATE.fullmatch(text.strip()) or len(digits) < _FEWEST_DIGITS:
        return ""
    parsed = _parse(text, region)
    if parsed is not None:
        return ""
    try:
        reason = phonenumbers.is_possible_number_with_reason(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return ""
    match reason:
        case (
            phonenumbers.ValidationResult.TOO_SHORT
            | phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY
        ):
            return "has too few digits"
        case phonenumbers.ValidationResult.TOO_LONG:
            return "has too many digits"
        case _:
            return "is no number that can exist there"
