"""Bring in a campaign that was planned in a table: drafts, once every line of it is right."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, UnidentifiedImageError

from content.captions.counting import measure
from content.captions.limits import limit_for
from content.cards.metadata import alt_text_in
from content.cards.model import SIZES, Format
from content.factsheets.model import Kind
from content.packs.posts_table import TablePost, line_of
from content.packs.posts_table import look_at_posts as read_table_of_posts
from content.packs.tables_read import TableError
from scheduler.actions.finding import campaign_of
from scheduler.actions.office import ActionError, Member, Office
from scheduler.actions.producing import format_of
from scheduler.domain.campaign import Rules
from scheduler.domain.planning_slots import Slot, slot_at
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import local_text
from scheduler.store import channels, plans, posts, sheets
from scheduler.store.campaigns import Campaign
from scheduler.store.channels import Channel
from scheduler.store.media import MediaStore
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a table would become: each draft by its line, and every line that is wrong.

    ``layout`` is whose table it is: "plain", or another scheduler's.
    """

    layout: str
    drafts: tuple[tuple[int, NewPost], ...]
    problems: tuple[str, ...]


def import_posts(
    office: Office, member: Member, campaign_id: int, data: bytes, folder: Path, platform: str = ""
) -> int:
    """Make a draft of every line; return how many.

    Pictures are files in ``folder``; ``platform`` is where posts go of a table that names none.
    Raises ``ActionError`` naming lines that are wrong; then nothing is stored.
    """
    made = _read(office, member, campaign_id, data, folder, platform)
    with office.sessions.begin() as session:
        for new in made:
            posts.add(session, new, at=office.now())
    return len(made)


def look_at_posts(
    office: Office, member: Member, campaign_id: int, data: bytes, folder: Path, platform: str = ""
) -> tuple[NewPost, ...]:
    """Return the drafts ``import_posts`` would make, keeping nothing; it raises as that does."""
    with _nothing_kept(office) as aside:
        return tuple(_read(aside, member, campaign_id, data, folder, platform))


def look_over(
    office: Office, member: Member, campaign_id: int, data: bytes, folder: Path, platform: str = ""
) -> Look:
    """Return the drafts that right lines would become, and what is wrong with every other one.

    Keeps nothing. Raises ``ActionError`` for a file that is no table of posts at all.
    """
    with _nothing_kept(office) as aside:
        return _look(aside, member, campaign_id, data, folder, platform)


@contextmanager
def _nothing_kept(office: Office) -> Iterator[Office]:
    with TemporaryDirectory() as aside:
        yield replace(office, media=MediaStore(Path(aside)))


def _read(
    office: Office, member: Member, campaign_id: int, data: bytes, folder: Path, platform: str
) -> list[NewPost]:
    found = _look(office, member, campaign_id, data, folder, platform)
    if problems := found.problems:
        more = f" And {len(problems) - 5} more." if len(problems) > 5 else ""  # noqa: PLR2004  # what fits on a screen
        raise ActionError(f"{' '.join(problems[:5])}{more}", "Nothing was stored.")
    return [new for _line, new in found.drafts]


def _look(
    office: Office, member: Member, campaign_id: int, data: bytes, folder: Path, platform: str
) -> Look:
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
        there = plans.keys(session, campaign_id)
    try:
        read = read_table_of_posts(data, platform)
    except TableError as error:
        raise ActionError(str(error), "Nothing was stored.") from error
    problems = list(read.problems)
    made: list[tuple[int, NewPost]] = []
    for row in read.posts:
        try:
            new = _post(desk, row)
            if new.plan_key in there or any(new.plan_key == one.plan_key for _, one in made):
                raise ValueError("the same post is there already, at the same time.")  # noqa: TRY301  # told with its line
            made.append((row.line, new))
        except ValueError as error:
            problems.append(f"Line {row.line}: {error}")
    return Look(
        layout=read.layout, drafts=tuple(made), problems=tuple(sorted(problems, key=line_of))
    )


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
        assets=_assets(desk, row, format_of(going[0])),
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


def _assets(desk: _Desk, row: TablePost, shape: Format) -> list[NewAsset]:
    """Read the pictures; where the table's layout has no alt texts, those inside them hold."""
    alt_texts = row.alt_texts or ("",) * len(row.images)
    return [
        _asset(desk, name, alt_text, place, shape)
        for place, (name, alt_text) in enumerate(zip(row.images, alt_texts, strict=True))
    ]


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
    alt_text = alt_text or alt_text_in(data)
    if not alt_text:
        raise ValueError(f"{name} has no alt text, neither in the table nor in the picture.")
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
