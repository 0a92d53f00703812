"""The brand kit: what an organization brings to every card and caption."""

from __future__ import annotations

from dataclasses import dataclass

from content.factsheets.model import Contact


class BrandError(Exception):
    """A brand file that cannot be used: names the file, the key and the way out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours as ``#RRGGBB``."""

    dark: str = "#0A1733"
    light: str = "#FDF6E9"
    accent: str = "#FFB62E"
    primary: str = "#2257E7"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandKit:
    """``logo_light`` is drawn on light grounds, ``logo_dark`` on dark ones (PNG or SVG bytes).

    ``contacts`` replace the sheet's contacts of the same role and region.
    """

    name: str
    palette: Palette = Palette()
    logo_light: bytes | None = None
    logo_dark: bytes | None = None
    fonts: tuple[tuple[str, bytes], ...] = ()  # role ("heading", "body") and font file
    footer: str = ""
    url: str = ""
    qr: bool = False
    handles: tuple[tuple[str, str], ...] = ()  # platform and handle
    hashtags: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    notes: tuple[str, ...] = ()  # what was adjusted on loading, for example a failing contrast
