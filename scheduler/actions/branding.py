"""Brand kits filled in on a page: the fields written as a brand file, the logos kept."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from content.brand import BrandError, BrandKit
from content.brand_file import parse_brand
from scheduler.actions.office import ActionError, Member, Office
from scheduler.domain.roles import Permission
from scheduler.store import sheets
from scheduler.store.sheets import StoredBrand

GROUNDS = ("light", "dark")  # what a logo stands on
MAX_LOGO_BYTES = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandFields:
    """What a person enters. ``logos`` are file names and bytes by the ground they stand on."""

    name: str
    colours: Mapping[str, str]
    footer: str = ""
    url: str = ""
    hashtags: tuple[str, ...] = ()
    logos: Mapping[str, tuple[str, bytes]]


def brand_text(fields: BrandFields) -> str:
    """Write the fields as a brand file."""
    lines = [f"name = {_quoted(fields.name.strip())}"]
    lines += [
        f"{key} = {_quoted(value.strip())}"
        for key, value in (("footer", fields.footer), ("url", fields.url))
        if value.strip()
    ]
    if fields.hashtags:
        lines.append(f"hashtags = [{', '.join(_quoted(tag) for tag in fields.hashtags)}]")
    lines += ["", "[palette]"]
    lines += [f"{key} = {_quoted(value)}" for key, value in fields.colours.items()]
    if fields.logos:
        lines += ["", "[logo]"]
        lines += [f"{ground} = {_quoted(name)}" for ground, (name, _) in fields.logos.items()]
    return "\n".join(lines) + "\n"


def brand_of_fields(fields: BrandFields) -> BrandKit:
    """Return the kit the fields make; ``notes`` say which colours had to be changed to be read.

    Raises ``ActionError`` for what cannot be one.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, data in fields.logos.values():
            if len(data) > MAX_LOGO_BYTES:
                raise ActionError(f"The logo {name} is larger than 2 MB.", "Make it smaller.")
            (Path(folder) / name).write_bytes(data)
        try:
            return parse_brand(brand_text(fields), "the brand kit", Path(folder))
        except BrandError as error:
            raise ActionError(str(error)) from error


def keep_brand(office: Office, member: Member, fields: BrandFields) -> int:
    """Store a brand kit and return its number. Raises ``ActionError`` for what cannot be one."""
    member.needs(Permission.WRITE)
    brand = brand_of_fields(fields)
    files = {name: office.media.put(data) for name, data in fields.logos.values()}
    with office.sessions.begin() as session:
        return sheets.add_brand(
            session,
            StoredBrand(
                id=0,
                organization_id=member.organization_id,
                name=brand.name,
                definition=brand_text(fields),
                files=files,
            ),
            at=office.now(),
        )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML basic string
