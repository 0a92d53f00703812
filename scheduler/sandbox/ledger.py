"""The posts that were accepted: what is live, as it was received, and what people did with it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from scheduler.sandbox.database import Database, Json
from scheduler.sandbox.knobs import Knobs

REACTIONS = {"like": "likes", "repost": "reposts", "reply": "replies"}
Clock = Callable[[], datetime]

_COPIES = """
SELECT platform, account, text, pictures, sum(deleted=0) AS live, count(*) AS ever, max(key) AS key
FROM posts WHERE 1
GROUP BY platform, account, text,
  (SELECT group_concat(json_extract(value, '$.sha256')) FROM json_each(pictures))
ORDER BY live DESC, max(number)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as it arrived. ``alt`` is None where the platform has no place for it."""

    sha256: str
    mime: str
    width: int
    height: int
    size: int
    alt: str | None = None
    media_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post about to become public. ``body`` holds whatever its platform must remember of it."""

    platform: str
    account: str
    remote_id: str
    text: str
    url: str
    key: str = ""
    pictures: tuple[Picture, ...] = ()
    body: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(NewPost):
    number: int
    created_at: datetime
    likes: int
    reposts: int
    replies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    number: int
    author: str
    text: str
    created_at: datetime


class Ledger:
    """Every method that changes something has committed it when it returns."""

    def __init__(self, database: Database, now: Clock, knobs: Knobs) -> None:
        self._database = database
        self._now = now
        self._knobs = knobs

    def accept(self, new: NewPost) -> Post:
        """Make a post public. From here on it counts as a live copy."""
        at = self._now().timestamp()
        with self._database.change() as connection:
            connection.execute(
                "INSERT INTO posts (platform, account, remote_id, text, url, key, created_at,"
                " visible_from, pictures, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    new.platform,
                    new.account,
                    new.remote_id,
                    new.text,
                    new.url,
                    new.key,
                    at,
                    at + self._knobs.blind_for.total_seconds(),
                    json.dumps([asdict(picture) for picture in new.pictures]),
                    json.dumps(new.body),
                ),
            )
            row = connection.execute(
                "SELECT * FROM posts WHERE number = last_insert_rowid()"
            ).fetchone()
        return _post(row)

    def live(self, platform: str, remote_id: str) -> Post | None:
        """Return a live post whether or not look-ups see it yet."""
        rows = self._database.rows(
            "SELECT * FROM posts WHERE platform=? AND remote_id=? AND deleted=0",
            (platform, remote_id),
        )
        return _post(rows[0]) if rows else None

    def find(self, platform: str, remote_id: str) -> Post | None:
        """Return a live post as the platform's own look-up sees it: perhaps only after a while."""
        rows = self._database.rows(
            "SELECT * FROM posts WHERE platform=? AND remote_id=? AND deleted=0"
            " AND visible_from<=?",
            (platform, remote_id, self._now().timestamp()),
        )
        return _post(rows[0]) if rows else None

    def at_path(self, platform: str, path: str) -> Post | None:
        """Return the live post whose address has this path, on whatever port it was made."""
        rows = self._database.rows(
            "SELECT * FROM posts WHERE platform=? AND substr(url, -length(?))=? AND deleted=0",
            (platform, path, path),
        )
        return _post(rows[0]) if rows else None

    def timeline(self, platform: str, account: str, *, limit: int, before: int = 0) -> list[Post]:
        """Return an account's own posts as look-ups see them, newest first."""
        rows = self._database.rows(
            "SELECT * FROM posts WHERE platform=? AND account=? AND deleted=0 AND visible_from<=?"
            " AND (?=0 OR number<?) ORDER BY number DESC LIMIT ?",
            (platform, account, self._now().timestamp(), before, before, limit),
        )
        return [_post(row) for row in rows]

    def last(self, platform: str, account: str) -> Post | None:
        """Return the account's latest live post, for platforms that refuse the same twice."""
        rows = self._database.rows(
            "SELECT * FROM posts WHERE platform=? AND account=? AND deleted=0"
            " ORDER BY number DESC LIMIT 1",
            (platform, account),
        )
        return _post(rows[0]) if rows else None

    def all_live(self, *, platform: str = "", limit: int = -1, before: int = 0) -> list[Post]:
        """Return what is really live, newest first; ``before`` is a post's number."""
        rows = self._database.rows(
            "SELECT * FROM posts WHERE deleted=0 AND (?='' OR platform=?)"
            " AND (?=0 OR number<?) ORDER BY number DESC LIMIT ?",
            (platform, platform, before, before, limit),
        )
        return [_post(row) for row in rows]

    def copies(self, **wanted: str) -> list[Json]:
        """Count the live copies of everything that was ever accepted, most copies first.

        ``wanted`` may name a platform, a text and a key: then only such posts are counted.
        """
        names = [name for name in ("platform", "text", "key") if name in wanted]
        where = " AND ".join([f"{name}=?" for name in names] or ["1"])
        rows = self._database.rows(
            _COPIES.replace("WHERE 1", f"WHERE {where}"), [wanted[name] for name in names]
        )
        return [
            {
                "platform": row["platform"],
                "account": row["account"],
                "text": row["text"],
                "key": row["key"],
                "sha256": [one["sha256"] for one in json.loads(row["pictures"])],
                "live": row["live"],
                "ever": row["ever"],
            }
            for row in rows
        ]

    def change(self, post: Post, *, text: str, pictures: Sequence[Picture], body: Json) -> None:
        with self._database.change() as connection:
            connection.execute(
                "UPDATE posts SET text=?, pictures=?, body=? WHERE number=?",
                (
                    text,
                    json.dumps([asdict(picture) for picture in pictures]),
                    json.dumps(body),
                    post.number,
                ),
            )

    def delete(self, post: Post) -> None:
        with self._database.change() as connection:
            connection.execute("UPDATE posts SET deleted=1 WHERE number=?", (post.number,))

    def react(self, post: Post, kind: str, *, author: str = "", text: str = "") -> Post:
        """Let somebody like, repost or answer a live post; return it with the new numbers."""
        column = REACTIONS[kind]
        with self._database.change() as connection:
            connection.execute(
                f"UPDATE posts SET {column}={column}+1 WHERE number=?",  # noqa: S608  # one of three
                (post.number,),
            )
            if kind == "reply":
                connection.execute(
                    "INSERT INTO answers (platform, remote_id, author, text, created_at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (post.platform, post.remote_id, author, text, self._now().timestamp()),
                )
            row = connection.execute(
                "SELECT * FROM posts WHERE number=?", (post.number,)
            ).fetchone()
        return _post(row)

    def replies(self, post: Post) -> list[Reply]:
        rows = self._database.rows(
            "SELECT * FROM answers WHERE platform=? AND remote_id=? ORDER BY number",
            (post.platform, post.remote_id),
        )
        return [
            Reply(
                number=row["number"],
                author=row["author"],
                text=row["text"],
                created_at=_instant(row["created_at"]),
            )
            for row in rows
        ]


def as_plain(post: Post) -> Json:
    """Return a post as ``posts.json`` tells it."""
    return {
        "platform": post.platform,
        "account": post.account,
        "remote_id": post.remote_id,
        "url": post.url,
        "text": post.text,
        "key": post.key,
        "created_at": post.created_at.isoformat(),
        "pictures": [asdict(picture) for picture in post.pictures],
        "sha256": [picture.sha256 for picture in post.pictures],
        "alt_texts": [picture.alt for picture in post.pictures],
        "counts": counts(post),
        "received": post.body,
    }


def counts(post: Post) -> Mapping[str, int]:
    return {"likes": post.likes, "reposts": post.reposts, "replies": post.replies}


def _post(row: sqlite3.Row) -> Post:
    return Post(
        number=row["number"],
        platform=row["platform"],
        account=row["account"],
        remote_id=row["remote_id"],
        text=row["text"],
        url=row["url"],
        key=row["key"],
        created_at=_instant(row["created_at"]),
        pictures=tuple(Picture(**one) for one in json.loads(row["pictures"])),
        body=json.loads(row["body"]),
        likes=row["likes"],
        reposts=row["reposts"],
        replies=row["replies"],
    )


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
