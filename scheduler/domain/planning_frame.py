"""What a plan was made with, to tell whether the next one may start from where things stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from scheduler.domain.campaign import Rules
from scheduler.domain.planning_calendar import Period

# Another pace or other hours ask for another calendar: then drafts are laid out anew.
LAYOUT = (
    "weekdays",
    "times",
    "posts_per_week",
    "opener",
    "closer",
    "phases",
    "evergreen",
    "cooldown_days",
    "times_per_channel",
)
# These only say what may stand where: what still may stays.
SPACING = ("days_between_sensitive", "no_heavy_in_a_row", "action_after_sign")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The days, hours and pace of a plan, its rules of distance, and the items it knew."""

    layout: Mapping[str, Any]
    spacing: Mapping[str, Any]
    items: frozenset[str]

    @classmethod
    def of(cls, period: Period, rules: Rules, keys: Iterable[str]) -> Self:
        plain = rules.to_json()
        days = {
            "first_day": period.first_day.isoformat(),
            "last_day": period.last_day.isoformat(),
            "zone": period.zone,
        }
        return cls(
            layout={**days, **{name: plain[name] for name in LAYOUT}},
            spacing={name: plain[name] for name in SPACING},
            items=frozenset(keys),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values that ``from_json`` reads back."""
        return {"layout": self.layout, "spacing": self.spacing, "items": sorted(self.items)}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        return cls(
            layout=given["layout"], spacing=given["spacing"], items=frozenset(given["items"])
        )

    def keeps_layout_of(self, before: Frame) -> bool:
        return dict(self.layout) == dict(before.layout)

    def asks_more_than(self, before: Frame) -> bool:
        """Say whether items came or rules of distance changed: more may find a place by moving."""
        return dict(self.spacing) != dict(before.spacing) or not self.items <= before.items
