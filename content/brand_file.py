"""Reads brand files (TOML beside their logos and fonts) into brand kits."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from content.brand import BrandError, BrandKit, Palette
from content.captions.hashtags import tags
from content.captions.model import CaptionError
from content.cards import colours
from content.cards.colours import AA, WHITE, contrast, luminance, readable, written
from content.cards.directions import plain
from content.cards.fonts import DISPLAY_FAMILIES, bundled, uploaded
from content.cards.model import CardError
from content.cards.pictures import check
from content.cards.tables import Source, Table, parsed
from content.factsheets.model import Contact, ContactRole, TextCode

MAX_FONT_BYTES = 20_000_000
_FONT_ROLES = ("heading", "body")
_FONT_WEIGHTS = {"heading": 900, "body": 400}
_LONGEST_NAME = 60
_PALE = 0.35  # luminance from which a colour may ask the dark one to give way, not the reverse
_DEFAULTS = Palette()


def load_brand(path: Path) -> BrandKit:
    """Read a brand file. Raises ``BrandError`` that names file, line and key, and the way out."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise BrandError(f"{path} is no text file in UTF-8.") from None
    except OSError as error:
        raise BrandError(f"{path}: {error.strerror}.") from None
    return parse_brand(text, str(path), path.parent)


def parse_brand(text: str, name: str, folder: Path) -> BrandKit:
    """Read a brand file's text; the files it names lie in ``folder``.

    Colours that could not be read on each other are changed as little as needed, and ``notes``
    says so. Raises ``BrandError``.
    """
    root = Source(name, text, BrandError).root(parsed(text, name, BrandError))
    palette, notes = _palette(root.table("palette", needed=False))
    logo = root.table("logo", needed=False)
    fonts = root.table("fonts", needed=False)
    handles = root.table("handles", needed=False)
    kit = BrandKit(
        name=_name(root),
        palette=palette,
        logo_light=_logo(logo, "light", folder),
        logo_dark=_logo(logo, "dark", folder),
        fonts=tuple((role, _font(fonts, role, folder)) for role in _FONT_ROLES if fonts.has(role)),
        footer=_printed(root, "footer", ""),
        url=root.checked("url", _check_url, ""),
        qr=root.flag("qr", otherwise=False),
        handles=tuple((key, _printed(handles, key)) for key in handles.names()),
        hashtags=_hashtags(root),
        contacts=tuple(_contact(one, number) for number, one in enumerate(root.tables("contacts"))),
        notes=notes,
    )
    for table in (logo, fonts, handles, root):
        table.done()
    if kit.qr and not kit.url:
        raise root.fail("qr", "is on, but there is no url for the code to lead to")
    return kit


def _hashtags(root: Table) -> tuple[str, ...]:
    """Read the hashtags: one that no platform links would stop every caption."""
    given = tuple(str(one) for one in root.take("hashtags", list, []))
    try:
        tags(given)
    except CaptionError as error:
        raise root.fail("hashtags", str(error).removeprefix("hashtag ")) from error
    return given


def brand_contacts(text: str, name: str) -> tuple[Contact, ...]:
    """Read only the contacts of a brand file: for these no file beside it is needed."""
    root = Source(name, text, BrandError).root(parsed(text, name, BrandError))
    return tuple(_contact(one, number) for number, one in enumerate(root.tables("contacts")))


def default_brand(name: str) -> BrandKit:
    """Return a plain kit for an organization that has none: its name, the default palette."""
    short = re.split(r",\s|\s\(|;\s", name, maxsplit=1)[0].strip()
    return BrandKit(name=short[:_LONGEST_NAME] or "Awareness")


def sample_brand_path() -> Path:
    """Return the brand file of the invented organization that the demo plays."""
    return Path(__file__).parent / "samples" / "brand.toml"


def _name(root: Table) -> str:
    name = _printed(root, "name")
    if not 0 < len(name) <= _LONGEST_NAME:
        raise root.fail("name", f"must have 1 to {_LONGEST_NAME} characters")
    return name


def _printed(table: Table, key: str, otherwise: str | None = None) -> str:
    """Take a text that cards print; refuse characters in it that turn text round."""
    value = table.text(key) if otherwise is None else table.text(key, otherwise)
    try:
        return plain(value, "it")
    except CardError as error:
        raise table.fail(key, f"cannot be used: {str(error).rstrip('.')}") from None


def _check_url(value: str) -> None:
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", value):
        raise ValueError(f"{value!r} is no web address; it must begin with https://")


