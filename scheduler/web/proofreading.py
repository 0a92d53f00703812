"""A post as a reviewer should see it: what leaves, beside what its source says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from content.captions.counting import measure
from content.captions.limits import limit_for
from content.captions.model import CaptionError, Length
from content.checks.model import Finding, Severity
from scheduler.actions.noting import notes_of
from scheduler.domain.delivery import State
from scheduler.domain.digest import post_digest
from scheduler.store.channels import Channel
from scheduler.store.contents import DeliveryContent, StoredPicture
from scheduler.store.post_page import PostPage
from scheduler.web import comparing
from scheduler.web.comparing import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionProof:
    """One wording and everywhere it goes. ``lengths`` by platform, where that has a limit."""

    text: str
    platforms: tuple[str, ...]
    channels: tuple[str, ...]
    runs: tuple[Run, ...]
    lengths: tuple[tuple[str, Length], ...]
    says_source: bool
    notes: tuple[str, ...]

    @property
    def fits(self) -> bool:
        return all(length.fits for _, length in self.lengths)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureProof:
    """``alt_says_source`` and ``left_out`` compare the alt text; ``says_source`` the card."""

    picture: StoredPicture
    format: str
    says_source: bool
    alt_says_source: bool
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    digest: str
    captions: tuple[CaptionProof, ...]
    pictures: tuple[PictureProof, ...]
    findings: tuple[Finding, ...]
    times: tuple[tuple[str, tuple[str, ...]], ...]  # wall time and the channels it goes to then

    @property
    def card_says_source(self) -> bool:
        return bool(self.pictures) and all(proof.says_source for proof in self.pictures)


def proofread(
    page: PostPage, channels: Sequence[Channel], findings: Sequence[Finding] = ()
) -> Proof:
    going = [found for found in page.contents if found.delivery.state is not State.CANCELLED]
    sentences = [source.text for source in page.sources]
    own = {channel.id: channel for channel in channels}
    return Proof(
        digest=post_digest(content.digest() for content in page.contents),
        captions=_captions(going, sentences, own),
        pictures=_pictures(going, sentences),
        findings=_worst_first(findings),
        times=_times(going),
    )


def length_of(text: str, platform: str, channels: Sequence[Channel] = ()) -> Length | None:
    """Measure as the platform counts, within what its servers said; None where nothing limits."""
    try:
        limit = limit_for(platform)
    except CaptionError:
        return None
    said = [
        int(channel.limits["max_characters"])
        for channel in channels
        if channel.platform == platform and channel.limits.get("max_characters")
    ]
    if said:
        limit = replace(limit, limit=min([limit.limit, *said]))
    return measure(text, limit)


def _captions(
    going: Sequence[DeliveryContent], sentences: Sequence[str], own: Mapping[int, Channel]
) -> tuple[CaptionProof, ...]:
    by_text: dict[str, list[DeliveryContent]] = {}
    for content in going:
        by_text.setdefault(content.caption, []).append(content)
    return tuple(_caption(text, group, sentences, own) for text, group in by_text.items())


def _caption(
    text: str,
    group: Sequence[DeliveryContent],
    sentences: Sequence[str],
    own: Mapping[int, Channel],
) -> CaptionProof:
    platforms = tuple(dict.fromkeys(content.platform for content in group))
    channels = [own[c.delivery.channel_id] for c in group if c.delivery.channel_id in own]
    measured = ((platform, length_of(text, platform, channels)) for platform in platforms)
    return CaptionProof(
        text=text,
        platforms=platforms,
        channels=tuple(content.channel_name for content in group),
        runs=comparing.runs(text, sentences),
        lengths=tuple((platform, length) for platform, length in measured if length is not None),
        says_source=comparing.says_all(text, sentences),
        notes=notes_of(text),
    )


def _pictures(
    going: Sequence[DeliveryContent], sentences: Sequence[str]
) -> tuple[PictureProof, ...]:
    shown = {
        picture.sha256: (picture, content.delivery.format)
        for content in going
        for picture in content.pictures
    }
    return tuple(
        PictureProof(
            picture=picture,
            format=name,
            says_source=comparing.says_all(picture.words, sentences),
            alt_says_source=comparing.says_all(picture.alt_text, sentences),
            left_out=comparing.missing(picture.alt_text, picture.words),
        )
        for picture, name in shown.values()
    )


def _worst_first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    order = list(Severity)
    return tuple(sorted(dict.fromkeys(findings), key=lambda found: order.index(found.severity)))


def _times(going: Sequence[DeliveryContent]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    times: dict[str, list[str]] = {}
    for content in sorted(going, key=lambda content: content.delivery.due_at):
        times.setdefault(content.delivery.local_time, []).append(content.channel_name)
    return tuple((local, tuple(names)) for local, names in times.items())
