"""Take another organization's pack in: drafts of a new campaign, never approved, never at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from content.factsheets.model import Extraction
from content.factsheets.serial import from_json
from content.packs.archive import Reader, Source, opened
from content.packs.comparing import PackChange, compare
from content.packs.model import Manifest, PackError
from content.packs.rebranding import stale_contacts
from content.packs.verifying import verify_open
from scheduler.actions import pack_sheets
from scheduler.actions.campaigning import NewCampaign, create_campaign
from scheduler.actions.finding import campaign_of, channel_of, post_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.producing import format_of
from scheduler.actions.reviewing import void
from scheduler.domain.campaign import Rules
from scheduler.domain.delivery import State
from scheduler.domain.planning import plan
from scheduler.domain.planning_calendar import Period
from scheduler.domain.planning_slots import Part, PlanError, Slot, an_item, slot_at
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import local_text
from scheduler.store import assets, channels, deliveries, packs, posts
from scheduler.store.channels import Channel
from scheduler.store.media import MediaStore
from scheduler.store.posts import NewAsset, NewDelivery, NewPost, SourceSentence

_LACKS = "The pack's manifest lacks what an import needs: ask its publisher for a newer pack."


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver:
    """Where a pack is to go. Days and zone are the pack's own where none are named."""

    name: str
    brand_kit_id: int
    channel_ids: tuple[int, ...]
    zone: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """``notes`` say what is stale in the pack and what could not come along."""

    campaign_id: int
    posts: int
    signer: str
    notes: tuple[str, ...]


def take_over(office: Office, member: Member, source: Source, into: TakeOver) -> TakenOver:
    """Make a campaign of drafts from a pack.

    Raises ``ActionError`` naming the first thing wrong with the pack, before anything is stored.
    """
    member.needs(Permission.PLAN)
    member.needs(Permission.WRITE)
    try:
        with opened(source) as pack:
            found = verify_open(pack)
            manifest, extraction = found.manifest, from_json(found.manifest.plain["extraction"])
            pictures = _pictures(pack, manifest, office.media)
    except PackError as error:
        raise ActionError(str(error)) from error
    except (KeyError, TypeError, ValueError) as error:
        raise ActionError(_LACKS) from error
    sheet, old = pack_sheets.keep_sheet(office, member, manifest, extraction)
    first, last, zone = _days(office, manifest, into)
    campaign = create_campaign(
        office,
        member,
        NewCampaign(
            name=into.name or manifest.title,
            fact_sheet_id=sheet.id,
            brand_kit_id=into.brand_kit_id,
            channel_ids=into.channel_ids,
            first_day=first,
            last_day=last,
            zone=zone,
        ),
    )
    notes = [
        f"“{name}” is out of date in this pack: check the number before anything is approved."
        for name in stale_contacts(manifest, office.now().date())
    ]
    notes += old
    made = 0
    with office.sessions.begin() as session:
        targets = [channel_of(session, member, number) for number in into.channel_ids]
        rules = Rules.from_json(dict(campaign.rules))
        slots = _slots(manifest, rules, zone, (first, last), office.now())
        for card in manifest.cards:
            slot = slots.get(str(card["key"]))
            if slot is None:
                notes.append(
                    f"“{card['headline']}” has no day left in the campaign: plan it by hand."
                )
                continue
            new, trouble = _post(
                _Maker(
                    member=member,
                    campaign_id=campaign.id,
                    extraction=extraction,
                    pictures=pictures,
                    targets=targets,
                ),
                card,
                slot,
            )
            notes += trouble
            if new is not None:
                posts.add(session, new, at=office.now())
                made += 1
        packs.keep_import(session, campaign.id, manifest.plain, found.signer, at=office.now())
    return TakenOver(campaign_id=campaign.id, posts=made, signer=found.signer, notes=tuple(notes))


def preview_update(
    office: Office, member: Member, campaign_id: int, source: Source
) -> tuple[PackChange, ...]:
    """Return what a newer pack would change in a campaign that was made from an older one."""
    member.needs(Permission.SEE)
    older, newer, _ = _both(office, member, campaign_id, source, keep=False)
    return compare(older, newer)


