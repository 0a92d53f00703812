"""A campaign as a calendar file: its posts at their wall times, its observances as days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from content.calendar_file import Entry, calendar_file
from content.observances.model import Occurrence
from scheduler.actions.finding import campaign_of
from scheduler.actions.observing import observed
from scheduler.actions.office import Member, Office
from scheduler.domain.roles import Permission
from scheduler.store import calendar


def campaign_calendar(office: Office, member: Member, campaign_id: int) -> bytes:
    """Return a campaign as an iCalendar file: one event for each post and time."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        campaign = campaign_of(session, member, campaign_id)
        planned = calendar.entries(session, member.organization_id, campaign_id)
    days = observed(office, member, campaign.first_day, campaign.last_day)
    entries = [*_posts(planned), *(observance_entry(one) for one in days)]
    return calendar_file(campaign.name, entries)


def observance_calendar(name: str, days: Iterable[Occurrence]) -> bytes:
    """Return observances as an iCalendar file of whole days."""
    return calendar_file(name, [observance_entry(one) for one in days])


def observance_entry(one: Occurrence) -> Entry:
    observance = one.observance
    tags = " ".join(f"#{tag}" for tag in one.hashtags)
    parts = (tags, observance.note, *one.doubts, f"Source: {observance.source}")
    name = "".join(letter if letter.isalnum() else "-" for letter in observance.name.casefold())
    return Entry(
        uid=f"observance-{name}-{one.year}@awareness-scheduler",
        title=observance.name,
        starts=one.first_day,
        ends=one.last_day,
        text="\n".join(part for part in parts if part),
        categories=("observance",),
    )


def _posts(planned: Iterable[calendar.Entry]) -> Iterator[Entry]:
    together: defaultdict[tuple[int, datetime, str], list[calendar.Entry]] = defaultdict(list)
    for entry in planned:
        together[entry.post_id, entry.local_time, entry.zone].append(entry)
    for (post_id, local, zone), same in together.items():
        first = same[0]
        channels = ", ".join(f"{one.channel} ({one.state})" for one in same)
        yield Entry(
            uid=f"post-{post_id}-{first.delivery_id}@awareness-scheduler",
            title=first.title,
            starts=local,
            zone=zone,
            text=f"{channels}\nThe post is {first.post_state.replace('_', ' ')}.",
            categories=(first.kind,),
        )
