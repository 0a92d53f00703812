"""Bluesky: a personal data server and the view of posts that an app has.

Answers are held beside those of the server that Bluesky's own people write (make test-real): a
missing record is 400 RecordNotFound, an expired token 400 ExpiredToken, no token 401, a record key
used twice by ``createRecord`` 500, ``putRecord`` with the very same record 200 and with another
one 400 InvalidSwap. Two rules are harsher than the real server's: pictures stay under 1,000,000
bytes (as servers before 2026 want it), and a facet lies inside the text, on whole characters.
Record CIDs look real but are hashes of canonical JSON, not of DAG-CBOR.
Source: https://github.com/bluesky-social/atproto, its lexicons and packages/pds
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus

from scheduler.sandbox.call import Answer, Call
from scheduler.sandbox.contract import Platform, Route
from scheduler.sandbox.database import Json
from scheduler.sandbox.ledger import NewPost
from scheduler.sandbox.ledger import Post as StoredPost
from scheduler.sandbox.platforms import bluesky_sessions as sessions
from scheduler.sandbox.platforms import bluesky_views as views
from scheduler.sandbox.platforms.bluesky_blobs import picture_of, upload_blob
from scheduler.sandbox.platforms.bluesky_lexicon import check_post, is_tid, new_tid
from scheduler.sandbox.platforms.bluesky_words import (
    COLLECTION,
    NAME,
    body_of,
    cid,
    needed,
    raise_invalid,
    raise_named,
    refused,
    spend,
)
from scheduler.sandbox.quotas import Quota
from scheduler.sandbox.world import Account, World

POINTS = Quota("writes", 5000, timedelta(hours=1))
_CREATE = 3
_UPDATE = 2
_DELETE = 1


def put_record(call: Call) -> Answer:
    """Write a record at a place of the client's choosing: the same again changes nothing."""
    account, body = _write(call)
    rkey, record = needed(body, "rkey"), body.get("record")
    place = _uri(account, rkey)
    world = call.world
    there = world.ledger.live(NAME, place)
    if there is None:
        headers = spend(call, account, POINTS, _CREATE)
        return _answer(_accept(world, account, rkey, record)).with_headers(headers)
    if there.body["record"] == record:
        return _answer(there, changed=False)
    if "swapRecord" in body and body["swapRecord"] != there.body["cid"]:
        raise_named(HTTPStatus.BAD_REQUEST, "InvalidSwap", f"Record was at {there.body['cid']}")
    headers = spend(call, account, POINTS, _UPDATE)
    new = _new(world, account, rkey, record)
    world.ledger.change(there, text=new.text, pictures=new.pictures, body=new.body)
    return _answer(new).with_headers(headers)


def create_record(call: Call) -> Answer:
    account, body = _write(call)
    headers = spend(call, account, POINTS, _CREATE)
    rkey = str(body.get("rkey") or new_tid(call.world.next_number()))
    if call.world.ledger.live(NAME, _uri(account, rkey)) is not None:
        raise_named(
            HTTPStatus.INTERNAL_SERVER_ERROR, "InternalServerError", "Internal Server Error"
        )
    post = _accept(call.world, account, rkey, body.get("record"))
    return _answer(post).with_headers(headers)


def get_record(call: Call) -> Answer:
    repo, collection = call.query.get("repo", ""), call.query.get("collection", "")
    rkey = call.query.get("rkey", "")
    if not (repo and collection and rkey):
        raise_named(  # not what the lexicon promises, but what a real server says
            HTTPStatus.INTERNAL_SERVER_ERROR, "InternalServerError", "Internal Server Error"
        )
    account = sessions.by_name(call.world, repo)
    if account is None:
        raise_invalid(f"Could not find repo: {repo}")
    uri = f"at://{account['did']}/{collection}/{rkey}"
    post = call.world.ledger.find(NAME, uri)
    if post is None:
        raise_named(HTTPStatus.BAD_REQUEST, "RecordNotFound", f"Could not locate record: {uri}")
    return Answer({"uri": uri, "cid": post.body["cid"], "value": post.body["record"]})


def delete_record(call: Call) -> Answer:
    """Take a record away; that there is none is no error."""
    account, body = _write(call)
    headers = spend(call, account, POINTS, _DELETE)
    post = call.world.ledger.live(NAME, _uri(account, needed(body, "rkey")))
    if post is None:
        return Answer({}, headers=headers)
    call.world.ledger.delete(post)
    return Answer({"commit": _commit(post)}, headers=headers)


def _write(call: Call) -> tuple[Account, Json]:
    account = sessions.owner(call)
    body = body_of(call)
    repo, collection = needed(body, "repo"), needed(body, "collection")
    if sessions.by_name(call.world, repo) is None:
        raise_named(HTTPStatus.FORBIDDEN, "AccountNotFound", "Account not found")
    if repo not in {account["did"], account["handle"]}:
        raise_named(HTTPStatus.FORBIDDEN, "Forbidden", "Invalid token for this repo")
    if collection != COLLECTION:
        raise_invalid(f"Lexicon not found: lex:{collection}")
    return account, body


