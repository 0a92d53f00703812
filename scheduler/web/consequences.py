"""What a move would do to the plan, told before it is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from scheduler.domain.campaign import Rules
from scheduler.domain.conflicts import Clash, Conflict
from scheduler.domain.planning_audit import audit
from scheduler.domain.planning_slots import (
    HEAVY,
    SENSITIVE,
    Part,
    PlanItem,
    Slot,
    use_of,
    window,
)
from scheduler.domain.wall_time import instant, wall_clock
from scheduler.store.campaigns import Campaign
from scheduler.store.plans import TakenSlot
from scheduler.web.language import _
from scheduler.web.wording import short_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """``refused`` is why it cannot be; ``doubts`` are for a person to weigh."""

    refused: str
    doubts: tuple[str, ...]
    anew: bool  # the approval would not stand


def consequences(
    slots: Sequence[TakenSlot], campaign: Campaign, post_id: int, to: datetime, now: datetime
) -> Consequences:
    """Compare the plan as it is with the plan after the move. ``to`` is wall time."""
    rules = Rules.from_json(dict(campaign.rules))
    moving = next((slot for slot in slots if slot.post_id == post_id), None)
    if moving is None:
        return Consequences(refused=_("This post has no time to move from."), doubts=(), anew=False)
    others = [slot for slot in slots if slot.post_id != post_id]
    opens, closes = window(to.date(), campaign.zone, rules.late_hours)
    return Consequences(
        refused=refusal(campaign, to, now),
        doubts=(
            *_place(to, rules, others),
            *_gap_left(moving, to, rules, others, wall_clock(now, campaign.zone).date()),
            *_broken(moving, others, to, campaign, rules),
        ),
        anew=(opens, closes) != (moving.window_opens, moving.window_closes),
    )


def refusal(campaign: Campaign, to: datetime, now: datetime) -> str:
    """Say why nothing of the campaign can go out at this wall time; empty when it can."""
    if not campaign.first_day <= to.date() <= campaign.last_day:
        return _("The campaign runs from %(first)s to %(last)s.") % {
            "first": short_day(campaign.first_day),
            "last": short_day(campaign.last_day),
        }
    if instant(to, campaign.zone) < now:
        return _("That time has passed.")
    return ""


def _place(to: datetime, rules: Rules, others: Sequence[TakenSlot]) -> Iterator[str]:
    if any(_local(other) == to for other in others):
        yield _("Another post goes out at this very time.")
    if to.date() in rules.blackout:
        yield _("Nothing should go out on this day: it is blacked out.")
    elif not rules.allows(to.date()):
        yield _("The campaign does not post on this weekday.")
    if rules.is_quiet(to.time()):
        yield _("This lies in the quiet hours.")
    same_day = sum(_local(other).date() == to.date() for other in others)
    if same_day >= rules.posts_per_day:
        yield _("The day would have %d posts.") % (same_day + 1)


def _gap_left(
    moving: TakenSlot, to: datetime, rules: Rules, others: Sequence[TakenSlot], today: date
) -> Iterator[str]:
    left = _local(moving).date()
    alone = not any(_local(other).date() == left for other in others)
    if left != to.date() and alone and left >= today and rules.allows(left):
        yield _("%s would be left without a post.") % short_day(left)


def _broken(
    moving: TakenSlot,
    others: Sequence[TakenSlot],
    to: datetime,
    campaign: Campaign,
    rules: Rules,
) -> Iterator[str]:
    """Say which rules of the plan the move would newly break."""
    items = {slot.plan_key: _item(slot) for slot in (*others, moving)}
    by_key = {use_of(key)[0]: item for key, item in items.items()}
    moved = replace(_slot(moving), local=to, due_at=instant(to, campaign.zone))
    rest = [_slot(other) for other in others]
    before = {
        (found.rule, key)
        for found in audit(_ordered([*rest, _slot(moving)]), by_key, rules)
        for key in found.keys
    }
    for found in audit(_ordered([*rest, moved]), by_key, rules):
        if any((found.rule, key) not in before for key in found.keys):
            yield _rule_text(found.rule)


def clash_text(found: Conflict) -> str:
    """Say what a move runs into, where several moves are looked at together."""
    if found.clash is Clash.PLAN:
        return _rule_text(found.why.partition(":")[0])
    return {
        Clash.SAME_CLAIM: _("The same claim goes out a few days from then."),
        Clash.SAME_HOUR: _("A channel has another post in that hour."),
        Clash.DAILY_LIMIT: _("A channel would have more posts that day than it should."),
        Clash.BLACKOUT: _("Nothing should go out on this day: it is blacked out."),
        Clash.QUIET_HOURS: _("This lies in the quiet hours."),
        Clash.WEEKDAY: _("The campaign does not post on this weekday."),
    }[found.clash]


def _rule_text(rule: str) -> str:
    texts = {
        "no_heavy_in_a_row": _("Two heavy posts would follow each other."),
        "days_between_sensitive": _("Two sensitive posts would stand too near to each other."),
        "action_after_sign": _("A warning sign would not be followed by a way to act."),
        "blackout": _("Nothing should go out on this day: it is blacked out."),
    }
    return texts.get(rule, _("A rule of the plan would be broken: %s.") % rule.replace("_", " "))


def _ordered(slots: list[Slot]) -> list[Slot]:
    return sorted(slots, key=lambda slot: (slot.due_at, slot.item_key))


def _item(slot: TakenSlot) -> PlanItem:
    key = use_of(slot.plan_key)[0]
    role = Part(key) if key in {Part.OPENER, Part.CLOSER} else Part.ITEM
    return PlanItem(
        key=key,
        kind=slot.kind,
        heavy=role is Part.ITEM and slot.kind in HEAVY,
        sensitive=role is Part.ITEM and slot.kind in SENSITIVE,
        role=role,
    )


def _slot(taken: TakenSlot) -> Slot:
    return Slot(
        item_key=taken.plan_key,
        local=_local(taken),
        zone=taken.zone,
        due_at=taken.due_at,
        window_opens=taken.window_opens,
        window_closes=taken.window_closes,
        reason="",
    )


def _local(slot: TakenSlot) -> datetime:
    return datetime.fromisoformat(slot.local_time)
