"""What the posts of a campaign are made of: its sheet as extracted, its brand, its contacts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from content.brand import BrandKit
from content.brand_file import brand_contacts, parse_brand
from content.captions.countries import is_abroad
from content.factsheets.model import Contact, ContactRole, Extraction
from content.factsheets.serial import from_json
from scheduler.domain.countries import country_names
from scheduler.store import sheets
from scheduler.store.campaigns import Campaign
from scheduler.store.media import MediaStore
from scheduler.store.sheets import StoredBrand


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One sheet of a campaign. ``name`` is that of its file.

    ``contacts`` are the sheet's, with those the brand kit replaces; no publisher's line. Those of
    another ``country`` than the readers' are among them only to be recognized: neither the
    extraction nor ``contact`` offers them.
    """

    sheet_id: int
    name: str
    extraction: Extraction
    topic: str
    contacts: tuple[Contact, ...]
    country: str = ""

    @property
    def near(self) -> tuple[Contact, ...]:
        """The contacts that help where the readers are."""
        return at_home(self.contacts, self.country)

    def contact(self, role: ContactRole) -> Contact | None:
        return next((contact for contact in self.near if contact.role is role), None)


def of_campaign(
    session: Session,
    campaign: Campaign,
    brand: BrandKit | None = None,
    *,
    sheet_id: int | None = None,
) -> Material:
    """Read one of the campaign's sheets, its first when none is named.

    Without ``brand`` only the contacts of its brand kit are read.
    """
    number = sheet_id or campaign.fact_sheet_id
    sheet = sheets.sheet(session, campaign.organization_id, number)
    if sheet is None:
        raise LookupError(f"campaign {campaign.id} names a fact sheet that is gone")
    extraction = from_json(dict(sheet.extraction))
    country = readers_country(campaign, extraction)
    own = at_home(brand.contacts if brand else _brand_contacts(session, campaign), country)
    replaced = {(contact.role, contact.region) for contact in own}
    kept = (
        contact
        for contact in extraction.contacts
        if contact.role is not ContactRole.PUBLISHER
        and (contact.role, contact.region) not in replaced
    )
    return Material(
        sheet_id=sheet.id,
        name=sheet.name,
        extraction=replace(extraction, contacts=at_home(extraction.contacts, country)),
        topic=sheet.topic,
        contacts=(*own, *kept),
        country=country,
    )


def country_of(extraction: Extraction) -> str:
    """Return the country a translated sheet is for; empty when nobody named one."""
    return dict(extraction.metadata).get("country", "")


def readers_country(campaign: Campaign, extraction: Extraction) -> str:
    """Return where the readers are: as the campaign says, else as the translated sheet does.

    A sheet may say it more exactly, US-CT instead of US. Empty when nobody says it.
    """
    of_sheet = country_of(extraction)
    said = campaign.country or ""
    return of_sheet if not said or of_sheet.upper().startswith(f"{said}-") else said


def at_home(contacts: Iterable[Contact], country: str) -> tuple[Contact, ...]:
    return tuple(contact for contact in contacts if not is_abroad(contact, country))


def usual_country(extractions: Sequence[Extraction], brand: StoredBrand) -> str | None:
    """Return the country a campaign is for while nobody says another.

    The one that translated sheets name, else the one that all contacts with a region agree on,
    the sheets' and the organization's: with it, no contact is left out.
    """
    named = {country_of(extraction) for extraction in extractions} - {""}
    contacts = [contact for extraction in extractions for contact in extraction.contacts]
    regions = {contact.region for contact in (*contacts, *_contacts_of(brand)) if contact.region}
    countries = {region.upper().partition("-")[0] for region in named or regions}
    return countries.pop() if len(countries) == 1 and countries <= set(country_names()) else None


def for_readers(brand: BrandKit, country: str) -> BrandKit:
    """Return the brand kit without contacts that cannot help where the readers are."""
    return replace(brand, contacts=at_home(brand.contacts, country))


def _brand_contacts(session: Session, campaign: Campaign) -> tuple[Contact, ...]:
    stored = sheets.brand(session, campaign.organization_id, campaign.brand_kit_id)
    return _contacts_of(stored) if stored else ()


def _contacts_of(stored: StoredBrand) -> tuple[Contact, ...]:
    return brand_contacts(stored.definition, f"brand kit {stored.name}")


def open_brand(stored: StoredBrand, media: MediaStore) -> BrandKit:
    """Read a stored brand kit, with its logo and fonts out of the media store."""
    with tempfile.TemporaryDirectory() as folder:
        for name, sha256 in stored.files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(media.get(sha256))
        return parse_brand(stored.definition, f"brand kit {stored.name}", Path(folder))
