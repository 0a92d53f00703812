"""Which fact sheets a campaign is made from, and what of each is in scope."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from sqlalchemy.orm import Session

from content.factsheets.joining import without_said
from content.factsheets.model import Extraction, Item, Kind
from content.factsheets.serial import from_json
from scheduler.actions.finding import campaign_of, sheet_of
from scheduler.actions.office import ActionError, Member, NotFoundError, Office
from scheduler.domain.campaign import Rules
from scheduler.domain.campaign_sheet import CampaignSheet
from scheduler.domain.roles import Permission
from scheduler.store import campaigns
from scheduler.store.campaigns import Campaign
from scheduler.store.sheets import FactSheet

MOST = 20  # a plan of more sheets is a plan nobody reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One sheet of a campaign. ``said_before`` of its items in scope another sheet says too."""

    sheet: FactSheet
    chosen: CampaignSheet
    items: tuple[Item, ...]
    in_scope: int
    said_before: int


def put_sheet(office: Office, member: Member, campaign_id: int, sheet: CampaignSheet) -> Campaign:
    """Add a sheet to a campaign, or choose anew what of one of its sheets is in scope.

    Its posts stay as they are until it is planned again.
    """
    member.needs(Permission.PLAN)
    with office.sessions.begin() as session:
        campaign = campaign_of(session, member, campaign_id)
        there = {one.fact_sheet_id: one for one in campaign.sheets}
        before = there.get(sheet.fact_sheet_id)
        there[sheet.fact_sheet_id] = sheet
        check_sheets(session, member, tuple(there.values()), [before] if before else ())
        campaigns.put_sheets(session, campaign, tuple(there.values()))
        return campaign_of(session, member, campaign_id)


def choose_items(
    office: Office, member: Member, campaign_id: int, sheet_id: int, keys: Collection[str]
) -> Campaign:
    """Take these items of a sheet and no others; what a newer version adds is in scope."""
    member.needs(Permission.PLAN)
    with office.sessions() as session:
        campaign = campaign_of(session, member, campaign_id)
        items = from_json(dict(sheet_of(session, member, sheet_id).extraction)).items
    before = next((one for one in campaign.sheets if one.fact_sheet_id == sheet_id), None)
    wanted = {item.kind for item in items if item.key in keys}
    kinds = before.kinds if before and wanted <= set(before.kinds) else ()
    left = (
        item.key for item in items if item.key not in keys and (not kinds or item.kind in kinds)
    )
    chosen = CampaignSheet(fact_sheet_id=sheet_id, kinds=kinds, leave_out=tuple(left))
    return put_sheet(office, member, campaign_id, chosen)


def remove_sheet(office: Office, member: Member, campaign_id: int, sheet_id: int) -> Campaign:
    """Take a sheet out of a campaign. Posts made from it stay until somebody archives them.

    Raises ``ActionError`` for the last one: a campaign says what a sheet says.
    """
    member.needs(Permission.PLAN)
    with office.sessions.begin() as session:
        campaign = campaign_of(session, member, campaign_id)
        left = tuple(one for one in campaign.sheets if one.fact_sheet_id != sheet_id)
        if len(left) == len(campaign.sheets):
            raise NotFoundError(f"Campaign {campaign_id} does not use fact sheet {sheet_id}.")
        if not left:
            raise ActionError(
                "It is the campaign's only fact sheet.", "Add another one first, then take it out."
            )
        campaigns.put_sheets(session, campaign, left)
        return campaign_of(session, member, campaign_id)


def parts_of(office: Office, member: Member, campaign_id: int) -> tuple[Part, ...]:
    """Return a campaign's sheets in order, the one that opens and closes it first."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        campaign = campaign_of(session, member, campaign_id)
        pairs = [(sheet_of(session, member, one.fact_sheet_id), one) for one in campaign.sheets]
    rules = Rules.from_json(campaign.rules)
    said: list[Item] = []
    parts = []
    for sheet, chosen in pairs:
        whole = from_json(dict(sheet.extraction))
        wanted = in_scope(whole, chosen, rules)
        new = without_said(wanted, said).items
        parts.append(
            Part(
                sheet=sheet,
                chosen=chosen,
                items=whole.items,
                in_scope=len(wanted.items),
                said_before=len(wanted.items) - len(new),
            )
        )
        said += wanted.items
    return tuple(parts)


def in_scope(extraction: Extraction, sheet: CampaignSheet, rules: Rules) -> Extraction:
    """Leave out what the campaign does not want of a sheet."""
    wanted = tuple(
        item
        for item in extraction.items
        if sheet.takes(item.kind, item.key) and rules.in_scope(item.kind, item.key)
    )
    return replace(extraction, items=wanted)


def check_sheets(
    session: Session,
    member: Member,
    sheets: Sequence[CampaignSheet],
    before: Iterable[CampaignSheet] = (),
) -> None:
    """Raise ``ActionError`` for sheets a campaign cannot be made from, with what to change.

    Items that were chosen ``before`` may be gone from the sheet since.
    """
    if len(sheets) > MOST:
        raise ActionError(f"A campaign has {MOST} fact sheets at the most.", "Plan two campaigns.")
    known = {key for one in before for key in (*one.only, *one.leave_out)}
    names: dict[str, int] = {}
    for one in sheets:
        sheet = sheet_of(session, member, one.fact_sheet_id)
        if sheet.name in names:
            raise ActionError(
                f"Fact sheets {names[sheet.name]} and {sheet.id} are the same sheet, {sheet.name}.",
                "Name the newest version, once.",
            )
        names[sheet.name] = sheet.id
        check_kinds(one.kinds)
        items = from_json(dict(sheet.extraction)).items
        keys = [item.key for item in items]
        for key in (*one.only, *one.leave_out):
            if key not in known and key not in keys:
                near = get_close_matches(key, keys, n=1)
                hint = f"Did you mean {near[0]}?" if near else ""
                raise ActionError(
                    f"Fact sheet {sheet.id} has no item {key!r}.",
                    hint or f"'awareness factsheet show {sheet.id}' lists them.",
                )
        if not any(one.takes(item.kind, item.key) for item in items):
            raise ActionError(
                f"Nothing of {sheet.title} is in scope.",
                "Choose more of its kinds or items, or leave the sheet out.",
            )


def check_kinds(kinds: Iterable[str]) -> None:
    """Refuse a kind that is written wrong: it would leave things out without a word."""
    for kind in kinds:
        if kind not in set(Kind):
            near = get_close_matches(kind, list(Kind), n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(Kind)}."
            raise ActionError(f"There is no kind {kind!r}.", hint)