def update(office: Office, member: Member, campaign_id: int, source: Source) -> tuple[int, ...]:
    """Bring the words and pictures of a newer pack into what has not gone out yet.

    Returns the posts that changed: drafts again, whatever was decided about them, also those the
    newer pack no longer has, and new drafts for the cards it has more. A post of which something
    is out already stays as it is, and so does a caption that a person edited.
    """
    member.needs(Permission.PLAN)
    older, newer, pictures = _both(office, member, campaign_id, source, keep=True)
    before = {str(card["key"]): card for card in older.cards}
    changed, at = [], office.now()
    with office.sessions.begin() as session:
        there = packs.plan_keys(session, campaign_id)
        for card in newer.cards:
            post_id = there.get(str(card["key"]))
            if post_id is None or _same(before.get(str(card["key"])), card):
                continue
            if _is_out(session, post_id):
                continue
            post = post_of(session, member, post_id, lock=True)
            assets.replace(session, post_id, _assets(card, pictures))
            for caption in card["captions"]:
                posts.refresh_caption(
                    session, post_id, str(caption["platform"]), str(caption["text"])
                )
            void(session, member, post, at=at, note="a newer pack was taken over")
            changed.append(post_id)
        fresh = [card for card in newer.cards if str(card["key"]) not in there]
        changed += _add(office, session, member, campaign_id, newer, fresh, pictures)
        kept = {str(card["key"]) for card in newer.cards}
        for key in before.keys() - kept:
            # What its publisher took out must not go out on an approval given before.
            post_id = there.get(key)
            if post_id is not None and not _is_out(session, post_id):
                post = post_of(session, member, post_id, lock=True)
                void(session, member, post, at=at, note="a newer pack no longer has it")
                changed.append(post_id)
        packs.keep_import(session, campaign_id, newer.plain, "", at=at)
    return tuple(changed)


def _add(  # noqa: PLR0913, PLR0917  # what a draft is made of
    office: Office,
    session: Session,
    member: Member,
    campaign_id: int,
    newer: Manifest,
    fresh: Sequence[Mapping[str, Any]],
    pictures: Mapping[str, NewAsset],
) -> list[int]:
    """Make drafts of the cards a newer pack has more, on the days that are left."""
    campaign = campaign_of(session, member, campaign_id)
    days = (campaign.first_day, campaign.last_day)
    if not fresh or campaign.last_day < office.now().date():
        return []
    maker = _Maker(
        member=member,
        campaign_id=campaign_id,
        extraction=from_json(newer.plain["extraction"]),
        pictures=pictures,
        targets=channels.of_campaign(session, campaign_id),
    )
    only = Manifest(plain={**newer.plain, "cards": list(fresh)})
    rules = Rules.from_json(dict(campaign.rules))
    slots = _slots(only, rules, campaign.zone, days, office.now())
    made = []
    for card in fresh:
        slot = slots.get(str(card["key"]))
        new, _ = _post(maker, card, slot) if slot else (None, [])
        if new is not None:
            made.append(posts.add(session, new, at=office.now()))
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    member: Member
    campaign_id: int
    extraction: Extraction
    pictures: Mapping[str, NewAsset]
    targets: Sequence[Channel]


def _both(
    office: Office, member: Member, campaign_id: int, source: Source, *, keep: bool
) -> tuple[Manifest, Manifest, Mapping[str, NewAsset]]:
    with office.sessions() as session:
        campaign_of(session, member, campaign_id)
        plain = packs.imported(session, campaign_id)
    if plain is None:
        raise ActionError(
            "This campaign was not made from a pack.", "Import the pack as a new one."
        )
    try:
        with opened(source) as pack:
            newer = verify_open(pack).manifest
            pictures = _pictures(pack, newer, office.media) if keep else {}
    except PackError as error:
        raise ActionError(str(error)) from error
    except (KeyError, TypeError, ValueError) as error:
        raise ActionError(_LACKS) from error
    return Manifest(plain=plain), newer, pictures


def _pictures(pack: Reader, manifest: Manifest, media: MediaStore) -> dict[str, NewAsset]:
    """Keep every picture of a pack, and return them by their name in it."""
    kept: dict[str, NewAsset] = {}
    for card in manifest.cards:
        places: dict[str, int] = {}
        for picture in card["pictures"]:
            name, shape = str(picture["file"]), str(picture["format"])
            data = pack.read(name)
            with Image.open(BytesIO(data)) as image:
                width, height = image.size
                mime_type = Image.MIME.get(image.format or "", "")
            if mime_type not in {"image/png", "image/jpeg", "image/webp"}:
                raise PackError(f"{name} is no picture that can be posted.")
            kept[name] = NewAsset(
                format=shape,
                position=places.get(shape, 0),
                sha256=media.put(data),
                mime_type=mime_type,
                width=width,
                height=height,
                alt_text=str(picture["alt_text"]),
                words=str(picture["alt_text"]),
                template=str(manifest.plain["template"]),
            )
            places[shape] = places.get(shape, 0) + 1
    return kept


