"""A sheet that changes: newer versions, corrections by people, and the posts made from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from content.captions.phones import holds
from content.factsheets.corrections import (
    Correcting,
    Correction,
    CorrectionError,
    corrected,
    correction_for,
    from_plain,
    to_plain,
)
from content.factsheets.extraction import compile_sheet
from content.factsheets.forms import words
from content.factsheets.model import Extraction, Item, Kind
from content.factsheets.serial import from_json, to_json
from content.factsheets.sources import source_text
from content.factsheets.versions import SheetChanges, compare, still_checked
from scheduler.actions.finding import sheet_of
from scheduler.actions.office import ActionError, ChangedError, Member, NotFoundError, Office
from scheduler.actions.reviewing import void
from scheduler.domain.post import PostState
from scheduler.domain.roles import Permission
from scheduler.store import posts, sheets
from scheduler.store.posts import StalePostError
from scheduler.store.sheets import FactSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A post that went back to draft, and what changed under it."""

    post_id: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person wants corrected of a sheet, as ``correct`` takes it."""

    what: Correcting
    item_keys: tuple[str, ...]
    kind: Kind | None = None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The items that a correction takes away and puts there, and the posts it holds."""

    before: tuple[Item, ...]
    after: tuple[Item, ...]
    held: tuple[Held, ...]


def changes_of(office: Office, member: Member, sheet_id: int) -> SheetChanges:
    """Return what a version of a sheet says that the one before it did not."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        sheet = sheet_of(session, member, sheet_id)
        if sheet.replaces_id is None:
            return SheetChanges()
        before = sheet_of(session, member, sheet.replaces_id)
    return compare(extraction_of(before), extraction_of(sheet))


def source_of(office: Office, member: Member, sheet_id: int, item_key: str) -> str:
    """Return the sheet's own lines behind an item, exactly as they stand."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        sheet = sheet_of(session, member, sheet_id)
        data = sheets.source(session, sheet_id)
    for item in extraction_of(sheet).items:
        if item.key == item_key:
            return source_text(data, sheet.name, item.lines)
    raise NotFoundError(
        f"Fact sheet {sheet_id} has no item {item_key}.", "'awareness factsheet show' lists them."
    )


def correct(  # noqa: PLR0913  # what is corrected, and how
    office: Office,
    member: Member,
    sheet_id: int,
    what: Correcting,
    item_keys: Sequence[str],
    *,
    kind: Kind | None = None,
    texts: Sequence[str] = (),
) -> tuple[Held, ...]:
    """Correct items of the newest version; posts made from them go back to draft.

    Kept beside the sheet, so a newer version gets it too. Raises ``ActionError`` for a
    correction that would make an item say what its sentence does not.
    """
    wanted = Wanted(what=what, item_keys=tuple(item_keys), kind=kind, texts=tuple(texts))
    with office.sessions.begin() as session:
        return _correct(session, member, sheet_id, wanted, at=office.now()).held


def look_at_correction(office: Office, member: Member, sheet_id: int, wanted: Wanted) -> Corrected:
    """Say what a correction would make of the items and of posts, changing nothing.

    It is made and rolled back, so it tells exactly what ``correct`` would do, and raises as that.
    """
    with office.sessions() as session:
        found = _correct(session, member, sheet_id, wanted, at=office.now())
        session.rollback()
    return found


def _correct(
    session: Session, member: Member, sheet_id: int, wanted: Wanted, *, at: datetime
) -> Corrected:
    member.needs(Permission.WRITE)
    sheet = sheet_of(session, member, sheet_id)
    _demand_newest(session, sheet)
    before = extraction_of(sheet)
    try:
        new = correction_for(
            before, wanted.what, wanted.item_keys, kind=wanted.kind, texts=wanted.texts
        )
    except CorrectionError as error:
        raise ActionError(str(error)) from error
    after = corrected(before, [new])
    row = {**to_plain(new), "by": member.name, "at": at.isoformat()}
    sheets.put_corrections(session, sheet_id, [*sheet.corrections, row], to_json(after))
    using = sheets.campaigns_using(session, sheet_id)
    changes = compare(before, after)
    held = hold_posts(session, member, changes, using, sheet_id, at=at, cause="correction")
    return Corrected(before=_only_in(before, after), after=_only_in(after, before), held=held)


