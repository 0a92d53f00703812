"""The form that sets a campaign up: read into what actions take, and a plan before it is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.actions.campaigning import NewCampaign
from scheduler.actions.office import ActionError
from scheduler.actions.previewing import Preview
from scheduler.domain.campaign import RuleError, Rules, Weekday
from scheduler.domain.campaign_sheet import CampaignSheet
from scheduler.domain.planning_slots import use_of
from scheduler.web.language import _, ngettext

AS_CONTACTS = "auto"  # the choice that leaves the country to the contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One slot of a plan that is not stored yet."""

    local: datetime
    kind: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan to look at. ``doubts`` say what found no place and which rules are not kept."""

    lines: tuple[Line, ...]
    doubts: tuple[str, ...]
    notes: tuple[str, ...]
    mix: tuple[tuple[str, int], ...]


def new_campaign(form: Mapping[str, Any]) -> NewCampaign:
    """Read the form. Raises ``ActionError`` that names the field and what to write."""
    return NewCampaign(
        name=str(form.get("name", "")).strip(),
        sheets=sheets_of(form),
        brand_kit_id=_number(form, "brand"),
        channel_ids=tuple(int(one) for one in form.get("channels", ()) if str(one).isdigit()),
        first_day=_day(form, "first_day"),
        last_day=_day(form, "last_day"),
        zone=str(form.get("zone", "")).strip(),
        template=str(form.get("template", "")),
        rules=rules_of(form),
        hashtags=tuple(
            dict.fromkeys(
                tag.lstrip("#") for tag in str(form.get("hashtags", "")).replace(",", " ").split()
            )
        ),
        link=str(form.get("link", "")).strip(),
        country=None if form.get("country", AS_CONTACTS) == AS_CONTACTS else str(form["country"]),
    )


def sheets_of(form: Mapping[str, Any]) -> tuple[CampaignSheet, ...]:
    """Read which sheets are ticked, whole; what of each is in scope has a page of its own."""
    numbers = [int(one) for one in form.get("sheet", ()) if str(one).isdigit()]
    if not numbers:
        raise ActionError(_("Choose a fact sheet, or several."))
    return tuple(CampaignSheet(fact_sheet_id=number) for number in numbers)


def rules_of(form: Mapping[str, Any], before: Rules | None = None) -> Rules:
    """Read the rules of the form; what it does not ask for stays as ``before`` has it."""
    given: dict[str, Any] = (before or Rules()).to_json()
    times = [one for one in str(form.get("times", "")).replace(",", " ").split() if one]
    given |= {
        "weekdays": list(form.get("weekdays", ())),
        "times": times,
        "posts_per_week": _number(form, "posts_per_week"),
        "blackout": str(form.get("blackout", "")).replace(",", " ").split(),
        "kinds": list(form.get("kinds", ())),
        "opener": "opener" in form,
        "closer": "closer" in form,
    }
    try:
        return Rules.from_json(given)
    except RuleError as error:
        raise ActionError(str(error)) from error


def drafted(found: Preview) -> Draft:
    """Return a plan that is not stored as the page shows it."""
    made, cards = found.plan, found.cards
    lines = tuple(
        Line(
            local=slot.local,
            kind=cards[use_of(slot.item_key)[0]].kind,
            title=cards[use_of(slot.item_key)[0]].headline,
            reason=slot.reason,
        )
        for slot in made.slots
    )
    reasons = Counter(one.why for one in made.unplaced)
    unplaced = [_no_place(count, why) for why, count in reasons.items()]
    helped = dict.fromkeys(one.relaxation for one in made.unplaced if one.relaxation)
    broken = [f"{one.why} {one.relaxation}" for one in made.broken]
    counted = Counter(line.kind for line in lines)
    return Draft(
        lines=lines,
        doubts=(*unplaced, *helped, *broken),
        notes=(*found.tag_notes, *made.notes),
        mix=tuple(sorted(counted.items(), key=lambda pair: -pair[1])),
    )


def _no_place(count: int, why: str) -> str:
    text = ngettext(
        "%(num)d claim finds no place: %(why)s",
        "%(num)d claims find no place: %(why)s",
        count,
    )
    return text % {"num": count, "why": why}


def as_form(rules: Rules) -> dict[str, Any]:
    """Return what the form shows of the rules."""
    ticks = {name: "on" for name in ("opener", "closer") if getattr(rules, name)}
    return {
        "weekdays": [day.value for day in rules.weekdays],
        "times": " ".join(f"{at:%H:%M}" for at in rules.times),
        "posts_per_week": rules.posts_per_week,
        "blackout": " ".join(day.isoformat() for day in rules.blackout),
        "kinds": list(rules.kinds),
        **ticks,
    }


def next_month(today: date) -> tuple[date, date]:
    """Return the first and last day of the month after ``today``'s."""
    first = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first, following - timedelta(days=1)


def weekdays() -> Sequence[Weekday]:
    return tuple(Weekday)


def _number(form: Mapping[str, Any], name: str) -> int:
    text = str(form.get(name, "")).strip()
    if not (text.isascii() and text.isdigit()):
        raise ActionError(_("“%s” is missing or no number.") % _label(name))
    return int(text)


def _day(form: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(str(form.get(name, "")))
    except ValueError:
        raise ActionError(_("“%s” is missing or no day of the calendar.") % _label(name)) from None


def _label(name: str) -> str:
    labels = {
        "brand": _("Brand kit"),
        "first_day": _("First day"),
        "last_day": _("Last day"),
        "posts_per_week": _("Posts a week"),
    }
    return labels.get(name, name)
