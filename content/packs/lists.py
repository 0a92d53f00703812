"""The pack's words as files people open: captions, contacts, sources, terms, a calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from content.calendar_file import Entry, calendar_file
from content.packs.model import PackContent, Written
from content.packs.tables import for_people


def word_files(content: PackContent, written: Sequence[Written]) -> Iterator[tuple[str, bytes]]:
    """Yield every file of words with its name in the pack."""
    for language in dict.fromkeys(one.card.language for one in written):
        here = [one for one in written if one.card.language == language]
        for platform in content.platforms:
            text = _captions(here, platform)
            if text:
                yield f"captions/{language}/{platform}.txt", text.encode("utf-8", "replace")
    yield "captions/captions.csv", _table(written)
    yield "contacts.csv", _contacts(content)
    yield "SOURCES.txt", _sources(content, written).encode("utf-8", "replace")
    yield "TERMS.txt", f"{content.terms}\n\n{content.credit}\n".encode("utf-8", "replace")
    if content.campaign and any(one.card.local for one in written):
        yield "calendar.ics", _calendar(content, written)


def _captions(written: Sequence[Written], platform: str) -> str:
    parts = []
    for one in written:
        for caption in one.card.captions:
            if caption.platform == platform:
                when = f" | {one.card.local:%Y-%m-%d %H:%M}" if one.card.local else ""
                head = f"=== {one.number:03d} {one.card.headline[:80]}{when} ==="
                parts.append(f"{head}\n\n{caption.text}\n\nAlt text: {one.card.alt_text}\n")
    return "\n\n".join(parts)


def _table(written: Sequence[Written]) -> bytes:
    header = ("number", "date", "kind", "platform", "language", "caption", "alt_text", "pictures")
    return for_people(
        header,
        (
            (
                one.number,
                f"{one.card.local:%Y-%m-%d %H:%M}" if one.card.local else "",
                one.card.kind,
                caption.platform,
                one.card.language,
                caption.text,
                one.card.alt_text,
                " ".join(file.name for files in one.pictures.values() for file in files),
            )
            for one in written
            for caption in one.card.captions
        ),
    )


def _contacts(content: PackContent) -> bytes:
    header = ("name", "role", "phone", "text", "web", "region", "verified_on", "expires_on")
    return for_people(
        header,
        (
            (
                contact.name,
                contact.role,
                contact.phone_printed or contact.phone,
                f"{' or '.join(contact.text_code.keywords)} to {contact.text_code.number}"
                if contact.text_code
                else "",
                contact.url,
                contact.region,
                contact.verified_on or "not yet verified",
                contact.expires_on or "",
            )
            for contact in content.contacts
        ),
    )


def _sources(content: PackContent, written: Sequence[Written]) -> str:
    by_key = {item.key: item for item in content.extraction.items}
    lines = [
        content.credit,
        f"Fact sheet: {content.sheet_name or content.extraction.title}",
        f"SHA-256 of the fact sheet: {content.extraction.sha256}",
        "",
    ]
    for one in written:
        lines.append(f"{one.number:03d} {one.card.headline}")
        for key in one.card.item_keys:
            if key in by_key:
                item = by_key[key]
                where = f"{one.card.sheet}, lines" if one.card.sheet else "lines"
                lines.append(f"    {where} {item.lines[0]}-{item.lines[1]}: {item.text}")
    return "\n".join(lines) + "\n"


def _calendar(content: PackContent, written: Sequence[Written]) -> bytes:
    campaign = content.campaign
    assert campaign is not None
    return calendar_file(
        campaign.name,
        [
            Entry(
                uid=f"{content.extraction.sha256[:16]}-{one.card.key}",
                title=one.card.headline,
                starts=one.card.local,
                zone=campaign.zone,
                text="\n\n".join(
                    f"{caption.platform}: {caption.text}" for caption in one.card.captions
                ),
            )
            for one in written
            if one.card.local
        ],
    )
