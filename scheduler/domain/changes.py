"""What differs between a post as it was decided on and as it is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PARTS = ("caption", "link", "language", "opens", "closes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``what`` is caption, alt_text, picture, link, language, opens, closes or channel.

    Pictures are given by their SHA-256, times as ISO instants in UTC; empty means there was none.
    """

    channel: str
    what: str
    before: str
    after: str


def changes(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> tuple[Change, ...]:
    """Compare two snapshots of a post (see ``scheduler.store.snapshots``), channel by channel."""
    old = {str(one["channel"]): one for one in before}
    new = {str(one["channel"]): one for one in after}
    found: list[Change] = []
    for channel in dict.fromkeys((*old, *new)):
        if channel not in new or channel not in old:
            found.append(_appeared(channel, old.get(channel), new.get(channel)))
        else:
            found += _within(channel, old[channel], new[channel])
    return tuple(found)


def _appeared(channel: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Change:
    return Change(
        channel=str((old or new or {}).get("name", channel)),
        what="channel",
        before=str(old["caption"]) if old else "",
        after=str(new["caption"]) if new else "",
    )


def _within(channel: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    name = str(new.get("name", channel))
    for part in PARTS:
        if old[part] != new[part]:
            yield Change(channel=name, what=part, before=str(old[part]), after=str(new[part]))
    pictures = max(len(old["pictures"]), len(new["pictures"]))
    for place in range(pictures):
        picture, alt_text = _picture(old["pictures"], place)
        now_picture, now_alt_text = _picture(new["pictures"], place)
        if picture != now_picture:
            yield Change(channel=name, what="picture", before=picture, after=now_picture)
        if alt_text != now_alt_text:
            yield Change(channel=name, what="alt_text", before=alt_text, after=now_alt_text)


def _picture(pictures: Sequence[Sequence[str]], place: int) -> tuple[str, str]:
    return (pictures[place][0], pictures[place][1]) if place < len(pictures) else ("", "")