def _only_in(one: Extraction, other: Extraction) -> tuple[Item, ...]:
    there = {(item.kind, item.text, item.emphasis) for item in other.items}
    return tuple(i for i in one.items if (i.kind, i.text, i.emphasis) not in there)


def take_back(office: Office, member: Member, sheet_id: int) -> tuple[Held, ...]:
    """Take the last correction of the newest version back."""
    member.needs(Permission.WRITE)
    at = office.now()
    with office.sessions.begin() as session:
        sheet = sheet_of(session, member, sheet_id)
        _demand_newest(session, sheet)
        if not sheet.corrections:
            raise ActionError(f"Nothing was corrected in fact sheet {sheet_id}.")
        kept = sheet.corrections[:-1]
        plain = compile_sheet(sheets.source(session, sheet_id), sheet.name)
        after = corrected(plain, [from_plain(one) for one in kept])
        after = still_checked(extraction_of(sheet), after)
        changes = compare(extraction_of(sheet), after)
        sheets.put_corrections(session, sheet_id, kept, to_json(after))
        using = sheets.campaigns_using(session, sheet_id)
        cause = "correction taken back"
        return hold_posts(session, member, changes, using, sheet_id, at=at, cause=cause)


def corrections_of(sheet: FactSheet) -> list[Correction]:
    return [from_plain(one) for one in sheet.corrections]


def extraction_of(sheet: FactSheet) -> Extraction:
    return from_json(dict(sheet.extraction))


def hold_posts(  # noqa: PLR0913  # whose, which, why, when
    session: Session,
    member: Member,
    changes: SheetChanges,
    campaign_ids: Sequence[int],
    sheet_id: int,
    *,
    at: datetime,
    cause: str,
) -> tuple[Held, ...]:
    """Put every unpublished post that says what changed back to draft, with the difference.

    Its approvals are void, so nothing more of it leaves until somebody approves it anew. A
    campaign of several sheets keeps what another one says; a contact that changed is looked for
    in all its posts. What campaigns chose of the sheet stays chosen under its new words.
    """
    sheets.rename_items(session, campaign_ids, sheet_id, changes.renamed())
    own = set(sheets.posts_from(session, sheet_id))
    held: list[Held] = []
    for post_id in sheets.unpublished_posts(session, campaign_ids):
        of_post = changes if post_id in own else SheetChanges(contacts=changes.contacts)
        reasons = list(dict.fromkeys(_reasons(session, post_id, of_post)))
        if not reasons:
            continue
        post = posts.post(session, member.organization_id, post_id, lock=True)
        if post is None or post.state is PostState.ARCHIVED:
            continue
        why = f"{cause}: " + "; ".join(reasons)
        try:
            void(session, member, post, at=at, note=why)
        except StalePostError as error:
            raise ChangedError(
                f"Somebody changed post {post_id} just now.", "Do it once more."
            ) from error
        held.append(Held(post_id=post_id, why=why))
    return tuple(held)


def _reasons(session: Session, post_id: int, changes: SheetChanges) -> Iterator[str]:
    """Yield what changed under a post: a sentence it is made from, or a contact it shows."""
    for source in posts.sources(session, post_id):
        said = words(source.text)
        for change in changes.changed:
            if source.item_key == change.before.key or said == words(change.before.text):
                yield f"line {change.after.lines[0]} changed: {change.described()}"
        for item in changes.removed:
            if source.item_key == item.key or said == words(item.text):
                yield f"the sentence {item.text!r} is gone from the sheet"
    if not changes.contacts:
        return
    shown = sheets.words_shown(session, post_id)
    for contact in changes.contacts:
        code = contact.before.text_code
        numbers = [contact.before.phone, code.number if code else ""]
        if any(number and holds(shown, number) for number in numbers):
            now = contact.after
            yield f"the contact {contact.before.name} " + (
                f"is now {now.phone_printed or now.name}" if now else "is gone from the sheet"
            )


def _demand_newest(session: Session, sheet: FactSheet) -> None:
    newest = sheets.latest(session, sheet.organization_id, sheet.name)
    if newest is not None and newest.id != sheet.id:
        raise ActionError(
            f"Fact sheet {sheet.id} is version {sheet.version}; version {newest.version} is newer.",
            f"Correct fact sheet {newest.id}.",
        )
