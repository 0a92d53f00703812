"""A fact sheet's part in a campaign: which of its items are in scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignSheet:
    """One of a campaign's fact sheets.

    No ``kinds`` means all. Where ``only`` names items (by their keys), no other is in scope;
    those in ``leave_out`` never are.
    """

    fact_sheet_id: int
    kinds: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()

    def takes(self, kind: str, key: str) -> bool:
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.only or key in self.only)
            and key not in self.leave_out
        )

    def of_version(self, fact_sheet_id: int, renamed: Mapping[str, str]) -> CampaignSheet:
        """Return the same choice of another version, in which some items have another key."""
        return replace(
            self,
            fact_sheet_id=fact_sheet_id,
            only=tuple(renamed.get(key, key) for key in self.only),
            leave_out=tuple(renamed.get(key, key) for key in self.leave_out),
        )
