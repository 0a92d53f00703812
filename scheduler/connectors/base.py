"""The contract every platform fulfils. A connector knows no database, no clock and no session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from typing import Any, ClassVar, Protocol, runtime_checkable

Json = dict[str, Any]

_LONGEST_NAME, _LONGEST_URL = 200, 500


class Verdict(StrEnum):
    """What a failed call means for the post. AMBIGUOUS: it may be public already."""

    NOT_SENT = auto()
    RATE_LIMITED = auto()
    AMBIGUOUS = auto()
    DUPLICATE = auto()
    REAUTH = auto()
    PERMANENT = auto()
    QUOTA = auto()


class SendError(Exception):
    """The only exception a connector raises: a verdict and one sentence for people.

    ``retry_after`` is in seconds, where the platform named a pause; the message holds no secret.
    """

    def __init__(
        self,
        verdict: Verdict,
        message: str,
        *,
        retry_after: float | None = None,
        status: int = 0,
        code: str = "",
    ) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.message = message
        self.retry_after = retry_after  # seconds from the answer on
        self.status = status
        self.code = code  # what the platform itself calls this error


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a person enters to connect an account."""

    name: str
    label: str
    secret: bool = False
    default: str = ""
    optional: bool = False
    internal: bool = False  # the connector writes it itself, by ``credentials``; nobody is asked
    address: bool = False  # an address of a server, as a person types it
    choices: tuple[str, ...] = ()
    served_months: int = 0  # it is a version, as YYYYMM, which the platform serves so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    data: bytes
    mime_type: str
    alt_text: str
    width: int
    height: int
    url: str = ""  # where a platform can fetch it, for those that take no upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Exactly what was approved, ready to leave.

    ``text`` leaves as it is: nothing is added to it, for nobody approved that. ``link`` is for
    platforms that have a place of its own for one.

    ``at`` is the UTC instant the post bears; it must be the same over all tries of a delivery.
    """

    text: str
    pictures: tuple[Picture, ...]
    language: str
    link: str = ""
    title: str = ""
    at: datetime | None = None

    def __post_init__(self) -> None:
        if self.at is not None and self.at.utcoffset() is None:
            raise ValueError("at needs a timezone")

    @property
    def parts(self) -> tuple[str, ...]:
        """The posts that the text stands for, in their order; more than one is a thread."""
        # Imported here: to know a platform, nobody needs to know captions.
        from content.captions.thread import parts_of  # noqa: PLC0415

        return parts_of(self.text)


def _followable(url: str) -> str:
    # A server may answer anything here, and pages make a link of it.
    whole = url.startswith(("https://", "http://")) and url.isprintable() and " " not in url
    return url if whole and len(url) <= _LONGEST_URL else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """``remote_id`` of a thread names all its posts, with a plus between them.

    ``url`` is one that people can follow: what else a server may tell is left out.
    """

    remote_id: str
    url: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _followable(self.url))


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose account the credentials open, and what ``verify`` learned about it."""

    remote_id: str
    name: str
    url: str
    limits: ServerLimits | None = None
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name[:_LONGEST_NAME])
        object.__setattr__(self, "url", _followable(self.url))


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLimits:
    """What a server said of its own limits; None where it said nothing."""

    max_characters: int | None = None
    url_length: int | None = None
    max_images: int | None = None
    alt_text: int | None = None
    max_image_bytes: int | None = None
    mime_types: tuple[str, ...] = ()
    posts_per_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What planner and composer must know before anything is due."""

    alt_text: bool = True
    max_images: int = 4
    max_image_bytes: int = 1_900_000
    max_alt_text: int | None = None  # characters; None where the platform names no limit
    mime_types: tuple[str, ...] = ("image/png", "image/jpeg")
    needs_public_media: bool = False
    threads: bool = False  # a text of several parts becomes posts that answer one another
    finds: bool = True  # can look up whether a post went out
    repeats_safely: bool = False  # the same frozen request once more never makes a second post
    by_hand: bool = False  # a person posts and confirms
    renews: bool = False  # access of hours, renewed again and again without a person
    format: str = "portrait"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """How a person lets our app in (OAuth 2) instead of pasting a token.

    Addresses may name fields, as in ``{server}/oauth/token``. ``more_scopes`` are asked for where
    the field ``author`` is filled, to speak for an organization. What the platform grants becomes
    the fields ``access``, ``refresh`` and ``expires_at``; ``settle`` may change or complete them,
    for example trade a token of an hour for one of two months. Where ``register`` is there, the
    app's keys come from the server itself, elsewhere the operator enters them once.
    """

    authorize: str
    token: str
    scopes: tuple[str, ...]
    apps: str = ""  # where the operator makes the app
    more_scopes: tuple[str, ...] = ()
    separator: str = " "
    id_name: str = "client_id"
    basic: bool = False  # the app shows its keys in a header, not in the form
    pkce: bool = True
    extra: Mapping[str, str] = field(default_factory=dict)  # more of the authorize address
    settle: Callable[[Any, Mapping[str, str]], Mapping[str, str]] | None = None
    register: Callable[[Any, Mapping[str, str], str], Mapping[str, str]] | None = None


@runtime_checkable
class Renewable(Protocol):
    """A connector whose access runs out on a day that is known, and can be renewed before."""

    def renew(self, now: datetime) -> datetime | None:
        """Renew access that is near its end; return when it ends, None where nobody knows."""
        ...


class Connector(Protocol):
    """One connected account.

    ``prepare`` may be repeated freely and publishes nothing; what it returns is plain JSON that
    is frozen on the attempt. ``publish`` sends exactly one request that can make the post public.
    ``find`` says whether the frozen request is public already; it raises ``SendError`` where it
    cannot know. ``credentials`` holds what must be stored anew after a token refresh.
    """

    platform: ClassVar[str]
    title: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]
    capabilities: ClassVar[Capabilities]

    def verify(self) -> Account: ...

    def prepare(self, outgoing: Outgoing, key: str) -> Json: ...

    def publish(self, request: Json, key: str) -> Receipt: ...

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None: ...

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]: ...

    def delete(self, receipt: Receipt) -> None: ...

    def credentials(self) -> Mapping[str, str]: ...
