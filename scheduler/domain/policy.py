"""What it takes to approve a post: how many people, who among them, whether its author counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any, Self

MOST = 20  # approvals one post can ask for
NOBODY_READS = "With 0 approvals a post may go out once its checks pass, though nobody has read it."


class PolicyError(ValueError):
    """A policy nobody could keep: one sentence that says what to write."""


class PolicyScope(StrEnum):
    """What a policy is about. Of all that cover a post, the strictest parts hold together."""

    ORGANIZATION = auto()
    CAMPAIGN = auto()
    CHANNEL = auto()
    KIND = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``approvals`` counts different people; 0 lets a post pass once its checks do.

    ``named`` are people (by id) who must be among them. With ``four_eyes`` the author is not
    heard about their own post.
    """

    approvals: int = 1
    named: frozenset[int] = frozenset()
    four_eyes: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.approvals <= MOST:
            raise PolicyError(f"approvals is {self.approvals}: choose a number from 0 to {MOST}.")

    @property
    def warning(self) -> str:
        """Say what a policy of nobody means; empty where somebody must approve."""
        return "" if self.approvals or self.named else NOBODY_READS

    def to_json(self) -> dict[str, Any]:
        return {
            "approvals": self.approvals,
            "named": sorted(self.named),
            "four_eyes": self.four_eyes,
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        return cls(
            approvals=int(given.get("approvals", 1)),
            named=frozenset(int(person) for person in given.get("named", ())),
            four_eyes=bool(given.get("four_eyes", False)),
        )


def strictest(policies: Iterable[Policy]) -> Policy:
    """Return the policy that keeps every one of ``policies``."""
    every = list(policies)
    return Policy(
        approvals=max((policy.approvals for policy in every), default=1),
        named=frozenset().union(*(policy.named for policy in every)),
        four_eyes=any(policy.four_eyes for policy in every),
    )


def missing(policy: Policy, approvers: AbstractSet[int], author: int) -> tuple[int, frozenset[int]]:
    """Return how many more people must approve, and which named ones are still to be heard.

    Both are zero and empty when the policy is kept.
    """
    heard = approvers - {author} if policy.four_eyes else approvers
    named = policy.named - {author} if policy.four_eyes else policy.named
    unheard = named - heard
    return max(policy.approvals - len(heard), len(unheard)), frozenset(unheard)


def is_met(policy: Policy, approvers: AbstractSet[int], author: int) -> bool:
    return missing(policy, approvers, author) == (0, frozenset())
