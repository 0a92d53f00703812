"""Plan 100,000 posts over 500 channels; print processor time, memory and growth.

Two shapes of the same size: one campaign on 500 channels with hours and zones of their own, and 500
campaigns on one channel each. Run it with ``python bench/planning.py``; it ends with exit code 1
when a target is missed: 20 seconds, 1 GB, growth close to linear.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

from scheduler.domain.campaign import ChannelRules, Rules, Weekday
from scheduler.domain.planning import plan
from scheduler.domain.planning_calendar import Period
from scheduler.domain.planning_channels import on_channel
from scheduler.domain.planning_slots import Part, PlanItem, Slot, an_item

POSTS = 200
CHANNELS = 500
MOST_SECONDS = 20.0
MOST_BYTES = 1_000_000_000
MOST_GROWTH = 1.35  # time for twice as many, over twice the time
MIX = {
    "fact": 50,
    "warning_sign": 30,
    "action": 50,
    "resource": 40,
    "question": 20,
    "definition": 8,
}
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney", "America/Bogota")
YEAR = Period(first_day=date(2027, 1, 1), last_day=date(2027, 12, 31), zone=ZONES[0])


def sheet() -> list[PlanItem]:
    body = [an_item(f"{kind}-{n}", kind) for kind, count in MIX.items() for n in range(count)]
    ends = [an_item(part, "fact", part) for part in (Part.OPENER, Part.CLOSER)]
    return [ends[0], *body, ends[1]]


def one_campaign_on_many_channels(channels: int) -> list[Slot]:
    rules = Rules(posts_per_week=5, days_between_sensitive=2)
    made = plan(sheet(), rules, YEAR)
    return [
        slot
        for n in range(channels)
        for slot in on_channel(made.slots, own(n), rules, YEAR.last_day)
        if slot is not None
    ]


def many_campaigns_on_one_channel_each(campaigns: int) -> list[Slot]:
    placed: list[Slot] = []
    for n in range(campaigns):
        rules = Rules(posts_per_week=4 + n % 6, days_between_sensitive=n % 3)
        first_day = YEAR.first_day + timedelta(days=n % 60)
        last_day = first_day + timedelta(days=400)
        zone = ZONES[n % len(ZONES)]
        made = plan(sheet(), rules, Period(first_day=first_day, last_day=last_day, zone=zone))
        placed += made.slots
    return placed


def own(number: int) -> ChannelRules:
    weekdays = tuple(Weekday)[number % 2 : 5 + number % 3]
    times = Rules().times[: 1 + number % 2]
    return ChannelRules(weekdays=weekdays, times=times, zone=ZONES[number % len(ZONES)])


def peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(name: str, run: Callable[[int], list[Slot]]) -> list[str]:
    missed: list[str] = []
    run(2)  # zones are read once
    before = 0.0
    for count in (CHANNELS // 8, CHANNELS // 4, CHANNELS // 2, CHANNELS):
        began = time.process_time()
        posts = len(run(count))
        took = time.process_time() - began
        growth = took / before / 2 if before else 1.0
        print(
            f"{name}: {count:4} x {POSTS} -> {posts:7,} posts in {took:6.2f} s, "
            f"{took / posts * 1e6:5.0f} us each, growth {growth:4.2f}, "
            f"peak {peak_bytes() / 1e6:4.0f} MB"
        )
        before = took
        if growth > MOST_GROWTH:
            missed.append(f"{name}: growth {growth:.2f}")
    if took > MOST_SECONDS or peak_bytes() > MOST_BYTES:
        missed.append(f"{name}: {took:.1f} s, {peak_bytes() / 1e6:.0f} MB")
    return missed


def main() -> None:
    missed = measure("one campaign, many channels ", one_campaign_on_many_channels)
    missed += measure("many campaigns, one channel ", many_campaigns_on_one_channel_each)
    if missed:
        sys.exit("Targets missed: " + "; ".join(missed))


if __name__ == "__main__":
    main()
