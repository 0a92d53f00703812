"""What changed between two versions of a sheet, by meaning and not by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from content.factsheets.forms import content_words, words
from content.factsheets.model import Contact, Extraction, Item
from content.factsheets.rules import rules_for

_ALIKE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One statement before and after."""

    before: Item
    after: Item

    def described(self) -> str:
        """Say what changed, words that went in [-brackets-] and new ones in {+braces+}."""
        parts = []
        if self.before.text != self.after.text:
            parts.append(marked_difference(self.before.text, self.after.text))
        if self.before.kind is not self.after.kind:
            before, after = (one.kind.replace("_", " ") for one in (self.before, self.after))
            parts.append(f"kind: {before} is now {after}")
        if self.before.context != self.after.context:
            context = marked_difference(self.before.context, self.after.context)
            parts.append(f"lead-in: {context}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChange:
    """A contact before and after; ``after`` is None when the sheet names it no more."""

    before: Contact
    after: Contact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChanges:
    """``unchanged`` pairs keep their key unless only their place among equals moved."""

    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: tuple[tuple[Item, Item], ...] = ()
    contacts: tuple[ContactChange, ...] = ()

    def renamed(self) -> dict[str, str]:
        """Return the new key of every statement that has another one now."""
        pairs = [*((one.before, one.after) for one in self.changed), *self.unchanged]
        return {before.key: after.key for before, after in pairs if before.key != after.key}

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.contacts)


def compare(before: Extraction, after: Extraction) -> SheetChanges:
    """Return what ``after`` says that ``before`` did not, and the other way round.

    A statement whose lead-in changed has changed: "drink water" under another heading is other
    advice.
    """
    pairs: list[tuple[Item, Item]] = []
    old, new = list(before.items), list(after.items)
    for same in (_same_statement, _same_words):
        pairs += _paired(old, new, same)
    pairs += _paired_by_meaning(old, new, after.language)
    pairs.sort(key=lambda pair: pair[1].lines)
    return SheetChanges(
        added=tuple(new),
        removed=tuple(old),
        changed=tuple(Change(before=a, after=b) for a, b in pairs if not _says_the_same(a, b)),
        unchanged=tuple((a, b) for a, b in pairs if _says_the_same(a, b)),
        contacts=tuple(_contact_changes(before.contacts, after.contacts)),
    )


def still_checked(before: Extraction, after: Extraction) -> Extraction:
    """Return ``after`` with the days on which people checked contacts that stayed as they were."""
    days = {_as_dialled(one): one.verified_on for one in before.contacts if one.verified_on}
    return replace(
        after,
        contacts=tuple(
            replace(one, verified_on=one.verified_on or days.get(_as_dialled(one)))
            for one in after.contacts
        ),
    )


def _as_dialled(contact: Contact) -> tuple[object, ...]:
    return (contact.role, contact.name, contact.phone, contact.text_code, contact.url)


def marked_difference(before: str, after: str) -> str:
    """Return one text with what went and what came, word by word."""
    old, new = before.split(), after.split()
    said: list[str] = []
    for what, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            said += old[a:b]
            continue
        if b > a:
            said.append(f"[-{' '.join(old[a:b])}-]")
        if d > c:
            said.append(f"{{+{' '.join(new[c:d])}+}}")
    return " ".join(said)


def _same_statement(a: Item, b: Item) -> bool:
    return _says_the_same(a, b)


def _same_words(a: Item, b: Item) -> bool:
    return words(a.text) == words(b.text)


def _says_the_same(a: Item, b: Item) -> bool:
    return (
        a.kind is b.kind and words(a.text) == words(b.text) and words(a.context) == words(b.context)
    )


def _paired(
    old: list[Item], new: list[Item], same: Callable[[Item, Item], bool]
) -> list[tuple[Item, Item]]:
    """Take out of both lists what belongs together."""
    pairs = []
    waiting: dict[str, list[Item]] = {}
    for item in new:
        waiting.setdefault(" ".join(words(item.text)), []).append(item)
    for item in list(old):
        there = waiting.get(" ".join(words(item.text)), [])
        match = next((other for other in there if same(item, other)), None)
        if match is not None:
            pairs.append((item, match))
            there.remove(match)
            old.remove(item)
            new.remove(match)
    return pairs


def _paired_by_meaning(old: list[Item], new: list[Item], language: str) -> list[tuple[Item, Item]]:
    """Pair what is left by shared words, best first; a section in common decides a tie."""
    rules = rules_for(language)
    said_old = [frozenset(content_words(item.text, rules)) for item in old]
    said_new = [frozenset(content_words(item.text, rules)) for item in new]
    ranked = sorted(
        (
            (_likeness(one, other), old[i].section == new[j].section, -i, -j)
            for i, one in enumerate(said_old)
            for j, other in enumerate(said_new)
            if one and other and _likeness(one, other) >= _ALIKE
        ),
        reverse=True,
    )
    used_old: set[int] = set()
    used_new: set[int] = set()
    pairs: list[tuple[Item, Item]] = []
    for _, _, i, j in ranked:
        if -i in used_old or -j in used_new:
            continue
        used_old.add(-i)
        used_new.add(-j)
        pairs.append((old[-i], new[-j]))
    old[:] = [item for index, item in enumerate(old) if index not in used_old]
    new[:] = [item for index, item in enumerate(new) if index not in used_new]
    return pairs


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _contact_changes(
    before: Sequence[Contact], after: Sequence[Contact]
) -> Iterator[ContactChange]:
    """Yield contacts that are reached otherwise now, or that the sheet names no more."""
    reached = {_reach(contact): contact for contact in after}
    by_name = {contact.name.casefold(): contact for contact in after}
    for contact in before:
        now = reached.get(_reach(contact))
        if now is None:
            yield ContactChange(before=contact, after=by_name.get(contact.name.casefold()))
        elif now.role is not contact.role or (
            contact.text_code and now.text_code != contact.text_code
        ):
            yield ContactChange(before=contact, after=now)


def _reach(contact: Contact) -> str:
    code = contact.text_code
    return contact.phone or (code.number if code else "") or contact.url
