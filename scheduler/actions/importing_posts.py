"""Bring in a campaign that was planned in a table: drafts, once every line of it is right."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from content.captions.counting import measure
from content.captions.limits import limit_for
from content.cards.model import SIZES, Format
from content.factsheets.model import Kind
from content.packs.posts_table import TablePost, read_posts
from content.packs.tables_read import TableError
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.producing import format_of
from scheduler.domain.campaign import Rules
from scheduler.domain.planning_slots import Slot, slot_at
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import local_text
from scheduler.store import channels, posts, sheets
from scheduler.store.campaigns import Campaign
from scheduler.store.channels import Channel
from scheduler.store.posts import NewAsset, NewDelivery, NewPost

LARGEST_IMAGE = 20_000_000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    office: Office
    member: Member
    campaign: Campaign
    channels: Sequence[Channel]
    folder: Path
    language: str


def import_posts(
    office: Office, member: Member, campaign_id: int, data: bytes, folder: Path
) -> int:
    """Make a draft of every line; return how many.

    Pictures are files in ``folder``. Raises ``ActionError`` naming every line that is wrong; then
    nothing is stored.
    """
    member.needs(Permission.WRITE)
    with office.sessions() as session:
        campaign = campaign_of(session, member, campaign_id)
        sheet = sheets.sheet(session, member.organization_id, campaign.fact_sheet_id)
        desk = _Desk(
            office=office,
            member=member,
            campaign=campaign,
            channels=channels.of_campaign(session, campaign_id),
            folder=folder,
            language=(sheet.language if sheet else "") or "en",
        )
    try:
        rows = read_posts(data)
    except TableError as error:
        raise ActionError(str(error), "Nothing was stored.") from error
    problems: list[str] = []
    made: list[NewPost] = []
    for row in rows:
        try:
            made.append(_post(desk, row))
        except ValueError as error:
            problems.append(f"Line {row.line}: {error}")
    if problems:
        more = f" And {len(problems) - 5} more." if len(problems) > 5 else ""  # noqa: PLR2004  # what fits on a screen
        raise ActionError(f"{' '.join(problems[:5])}{more}", "Nothing was stored.")
    with office.sessions.begin() as session:
        for new in made:
            posts.add(session, new, at=office.now())
    return len(made)


def _post(desk: _Desk, row: TablePost) -> NewPost:
    going = [channel for channel in desk.channels if channel.platform == row.platform]
    if not going:
        raise ValueError(f"the campaign has no channel on {row.platform}.")
    length = measure(row.caption, limit_for(row.platform))
    if not length.fits:
        raise ValueError(
            f"the caption is {length.length} long where {row.platform} takes {length.limit}."
        )
    rules = Rules.from_json(dict(desk.campaign.rules))
    told = f"{row.local}{row.platform}{row.caption}".encode("utf-8", "surrogatepass")
    key = f"table-{hashlib.sha256(told).hexdigest()[:16]}"
    slot = slot_at(
        key,
        row.local,
        desk.campaign.zone,
        late_hours=rules.late_hours,
        reason=f"line {row.line} of the table",
    )
    if not desk.campaign.first_day <= row.local.date() <= desk.campaign.last_day:
        raise ValueError(
            f"{row.local.date()} is outside the campaign, which runs from "
            f"{desk.campaign.first_day} to {desk.campaign.last_day}."
        )
    if slot.due_at <= desk.office.now():
        raise ValueError(f"{row.local:%Y-%m-%d %H:%M} has passed.")
    return NewPost(
        organization_id=desk.member.organization_id,
        campaign_id=desk.campaign.id,
        plan_key=key,
        kind=row.label.replace(" ", "_") if row.label.replace(" ", "_") in set(Kind) else Kind.FACT,
        title=row.caption.splitlines()[0][:300],
        language=desk.language,
        link=row.link,
        reason=slot.reason,
        author_id=desk.member.person_id,
        sources=[],
        assets=[
            _asset(desk, name, alt_text, place, format_of(going[0]))
            for place, (name, alt_text) in enumerate(zip(row.images, row.alt_texts, strict=True))
        ],
        captions=[(row.platform, row.caption)],
        deliveries=[_delivery(channel, slot) for channel in going],
    )


def _delivery(channel: Channel, slot: Slot) -> NewDelivery:
    return NewDelivery(
        channel_id=channel.id,
        key=secrets.token_hex(16),
        due_at=slot.due_at,
        local_time=local_text(slot.local),
        zone=slot.zone,
        window_opens=slot.window_opens,
        window_closes=slot.window_closes,
        format=format_of(channel),
    )


def _asset(desk: _Desk, name: str, alt_text: str, position: int, shape: Format) -> NewAsset:
    path = (desk.folder / name).resolve()
    if not path.is_relative_to(desk.folder.resolve()) or not path.is_file():
        raise ValueError(f"there is no picture {name!r} beside the table.")
    if path.stat().st_size > LARGEST_IMAGE:
        raise ValueError(f"{name} has more than {LARGEST_IMAGE // 1_000_000} MB.")
    data = path.read_bytes()
    try:
        with Image.open(BytesIO(data)) as image:
            width, height = image.size
            mime_type = Image.MIME.get(image.format or "", "")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        mime_type, (width, height) = "", SIZES[shape]
    if mime_type not in {"image/png", "image/jpeg", "image/webp"}:
        raise ValueError(f"{name} is no PNG, JPEG or WebP picture.")
    return NewAsset(
        format=shape,
        position=position,
        sha256=desk.office.media.put(data),
        mime_type=mime_type,
        width=width,
        height=height,
        alt_text=alt_text,
        words=alt_text,
        template="",
    )
