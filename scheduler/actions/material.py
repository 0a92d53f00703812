"""What the posts of a campaign are made of: its sheet as extracted, its brand, its contacts."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from content.brand import BrandKit
from content.brand_file import brand_contacts, parse_brand
from content.captions.countries import for_country
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

    ``contacts`` are the sheet's, with those the brand kit replaces; no publisher's line.
    """

    sheet_id: int
    name: str
    extraction: Extraction
    topic: str
    contacts: tuple[Contact, ...]

    def contact(self, role: ContactRole) -> Contact | None:
        return next((contact for contact in self.contacts if contact.role is role), None)


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
    country = country_of(extraction)
    own = for_country(brand.contacts if brand else _brand_contacts(session, campaign), country)
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
        extraction=extraction,
        topic=sheet.topic,
        contacts=(*own, *kept),
    )


def country_of(extraction: Extraction) -> str:
    """Return the country a translated sheet is for; empty when nobody named one."""
    return dict(extraction.metadata).get("country", "")


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


def for_sheet(brand: BrandKit, extraction: Extraction) -> BrandKit:
    """Return the brand kit without contacts that cannot help where the sheet is for."""
    return replace(brand, contacts=for_country(brand.contacts, country_of(extraction)))


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