def _assets(card: Mapping[str, Any], pictures: Mapping[str, NewAsset]) -> list[NewAsset]:
    return [pictures[str(picture["file"])] for picture in card["pictures"]]


def _days(office: Office, manifest: Manifest, into: TakeOver) -> tuple[date, date, str]:
    given = manifest.plain["campaign"] or {}
    first = into.first_day or (date.fromisoformat(given["first_day"]) if given else None)
    last = into.last_day or (date.fromisoformat(given["last_day"]) if given else None)
    zone = into.zone or str(given.get("zone", ""))
    if first is None or last is None or not zone:
        raise ActionError(
            "The pack has no dates of its own.", "Name the first and last day and the zone."
        )
    if last < office.now().date():
        raise ActionError(f"The pack's campaign ended on {last}.", "Name days to come.")
    return first, last, zone


def _slots(
    manifest: Manifest, rules: Rules, zone: str, days: tuple[date, date], now: datetime
) -> dict[str, Slot]:
    """Give each card the time it has in the pack; the planner places those that have none.

    A pack whose days are over is moved as a whole to begin on the campaign's first day.
    """
    first, last = days
    given = {
        str(card["key"]): datetime.fromisoformat(card["local"])
        for card in manifest.cards
        if card["local"]
    }
    begins = min(given.values()).date() if given else first
    shift = max(first - begins, timedelta())
    kept = [
        slot_at(key, local + shift, zone, late_hours=rules.late_hours, reason="as in the pack")
        for key, local in given.items()
    ]
    kept = [one for one in kept if first <= one.local.date() <= last and one.due_at > now]
    items = [
        an_item(str(card["key"]), str(card["kind"]), _part(str(card["key"])))
        for card in manifest.cards
    ]
    period = Period(first_day=first, last_day=last, zone=zone, not_before=now)
    try:
        made = plan(items, rules, period, kept)
    except PlanError as error:
        raise ActionError(str(error)) from error
    return {slot.item_key: slot for slot in made.slots}


def _part(key: str) -> Part:
    return Part(key) if key in {Part.OPENER, Part.CLOSER} else Part.ITEM


def _post(maker: _Maker, card: Mapping[str, Any], slot: Slot) -> tuple[NewPost | None, list[str]]:
    written = {str(one["platform"]): str(one["text"]) for one in card["captions"]}
    shapes = {str(picture["format"]) for picture in card["pictures"]}
    going = [
        channel
        for channel in maker.targets
        if channel.platform in written and format_of(channel) in shapes
    ]
    left = [channel.name for channel in maker.targets if channel not in going]
    trouble = [
        f"“{card['headline']}” is not for {name}: the pack has no caption or picture for it."
        for name in left
    ]
    if not going:
        return None, trouble
    by_key = {item.key: item for item in maker.extraction.items}
    new = NewPost(
        organization_id=maker.member.organization_id,
        campaign_id=maker.campaign_id,
        plan_key=str(card["key"]),
        kind=str(card["kind"]),
        title=str(card["headline"])[:300],
        language=str(card["language"]),
        link="",
        reason=slot.reason,
        author_id=maker.member.person_id,
        sources=[
            SourceSentence(
                item_key=key,
                text=by_key[key].text,
                first_line=by_key[key].lines[0],
                last_line=by_key[key].lines[1],
            )
            for key in card["item_keys"]
            if key in by_key
        ],
        assets=_assets(card, maker.pictures),
        captions=[
            (platform, text)
            for platform, text in written.items()
            if any(channel.platform == platform for channel in going)
        ],
        deliveries=[
            NewDelivery(
                channel_id=channel.id,
                key=secrets.token_hex(16),
                due_at=slot.due_at,
                local_time=local_text(slot.local),
                zone=slot.zone,
                window_opens=slot.window_opens,
                window_closes=slot.window_closes,
                format=format_of(channel),
            )
            for channel in going
        ],
    )
    return new, trouble


def _same(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> bool:
    """Say whether two cards say and show the same; file names carry a number that may shift."""
    return old is not None and _said(old) == _said(new)


def _said(card: Mapping[str, Any]) -> tuple[object, ...]:
    pictures = [(one["format"], one["sha256"], one["alt_text"]) for one in card["pictures"]]
    captions = [(one["platform"], one["text"]) for one in card["captions"]]
    return card["headline"], card["alt_text"], list(card["item_keys"]), captions, pictures


def _is_out(session: Session, post_id: int) -> bool:
    gone = {State.SENDING, State.PUBLISHED, State.UNCONFIRMED}
    return any(one.state in gone for one in deliveries.of_post(session, post_id))
