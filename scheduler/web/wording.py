"""Kinds, formats, dates and numbers as people read them, in the language of the request."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from unicodedata import normalize

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal

from content.factsheets.corrections import Correcting
from content.factsheets.model import ContactRole, Kind
from scheduler.domain.countries import country_names
from scheduler.domain.delivery import Event
from scheduler.domain.post import PostEvent, PostState
from scheduler.domain.roles import Role
from scheduler.domain.rule_values import Weekday
from scheduler.domain.simulation import Outcome
from scheduler.domain.wall_time import wall_clock
from scheduler.web.language import _, current, later, locale, ngettext

KINDS: dict[str, str] = {
    Kind.FACT: later("Fact"),
    Kind.DEFINITION: later("Definition"),
    Kind.AFFECTED_GROUP: later("Who is affected"),
    Kind.TACTIC: later("Tactic"),
    Kind.WARNING_SIGN: later("Warning sign"),
    Kind.QUESTION: later("Question to ask"),
    Kind.ACTION: later("Get involved"),
    Kind.SAFETY: later("Stay safe"),
    Kind.RESOURCE: later("Get help"),
}


def kind_name(kind: str) -> str:
    return _(KINDS[kind]) if kind in KINDS else kind


def role_of_contact(role: ContactRole) -> str:
    return {
        ContactRole.HOTLINE: _("Hotline"),
        ContactRole.EMERGENCY: _("Emergency"),
        ContactRole.TIP_LINE: _("Tip line"),
        ContactRole.INFO: _("Information"),
        ContactRole.PUBLISHER: _("Publisher of the sheet"),
    }[role]


def format_name(name: str) -> str:
    names = {
        "portrait": _("Portrait 4:5"),
        "square": _("Square 1:1"),
        "story": _("Story 9:16"),
        "link": _("Link preview"),
        "wide": _("Wide 16:9"),
        "pin": _("Pin 2:3"),
    }
    return names.get(name, name)


def platform_name(platform: str) -> str:
    own = {
        "handoff": _("By hand"),
        "linkedin": "LinkedIn",
        "tiktok": "TikTok",
        "youtube": "YouTube",
    }
    return own.get(platform, platform.replace("_", " ").capitalize())


def metric_name(metric: str) -> str:
    names = {
        "likes": _("Likes"),
        "favourites": _("Likes"),
        "reposts": _("Reposts"),
        "boosts": _("Reposts"),
        "replies": _("Replies"),
        "quotes": _("Quotes"),
        "views": _("Views"),
        "impressions": _("Impressions"),
        "reach": _("Reach"),
        "clicks": _("Clicks"),
        "saves": _("Saves"),
        "bookmarks": _("Bookmarks"),
    }
    return names.get(metric, metric.replace("_", " ").capitalize())


def role_name(role: Role) -> str:
    return {
        Role.OWNER: _("Owner"),
        Role.MANAGER: _("Manager"),
        Role.CONTRIBUTOR: _("Contributor"),
        Role.REVIEWER: _("Reviewer"),
        Role.VIEWER: _("Viewer"),
    }[role]


def event_name(what: str) -> str:
    """Name a line of the history: a move of the post or of one of its deliveries."""
    names: dict[str, str] = {
        PostEvent.SUBMIT: _("Sent to review"),
        PostEvent.APPROVE: _("Approved"),
        PostEvent.REQUEST_CHANGES: _("Changes asked"),
        PostEvent.WITHDRAW: _("Decision taken back"),
        PostEvent.EDIT: _("Changed"),
        PostEvent.EXPIRE: _("Expired"),
        PostEvent.ARCHIVE: _("Archived"),
        Event.CLAIM: _("Sending"),
        Event.ACCEPT: _("Published"),
        Event.POSTPONE: _("Put back"),
        Event.LOSE_TRACK: _("Unconfirmed"),
        Event.HOLD: _("Held"),
        Event.REJECT: _("Refused by the platform"),
        Event.MISS: _("Missed"),
        Event.RELEASE: _("Scheduled again"),
        Event.CANCEL: _("Cancelled"),
    }
    return names.get(what, what.replace("_", " "))


def change_name(what: str) -> str:
    """Name what changed between two versions of a post."""
    names = {
        "caption": _("Caption"),
        "alt_text": _("Alt text"),
        "picture": _("Picture"),
        "link": _("Link"),
        "language": _("Language"),
        "opens": _("Goes out from"),
        "closes": _("Goes out until"),
        "channel": _("Channel"),
    }
    return names.get(what, what)


def correction_name(what: str) -> str:
    """Name what a person did to an item of a fact sheet."""
    names: dict[str, str] = {
        Correcting.KIND: _("Another kind"),
        Correcting.TEXT: _("Shortened"),
        Correcting.SPLIT: _("Split"),
        Correcting.MERGE: _("Merged"),
        Correcting.EMPHASIS: _("Other emphasis"),
        Correcting.EXCLUDE: _("Left out by a person"),
    }
    return names.get(what, what)


def instant(text: str, zone: str) -> str:
    """Write an ISO instant as wall time in ``zone``."""
    return at(datetime.fromisoformat(text), zone)


def language_name(code: str) -> str:
    """Name a language by its tag, as in es or pt-BR, in the reader's own."""
    base, _sep, rest = code.replace("_", "-").partition("-")
    name = locale().languages.get(base, base)
    where = locale().territories.get(rest.upper(), rest)
    return f"{name[:1].upper()}{name[1:]}" + (f" ({where})" if where else "")


