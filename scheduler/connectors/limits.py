"""Refuses what a platform does not take, before anything is uploaded, and never drops a part."""

from __future__ import annotations

from dataclasses import replace

from scheduler.connectors.base import Capabilities, Outgoing, Picture, SendError, Verdict


def refuse_what_does_not_fit(outgoing: Outgoing, takes: Capabilities, title: str) -> None:
    """Raise ``PERMANENT`` with the reason where pictures are too many, too heavy or unreachable."""
    if len(outgoing.pictures) > takes.max_images:
        raise _refusal(
            f"{title} takes {takes.max_images} pictures in one post; this one has "
            f"{len(outgoing.pictures)}. Split the post or leave some out."
        )
    for number, picture in enumerate(outgoing.pictures, start=1):
        _refuse_picture(picture, f"Picture {number}", takes, title)


def _refuse_picture(picture: Picture, name: str, takes: Capabilities, title: str) -> None:
    if picture.mime_type not in takes.mime_types:
        raise _refusal(
            f"{title} takes {_kinds(takes)}; {name.lower()} is {_kind(picture.mime_type)}. "
            "Render it anew for this platform."
        )
    if len(picture.data) > takes.max_image_bytes:
        raise _refusal(
            f"{name} has {len(picture.data):,} bytes; {title} takes {takes.max_image_bytes:,}. "
            "What was approved is not changed on the way: render it as JPEG and approve that."
        )
    if takes.max_alt_text is not None and len(picture.alt_text) > takes.max_alt_text:
        raise _refusal(
            f"The alt text of {name.lower()} has {len(picture.alt_text):,} characters; "
            f"{title} takes {takes.max_alt_text:,}. Shorten it."
        )
    if takes.needs_public_media and not picture.url:
        raise _refusal(
            f"{title} fetches pictures by itself and needs a public address for them. "
            "Set AWARENESS_PUBLIC_BASE_URL, or hand this post to a person."
        )


def refuse_long_caption(text: str, platform: str, title: str) -> None:
    """Raise ``PERMANENT`` where the platform, counting its own way, would refuse the text."""
    # Imported here: a list of platforms needs no counting.
    from content.captions.counting import measure  # noqa: PLC0415
    from content.captions.limits import limit_for  # noqa: PLC0415
    from content.captions.model import CaptionError  # noqa: PLC0415

    try:
        measured = measure(text, replace(limit_for(platform), threads=False))
    except CaptionError as error:
        raise _refusal(f"The caption cannot be sent: {error}.") from None
    if not measured.fits:
        refuse_length(measured.length, measured.limit, title)


def refuse_length(length: int, takes: int, title: str, what: str = "caption") -> None:
    """Raise ``PERMANENT`` where ``length`` is more than ``takes``."""
    if length > takes:
        raise _refusal(
            f"The {what} has {length:,} characters; {title} takes {takes:,}. Shorten it."
        )


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _kind(mime_type: str) -> str:
    return mime_type.rpartition("/")[2].upper()


def _kinds(takes: Capabilities) -> str:
    return " and ".join(_kind(mime_type) for mime_type in takes.mime_types)


def _refusal(sentence: str) -> SendError:
    return SendError(Verdict.PERMANENT, sentence)
