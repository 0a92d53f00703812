"""Packs taken over, and numbers that partners sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from scheduler.store.tables import PackImportRow, PartnerNumberRow, PostRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerNumber:
    """``card`` is the card's place in the plan, the same in the pack and in the campaign."""

    partner: str
    card: str
    platform: str
    metric: str
    value: int
    posted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSum:
    """What one partner's posts earned, and with how many cards."""

    partner: str
    cards: int
    figures: Mapping[str, int]


def keep_import(
    session: Session, campaign_id: int, manifest: Mapping[str, Any], signer: str, *, at: datetime
) -> None:
    """Remember which pack a campaign was made from, in place of an older one."""
    session.execute(delete(PackImportRow).where(PackImportRow.campaign_id == campaign_id))
    session.add(
        PackImportRow(campaign_id=campaign_id, manifest=dict(manifest), signer=signer, at=at)
    )


def imported(session: Session, campaign_id: int) -> dict[str, Any] | None:
    row = session.get(PackImportRow, campaign_id)
    return None if row is None else row.manifest


def put_numbers(
    session: Session, campaign_id: int, numbers: Sequence[PartnerNumber], *, at: datetime
) -> None:
    """Store what partners reported; a newer report of the same number replaces the older."""
    for number in numbers:
        session.execute(
            delete(PartnerNumberRow).where(
                PartnerNumberRow.campaign_id == campaign_id,
                PartnerNumberRow.partner == number.partner,
                PartnerNumberRow.card == number.card,
                PartnerNumberRow.platform == number.platform,
                PartnerNumberRow.metric == number.metric,
            )
        )
        session.add(
            PartnerNumberRow(
                campaign_id=campaign_id,
                partner=number.partner,
                card=number.card,
                platform=number.platform,
                metric=number.metric,
                value=number.value,
                posted_on=number.posted_on,
                at=at,
            )
        )


def partner_sums(session: Session, campaign_id: int) -> list[PartnerSum]:
    """Return what each partner's posts earned, kept apart by partner."""
    found = session.execute(
        select(PartnerNumberRow.partner, PartnerNumberRow.metric, func.sum(PartnerNumberRow.value))
        .where(PartnerNumberRow.campaign_id == campaign_id)
        .group_by(PartnerNumberRow.partner, PartnerNumberRow.metric)
        .order_by(PartnerNumberRow.partner, PartnerNumberRow.metric)
    )
    figures: dict[str, dict[str, int]] = {}
    for partner, metric, value in found:
        figures.setdefault(partner, {})[metric] = value
    counted = session.execute(
        select(PartnerNumberRow.partner, func.count(func.distinct(PartnerNumberRow.card)))
        .where(PartnerNumberRow.campaign_id == campaign_id)
        .group_by(PartnerNumberRow.partner)
    )
    cards = {partner: count for partner, count in counted}  # noqa: C416  # rows, not pairs
    return [
        PartnerSum(partner=partner, cards=cards[partner], figures=numbers)
        for partner, numbers in figures.items()
    ]


def plan_keys(session: Session, campaign_id: int) -> dict[str, int]:
    """Return the campaign's posts by their place in the plan."""
    found = session.execute(
        select(PostRow.plan_key, PostRow.id).where(PostRow.campaign_id == campaign_id)
    )
    return {key: post_id for key, post_id in found}  # noqa: C416  # rows, not pairs
