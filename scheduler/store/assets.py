"""The pictures of posts: replaced, measured, and said in other words."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from scheduler.store.posts import NewAsset, add_assets
from scheduler.store.tables import AssetRow


def replace(session: Session, post_id: int, assets: Sequence[NewAsset]) -> None:
    """Put other pictures in place of a post's; alt texts that a person wrote stay."""
    written = _written_alt_texts(session, post_id)
    kept = [
        dataclasses.replace(one, alt_text=text, alt_edited=True)
        if (text := written.get((one.format, one.position)))
        else one
        for one in assets
    ]
    session.execute(delete(AssetRow).where(AssetRow.post_id == post_id))
    add_assets(session, post_id, kept)


def differ(session: Session, post_id: int, assets: Sequence[NewAsset]) -> bool:
    """Say whether the post's pictures are others than ``assets``, or alt texts nobody wrote."""
    written = _written_alt_texts(session, post_id)
    there = session.execute(
        select(AssetRow.format, AssetRow.position, AssetRow.sha256, AssetRow.alt_text).where(
            AssetRow.post_id == post_id
        )
    )
    wanted = {
        (
            one.format,
            one.position,
            one.sha256,
            written.get((one.format, one.position), one.alt_text),
        )
        for one in assets
    }
    return {tuple(row) for row in there} != wanted


def note_measures(session: Session, post_id: int, assets: Sequence[NewAsset]) -> None:
    """Note what was measured on pictures whose bytes are there already; nothing of them changes."""
    for asset in assets:
        session.execute(
            update(AssetRow)
            .where(
                AssetRow.post_id == post_id,
                AssetRow.format == asset.format,
                AssetRow.position == asset.position,
                AssetRow.sha256 == asset.sha256,
                AssetRow.contrast.is_(None),
            )
            .values(
                words=asset.words,
                framing=asset.framing,
                contrast=asset.contrast,
                smallest_text=asset.smallest_text,
                alt_edited=AssetRow.alt_text != asset.alt_text,
            )
        )


def put_alt_text(  # which picture, and what it says
    session: Session, post_id: int, picture_format: str, position: int, alt_text: str
) -> bool:
    """Replace an alt text by what a person wrote. Say whether there was such a picture."""
    result = cast(
        "CursorResult[tuple[()]]",
        session.execute(
            update(AssetRow)
            .where(
                AssetRow.post_id == post_id,
                AssetRow.format == picture_format,
                AssetRow.position == position,
            )
            .values(alt_text=alt_text, alt_edited=True)
        ),
    )
    return result.rowcount == 1


def _written_alt_texts(session: Session, post_id: int) -> dict[tuple[str, int], str]:
    """Return the alt texts of a post that a person wrote, by format and place.

    Before that was noted, the program's own were the words of the picture.
    """
    there = session.scalars(select(AssetRow).where(AssetRow.post_id == post_id))
    return {
        (row.format, row.position): row.alt_text
        for row in there
        if row.alt_edited or (row.alt_edited is None and row.alt_text != row.words)
    }
