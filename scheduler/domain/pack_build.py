"""A pack that is being made: how far it is, and what was wished for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any


class BuildState(StrEnum):
    DESIGN = auto()  # a partner is still choosing
    WAITING = auto()
    BUILDING = auto()
    READY = auto()
    FAILED = auto()
    KEPT = auto()  # a newer pack somebody uploaded, until its changes are taken
    GONE = auto()  # its time is over and the file was removed


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnContact:
    """A line or place of the partner's own, as it was typed."""

    name: str
    role: str
    phone: str = ""
    url: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBrand:
    """What a partner brings. ``logos`` are hashes of kept pictures by the ground they stand on."""

    name: str
    colours: Mapping[str, str]
    footer: str = ""
    url: str = ""
    logos: Mapping[str, str] = field(default_factory=dict)
    contacts: tuple[OwnContact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a pack is to hold; empty is everything there is. ``brand`` None: as it stands."""

    formats: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    post_ids: tuple[int, ...] = ()
    approved_only: bool = True
    brand: OwnBrand | None = None

    def to_json(self) -> dict[str, Any]:
        brand = self.brand
        return {
            "formats": list(self.formats),
            "platforms": list(self.platforms),
            "post_ids": list(self.post_ids),
            "approved_only": self.approved_only,
            "brand": brand
            and {
                "name": brand.name,
                "colours": dict(brand.colours),
                "footer": brand.footer,
                "url": brand.url,
                "logos": dict(brand.logos),
                "contacts": [
                    {
                        "name": one.name,
                        "role": one.role,
                        "phone": one.phone,
                        "url": one.url,
                        "region": one.region,
                    }
                    for one in brand.contacts
                ],
            },
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Wishes:
        brand = plain["brand"]
        return cls(
            formats=tuple(plain["formats"]),
            platforms=tuple(plain["platforms"]),
            post_ids=tuple(plain["post_ids"]),
            approved_only=plain["approved_only"],
            brand=brand
            and OwnBrand(
                **{**brand, "contacts": tuple(OwnContact(**one) for one in brand["contacts"])}
            ),
        )