def _uri(account: Account, rkey: str) -> str:
    return f"at://{account['did']}/{COLLECTION}/{rkey}"


def _accept(world: World, account: Account, rkey: str, record: object) -> StoredPost:
    return world.ledger.accept(_new(world, account, rkey, record))


def _new(world: World, account: Account, rkey: str, record: object) -> NewPost:
    """Check a record against its lexicon and return the post it makes."""
    if not is_tid(rkey):
        raise_invalid("Invalid record key: expected a TID")
    checked, images = check_post(record)
    canonical = json.dumps(checked, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    uri = _uri(account, rkey)
    return NewPost(
        platform=NAME,
        account=account.name,
        remote_id=uri,
        text=str(checked["text"]),
        url=f"{world.url}/bluesky/profile/{account['handle']}/post/{rkey}",
        key=rkey,
        pictures=tuple(picture_of(world, account, image) for image in images),
        body={"record": checked, "cid": cid(sha256(canonical.encode()).digest(), raw=False)},
    )


def _answer(post: NewPost, *, changed: bool = True) -> Answer:
    """Name a record; a commit is only there where something was written."""
    told: Json = {"uri": post.remote_id, "cid": post.body["cid"], "validationStatus": "valid"}
    if changed:
        told["commit"] = _commit(post)
    return Answer(told)


def _commit(post: NewPost) -> Json:
    return {"cid": post.body["cid"], "rev": post.key}


def _values(world: World, name: str) -> Mapping[str, str]:
    return {
        "did": f"did:plc:{secrets.token_hex(12).translate(str.maketrans('0189', 'wxyz'))}",
        "handle": f"{name}.sandbox.test",
        "password": "-".join(secrets.token_hex(2) for _ in range(4)),
        "secret": secrets.token_hex(32),
    }


def _fields(world: World, account: Account) -> Mapping[str, str]:
    return {
        "handle": account["handle"],
        "password": account["password"],
        "server": f"{world.url}/bluesky",
        "web": f"{world.url}/bluesky",
    }


def _refusal(status: int, retry_after: float) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer = refused(status, "RateLimitExceeded", "Rate Limit Exceeded")
        return answer.with_headers({"retry-after": f"{retry_after:g}"})
    if status == HTTPStatus.NOT_FOUND:
        return refused(HTTPStatus.BAD_REQUEST, "InvalidRequest", "No service configured for that")
    name = "".join(word.capitalize() for word in HTTPStatus(status).phrase.split())
    return refused(status, name, HTTPStatus(status).phrase)


def _xrpc(method: str, nsid: str) -> tuple[str, str]:
    return method, f"/xrpc/{nsid}"


BLUESKY = Platform(
    name=NAME,
    title="Bluesky",
    routes=(
        Route(*_xrpc("POST", "com.atproto.server.createSession"), "login", sessions.create),
        Route(*_xrpc("POST", "com.atproto.server.refreshSession"), "refresh", sessions.refresh),
        Route(*_xrpc("GET", "com.atproto.server.getSession"), "verify", sessions.show),
        Route(*_xrpc("POST", "com.atproto.server.deleteSession"), "logout", sessions.delete),
        Route(*_xrpc("GET", "com.atproto.server.describeServer"), "server", views.server),
        Route(*_xrpc("GET", "com.atproto.identity.resolveHandle"), "resolve", views.resolve),
        Route(*_xrpc("POST", "com.atproto.repo.uploadBlob"), "upload", upload_blob),
        Route(*_xrpc("POST", "com.atproto.repo.putRecord"), "publish", put_record),
        Route(*_xrpc("POST", "com.atproto.repo.createRecord"), "create", create_record),
        Route(*_xrpc("GET", "com.atproto.repo.getRecord"), "lookup", get_record),
        Route(*_xrpc("POST", "com.atproto.repo.deleteRecord"), "delete", delete_record),
        Route(*_xrpc("GET", "com.atproto.repo.listRecords"), "records", views.records),
        Route(*_xrpc("GET", "app.bsky.feed.getPosts"), "posts", views.posts),
        Route(*_xrpc("GET", "app.bsky.feed.getAuthorFeed"), "timeline", views.author_feed),
        Route(*_xrpc("GET", "app.bsky.feed.getPostThread"), "thread", views.thread),
        Route(*_xrpc("GET", "app.bsky.actor.getProfile"), "profile", views.profile),
    ),
    values=_values,
    fields=_fields,
    refusal=_refusal,
    quotas=(POINTS, sessions.LOGINS),
    pages=("/profile/{account}/post/{id}",),
    expired=lambda: refused(HTTPStatus.BAD_REQUEST, "ExpiredToken", "Token has expired"),
)