def country_name(code: str) -> str:
    return str(locale().territories.get(code, code))


def countries() -> list[tuple[str, str]]:
    """Return every country's code with its name in the reader's language, by name."""
    named = [(code, country_name(code)) for code in country_names()]
    return sorted(named, key=lambda pair: (normalize("NFD", pair[1]).casefold(), pair[0]))


def weekday_name(day: Weekday) -> str:
    """'Mon' in the reader's language."""
    monday = datetime(2024, 1, 1)  # noqa: DTZ001  # a Monday
    return weekday(monday + timedelta(days=list(Weekday).index(day)))


def post_state_name(state: PostState) -> str:
    return {
        PostState.DRAFT: _("Draft"),
        PostState.IN_REVIEW: _("Needs review"),
        PostState.APPROVED: _("Approved"),
        PostState.EXPIRED: _("Expired"),
        PostState.ARCHIVED: _("Archived"),
    }[state]


def outcome_name(outcome: Outcome) -> str:
    """Name what becomes of a delivery in a rehearsal."""
    return {
        Outcome.ON_TIME: _("On time"),
        Outcome.LATE: _("Late"),
        Outcome.MISSED: _("Missed: somebody decides"),
        Outcome.SKIPPED: _("Left out"),
        Outcome.UNAPPROVED: _("Not approved"),
        Outcome.REFUSED: _("The platform refuses it"),
        Outcome.STOPPED: _("Stands still"),
        Outcome.OUT: _("Out already"),
    }[outcome]


def day_and_time(local: datetime | str) -> str:
    """'Wed, Jan 13, 4:30 PM'."""
    moment = _moment(local)
    return f"{day(moment)}, {clock(moment)}"


def day(moment: date) -> str:
    return _skeleton("MMMEd", moment.year, moment.month, moment.day, current())


def short_day(moment: date) -> str:
    return _skeleton("MMMd", moment.year, moment.month, moment.day, current())


def day_of_year(moment: date) -> str:
    """'Jan 6, 2027'."""
    return _skeleton("yMMMd", moment.year, moment.month, moment.day, current())


def full_day(moment: date) -> str:
    return _date("full", moment.year, moment.month, moment.day, current())


def month(moment: date) -> str:
    text = _skeleton("yMMMM", moment.year, moment.month, 1, current())
    return text[:1].upper() + text[1:]


def weekday(moment: date) -> str:
    return _date("EEE", moment.year, moment.month, moment.day, current()).rstrip(".")


def clock(moment: datetime | str) -> str:
    found = _moment(moment)
    return _clock(found.hour, found.minute, current())


def short_clock(moment: datetime) -> str:
    """'4:30p', for the narrow tiles of the calendar."""
    return clock(moment).replace(" AM", "a").replace(" PM", "p")


@lru_cache(maxsize=4096)
def _clock(hour: int, minute: int, language: str) -> str:
    """Pages write the same times and days hundreds of times; Babel takes its time for each."""
    text = str(format_time(time(hour, minute), "short", locale=Locale.parse(language)))
    return text.replace("\u202f", " ")


@lru_cache(maxsize=4096)
def _skeleton(skeleton: str, year: int, month: int, day: int, language: str) -> str:
    moment = datetime(year, month, day)  # noqa: DTZ001  # a wall date
    return str(format_skeleton(skeleton, moment, locale=Locale.parse(language)))


@lru_cache(maxsize=4096)
def _date(pattern: str, year: int, month: int, day: int, language: str) -> str:
    return str(format_date(date(year, month, day), pattern, locale=Locale.parse(language)))


def at(instant: datetime, zone: str) -> str:
    """Write an instant as wall time in ``zone``."""
    return day_and_time(wall_clock(instant, zone))


def place(zone: str) -> str:
    """'America/New_York' as 'New York'."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def number(value: float) -> str:
    return str(format_decimal(value, locale=locale()))


def lasts(left: timedelta) -> str:
    """Say how long is left, in the largest unit that fits."""
    minutes = max(0, left // timedelta(minutes=1))
    if left < timedelta(hours=1):
        return ngettext("%d minute", "%d minutes", minutes) % minutes
    hours = left // timedelta(hours=1)
    if left < timedelta(days=2):
        return ngettext("%d hour", "%d hours", hours) % hours
    days = left.days
    return ngettext("%d day", "%d days", days) % days


def lines(first: int, last: int) -> str:
    if first == last:
        return _("line %d") % first
    return _("lines %(first)d–%(last)d") % {"first": first, "last": last}


def initials(name: str) -> str:
    words = [word for word in name.replace("@", " ").split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _moment(moment: datetime | str) -> datetime:
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment
