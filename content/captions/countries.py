"""Which contacts help in which country."""

from __future__ import annotations

from collections.abc import Iterable

import phonenumbers

from content.factsheets.model import Contact

_SHARED = "001"  # numbers that belong to no country


def for_country(contacts: Iterable[Contact], country: str) -> tuple[Contact, ...]:
    """Keep the contacts that can be reached in ``country``, an ISO code such as MX or US-CT.

    A contact says so by its region, or else by the country code of its number. One that says
    neither is kept: it may be an address, or a short number of the sheet's own country.
    """
    return tuple(contact for contact in contacts if reaches(contact, country))


def reaches(contact: Contact, country: str) -> bool:
    """Say whether a contact is for people of ``country``; without a country it always is."""
    wanted = country.upper()
    if not wanted:
        return True
    if contact.region:
        region = contact.region.upper()
        # A state's line serves its state; a country's line serves all its states.
        return wanted == region or wanted.startswith(f"{region}-")
    there = _countries(contact.phone)
    return not there or wanted.partition("-")[0] in there


def is_abroad(contact: Contact, country: str) -> bool:
    """Say whether a contact is for another country than ``country`` or the one it is a part of.

    Lines of a country's parts are not abroad. A contact that says nothing of where it is for, by
    its region or by the country code of its number, is taken for one of the country.
    """
    base = country.upper().partition("-")[0]
    own = countries_of(contact)
    return bool(base and own) and base not in own


def countries_of(contact: Contact) -> tuple[str, ...]:
    """Return the countries a contact is for, by their codes; none where it does not say."""
    if contact.region:
        return (contact.region.upper().partition("-")[0],)
    return _countries(contact.phone)


def _countries(phone: str) -> tuple[str, ...]:
    if not phone.startswith("+"):
        return ()
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return ()
    code = number.country_code or 0
    return tuple(c for c in phonenumbers.region_codes_for_country_code(code) if c != _SHARED)
