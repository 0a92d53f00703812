"""Take a campaign to another year: days by their rules, and what may no longer be true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import regex
from sqlalchemy.orm import Session

from content.factsheets.model import Contact, Extraction
from content.factsheets.serial import from_json
from content.factsheets.versions import compare
from scheduler.actions import material as materials
from scheduler.actions.campaigning import NewCampaign, create_campaign
from scheduler.actions.finding import brand_of, campaign_of, sheet_of
from scheduler.actions.observing import find_observance, when
from scheduler.actions.office import ActionError, Member, Office
from scheduler.domain.campaign import Rules
from scheduler.domain.campaign_sheet import CampaignSheet
from scheduler.domain.roles import Permission
from scheduler.domain.rolling import Observed, rolled
from scheduler.store import campaigns, sheets
from scheduler.store.campaigns import Campaign
from scheduler.store.sheets import FactSheet

VERIFIED_FOR = timedelta(days=365)  # a number nobody looked at for a year is looked at again
FIGURES_FOR = 2  # years; after that a newer figure has mostly come out
_YEAR = regex.compile(r"(?<![\p{N}\p{L}/.-])(?:19|20)\d{2}(?![\p{N}\p{L}/-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """Something that was true when the campaign was made.

    ``lines`` are of the sheet, or 0; ``sheet`` is its title where the campaign has several.
    """

    what: str
    why: str
    lines: tuple[int, int] = (0, 0)
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    campaign: Campaign
    notes: tuple[str, ...]
    stale: tuple[Stale, ...]


def copy_campaign(
    office: Office, member: Member, campaign_id: int, *, year: int | None = None, name: str = ""
) -> Copied:
    """Set up the same campaign in another year (the next one when none is named).

    Its own and its anchors' observances give the days where they are named; everything else
    keeps its dates. The newest version of each fact sheet is used. No post is copied: planning
    makes them anew, and people approve them anew.
    """
    member.needs(Permission.PLAN)
    with office.sessions() as session:
        old = campaign_of(session, member, campaign_id)
        years = (year or old.first_day.year + 1) - old.first_day.year
        if years < 1:
            raise ActionError(
                f"The campaign is of {old.first_day.year}; a copy goes to a later year.",
                f"Name {old.first_day.year + 1} or another year to come.",
            )
        rules = Rules.from_json(old.rules)
        observed = dict(_observed(session, member, old, rules, years))
        newest = [_newest(session, member, one) for one in old.sheets]
        channel_ids = campaigns.channel_ids(session, campaign_id)
        contacts = _contacts(office, session, member, old, [sheet for sheet, _ in newest])
    found = rolled((old.first_day, old.last_day), rules, years, observed)
    copy = create_campaign(
        office,
        member,
        NewCampaign(
            name=name or _renamed(old.name, old.first_day.year, years),
            sheets=tuple(chosen for _, chosen in newest),
            brand_kit_id=old.brand_kit_id,
            channel_ids=channel_ids,
            first_day=found.first_day,
            last_day=found.last_day,
            zone=old.zone,
            template=old.template,
            rules=found.rules,
            hashtags=tuple(
                tag.replace(str(old.first_day.year), str(found.first_day.year))
                for tag in old.hashtags
            ),
            link=old.link,
            country=old.country or "",
        ),
    )
    notes = found.notes
    for (sheet, _), before in zip(newest, old.sheets, strict=True):
        if sheet.id != before.fact_sheet_id:
            use = f"The copy uses version {sheet.version} of {sheet.name!r}, the newest."
            notes = (*notes, use)
    stale = list(stale_contacts(contacts, found.last_day))
    for sheet, _ in newest:
        name = sheet.title if len(newest) > 1 else ""
        stale += stale_items(from_json(dict(sheet.extraction)), found.last_day, name)
    return Copied(campaign=copy, notes=notes, stale=tuple(stale))


def stale_contacts(contacts: tuple[Contact, ...], until: date) -> Iterator[Stale]:
    """Yield whom to ask before they are named again in a campaign that ends ``until``."""
    for contact in contacts:
        if contact.expires_on is not None and contact.expires_on <= until:
            why = f"it expires on {contact.expires_on}: confirm it and give it a new date."
            yield Stale(what=contact.name, why=why, lines=contact.lines)
        elif contact.verified_on is None or contact.verified_on + VERIFIED_FOR < until:
            since = f"since {contact.verified_on}" if contact.verified_on else "ever"
            why = f"nobody verified it {since}: try it and note the date."
            yield Stale(what=contact.name, why=why, lines=contact.lines)


def stale_items(extraction: Extraction, until: date, sheet: str = "") -> Iterator[Stale]:
    """Yield what should be looked at before it is said again; ``sheet`` where there are several."""
    for item in extraction.items:
        years = [int(found) for found in _YEAR.findall(item.text)]
        if years and max(years) <= until.year - FIGURES_FOR:
            why = f"it names {max(years)}: look for a newer figure, or leave it out."
            yield Stale(what=item.text, why=why, lines=item.lines, sheet=sheet)


def _observed(
    session: Session, member: Member, old: Campaign, rules: Rules, years: int
) -> Iterator[tuple[str, Observed]]:
    for name in {rules.observance, *(anchor.observance for anchor in rules.anchors)} - {""}:
        observance = find_observance(session, member, name)
        then = when(observance, old.first_day.year)
        now = when(observance, old.first_day.year + years)
        yield (
            name,
            Observed(then=(then.first_day, then.last_day), now=(now.first_day, now.last_day)),
        )


def _newest(
    session: Session, member: Member, chosen: CampaignSheet
) -> tuple[FactSheet, CampaignSheet]:
    """Return the newest version of a sheet, and what was chosen of it in its words."""
    sheet = sheet_of(session, member, chosen.fact_sheet_id)
    newest = sheets.latest(session, member.organization_id, sheet.name) or sheet
    then, now = from_json(dict(sheet.extraction)), from_json(dict(newest.extraction))
    renamed = compare(then, now).renamed() if newest.id != sheet.id else {}
    return newest, chosen.of_version(newest.id, renamed)


def _contacts(
    office: Office, session: Session, member: Member, old: Campaign, used: Sequence[FactSheet]
) -> tuple[Contact, ...]:
    brand = materials.open_brand(brand_of(session, member, old.brand_kit_id), office.media)
    own = {(contact.role, contact.region) for contact in brand.contacts}
    of_sheets = (one for sheet in used for one in from_json(dict(sheet.extraction)).contacts)
    kept = {contact: None for contact in of_sheets if (contact.role, contact.region) not in own}
    return (*brand.contacts, *kept)


def _renamed(name: str, year: int, years: int) -> str:
    if str(year) in name:
        return name.replace(str(year), str(year + years))
    return f"{name} {year + years}"
