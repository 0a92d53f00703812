"""What a rule pack may ask for by name, beside patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from content.checks import addresses, carrying, claims, lengths, pictures, readability, tags
from content.checks.model import Draft, Hit

Predicate = Callable[[Draft, Mapping[str, Any]], Iterator[Hit]]
"""Takes the draft and the rule's options."""


def _always(find: Callable[[Draft], Iterator[Hit]]) -> Predicate:
    """Make a predicate of one that has no options."""
    return lambda draft, _options: find(draft)


PREDICATES: Mapping[str, Predicate] = MappingProxyType(
    {
        "caption_empty": _always(lengths.empty),
        "caption_too_long": _always(lengths.too_long),
        "unfit_characters": _always(lengths.unfit_characters),
        "no_language": _always(lengths.without_language),
        "missing_contact": carrying.missing_contact,
        "missing_line": carrying.missing_line,
        "unknown_wording": _always(carrying.unknown_wording),
        "missing_crisis_line": _always(carrying.missing_crisis_line),
        "help_of_unknown_topic": _always(carrying.help_of_unknown_topic),
        "figure_without_source": claims.without_source,
        "figure_without_year": _always(claims.without_year),
        "figure_not_in_source": _always(claims.not_in_source),
        "wrong_number": _always(claims.wrong_number),
        "expired_contact": _always(claims.expired_contact),
        "foreign_contact": _always(claims.foreign_contact),
        "country_unknown": _always(claims.country_unknown),
        "no_alt_text": _always(pictures.without_alt_text),
        "alt_text_leaves_out": _always(pictures.alt_text_leaves_out),
        "alt_text_adds": pictures.alt_text_adds,
        "alt_text_too_long": _always(pictures.alt_text_too_long),
        "alt_text_not_shown": _always(pictures.alt_text_not_shown),
        "picture_unmeasured": _always(pictures.unmeasured),
        "low_contrast": pictures.low_contrast,
        "small_text": pictures.small_text,
        "too_many_hashtags": tags.too_many,
        "too_many_mentions": _always(tags.too_many_mentions),
        "hashtag_collision": tags.meaning_something_else,
        "address_broken": _always(addresses.broken),
        "address_nearly": _always(addresses.nearly),
        "address_not_clickable": _always(addresses.not_clickable),
        "address_not_encrypted": _always(addresses.not_encrypted),
        "too_many_addresses": _always(addresses.too_many),
        "hard_to_read": readability.too_hard,
        "set_in_capitals": readability.set_in_capitals,
    }
)