def _palette(table: Table) -> tuple[Palette, tuple[str, ...]]:
    def check_colour(value: str) -> None:
        colours.parse(value)

    given = {
        key: table.checked(key, check_colour, getattr(_DEFAULTS, key))
        for key in ("dark", "light", "accent", "primary")
    }
    table.done()
    parsed_colours = {key: colours.parse(value) for key, value in given.items()}
    notes: list[str] = []
    light, accent = parsed_colours["light"], parsed_colours["accent"]
    on_dark = {"white": WHITE}
    on_dark |= {
        f"palette.{key} {given[key]}": colour
        for key, colour in (("light", light), ("accent", accent))
        if luminance(colour) >= _PALE
    }
    dark = parsed_colours["dark"] = _darker("dark", parsed_colours["dark"], on_dark, notes)
    parsed_colours["light"] = _lighter("light", light, dark, notes)
    parsed_colours["accent"] = _lighter("accent", accent, dark, notes)
    parsed_colours["primary"] = _darker(
        "primary", parsed_colours["primary"], {"white": WHITE}, notes
    )
    return Palette(**{key: written(value) for key, value in parsed_colours.items()}), tuple(notes)


def _darker(
    key: str, colour: colours.RGB, above: dict[str, colours.RGB], notes: list[str]
) -> colours.RGB:
    """Return the nearest darker colour on which all that lies above it can be read."""
    changed = readable(colour, tuple(above.values()), ways=(-1,))
    worst = min(above, key=lambda name: contrast(colour, above[name]))
    _note(key, (colour, changed), worst, contrast(colour, above[worst]), notes)
    return changed


def _lighter(key: str, colour: colours.RGB, dark: colours.RGB, notes: list[str]) -> colours.RGB:
    """Return the nearest lighter colour that can be read on the dark one."""
    changed = readable(colour, (dark,), ways=(1,))
    _note(key, (colour, changed), f"palette.dark {written(dark)}", contrast(colour, dark), notes)
    return changed


def _note(
    key: str,
    change: tuple[colours.RGB, colours.RGB],
    beside: str,
    found: float,
    notes: list[str],
) -> None:
    if change[0] != change[1]:
        notes.append(
            f"palette.{key}: {written(change[0])} was changed to {written(change[1])}, because "
            f"with {beside} it has a contrast of {found:.1f} to 1 and text needs {AA} (WCAG AA)."
        )


def _logo(table: Table, key: str, folder: Path) -> bytes | None:
    if not table.has(key):
        return None
    name = table.text(key)
    data = _file(table, key, name, folder)
    try:
        check(data, name)
    except CardError as error:
        raise table.fail(key, f"cannot be used: {str(error).rstrip('.')}") from None
    return data


def _font(table: Table, key: str, folder: Path) -> bytes:
    name = table.text(key)
    if name in DISPLAY_FAMILIES:
        return bundled(name, _FONT_WEIGHTS[key])
    data = _file(table, key, name, folder)
    if len(data) > MAX_FONT_BYTES:
        raise table.fail(key, f"is larger than {MAX_FONT_BYTES / 1e6:.0f} MB")
    try:
        uploaded(data, name, 400)
    except CardError as error:
        raise table.fail(key, f"cannot be used: {str(error).rstrip('.')}") from None
    return data


def _file(table: Table, key: str, name: str, folder: Path) -> bytes:
    path = (folder / name).resolve()
    if folder.resolve() not in path.parents:
        raise table.fail(key, f"names {name!r}, which does not lie beside the brand file")
    try:
        return path.read_bytes()
    except OSError as error:
        raise table.fail(key, f"names {name!r}: {error.strerror}") from None


def _contact(table: Table, number: int) -> Contact:
    role = table.choice("role", ContactRole, ContactRole.HOTLINE)
    text = table.table("text", needed=False)
    code = None
    if text.has("number"):
        keywords = tuple(str(one) for one in text.take("keywords", list, []))
        code = TextCode(
            number=_printed(text, "number"), keywords=keywords, name=_printed(text, "name", "")
        )
    printed = _printed(table, "phone", "")
    contact = Contact(
        key=f"brand-{number}",
        name=_printed(table, "name"),
        role=role,
        phone=table.checked("number", _check_number, "") or _digits(printed),
        phone_printed=printed,
        text_code=code,
        url=table.checked("url", _check_url, ""),
        region=table.text("region", ""),
        verified_on=table.take("verified_on", date, None),
        expires_on=table.take("expires_on", date, None),
    )
    text.done()
    table.done()
    if not (contact.phone or contact.url or code):
        raise table.fail("phone", "is missing, and so is url: the contact leads nowhere")
    if _digits(printed).lstrip("+") not in contact.phone:
        raise table.fail("phone", f"{printed!r} does not have the digits of number {contact.phone}")
    return contact


def _check_number(value: str) -> None:
    if not re.fullmatch(r"\+?\d{2,15}", value):
        raise ValueError(f"{value!r} must be digits as they are dialled, for example +18005550100")


def _digits(printed: str) -> str:
    return re.sub(r"(?!^\+)\D", "", printed)
