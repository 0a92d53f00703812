"""Govern, invite, link, decide and verify from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from scheduler.cli import awareness
from scheduler.domain.policy import NOBODY_READS
from scheduler.domain.roles import Role
from scheduler.store.database import open_database
from scheduler.store.media import MediaStore
from tests.scheduler.web.world import World, a_post, a_world

Run = Callable[..., str]


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    database = open_database(sqlite_url)
    yield a_world(database, MediaStore(tmp_path / "media"))
    database.close()


@pytest.fixture
def run(world: World, tmp_path: Path) -> Run:
    def call(*words: object, who: Role = Role.OWNER, fails: bool = False, typed: str = "") -> str:
        result = CliRunner().invoke(
            awareness,
            [*map(str, words), "--as", world.members[who].email, "--data", str(tmp_path)],
            catch_exceptions=fails,
            input=typed,
        )
        assert bool(result.exit_code) == fails, result.output
        return str(result.exception) if fails else result.stdout

    return call


def told(run: Run, *words: object, **how: Any) -> Any:
    return json.loads(run(*words, "--json", **how))


def test_a_stricter_policy_names_what_it_sent_back(run: Run, world: World) -> None:
    post = a_post(world)
    run("review", "approve", post, who=Role.REVIEWER)

    done = told(run, "policy", "set", "--approvals", 2, "--four-eyes")

    assert done["reopened"] == [post]
    assert told(run, "policy", "list")[0]["policy"]["approvals"] == 2
    run("policy", "set", "--for", "kind", "--target", "fact", "--approvals", 3)
    run("policy", "remove", "--for", "kind", "--target", "fact")
    assert len(told(run, "policy", "list")) == 1


def test_a_partners_table_goes_out_and_comes_back(run: Run, world: World, tmp_path: Path) -> None:
    a_post(world)
    table = tmp_path / "numbers.csv"

    sent = told(run, "pack", "numbers-table", world.campaign_id, "--out", table)
    head, row = table.read_text("utf-8-sig").splitlines()[:2]
    table.write_text(f"{head}\n{row.rstrip(',')},,12,3,,,,,\n")
    back = told(run, "pack", "numbers", world.campaign_id, table, "--partner", "Harbor")

    assert sent == {"campaign": world.campaign_id, "file": str(table)}
    assert back == {"campaign": world.campaign_id, "partner": "Harbor", "numbers": 2}


def test_a_policy_of_nobody_is_set_with_a_warning(run: Run) -> None:
    done = told(run, "policy", "set", "--approvals", 0)

    assert (done["policy"]["approvals"], done["warning"]) == (0, NOBODY_READS)
    assert told(run, "policy", "set", "--approvals", 1)["warning"] == ""


def test_a_named_person_must_be_a_member(run: Run) -> None:
    assert "is no member" in run("policy", "set", "--named", "x@y.example", fails=True)


def test_a_review_link_is_shown_once_and_can_be_closed(run: Run, world: World) -> None:
    post = a_post(world)

    made = told(run, "link", "make", "--name", "Grace", "--email", "g@y.example", "--post", post)

    assert "/r/" in made["url"]
    assert "opened" in run("link", "list")
    assert made["url"].rpartition("/")[2] not in run("link", "list")
    run("link", "revoke", made["id"])
    assert "closed" in run("link", "list")


def test_people_are_invited_and_taken_out(run: Run, world: World) -> None:
    made = told(run, "member", "invite", "new@y.example")
    run("member", "uninvite", made["id"])
    run("member", "remove", world.members[Role.VIEWER].email)

    left = {one["email"] for one in told(run, "member", "list")}
    assert world.members[Role.VIEWER].email not in left
    assert len(left) == len(Role) - 1


def test_decisions_changes_and_comments(run: Run, world: World) -> None:
    post, other = a_post(world), a_post(world, number=1)
    run("review", "approve", post, who=Role.REVIEWER)
    run("post", "edit", post, "--platform", "handoff", typed="Other words.")

    assert [one["what"] for one in told(run, "review", "changes", post)] == ["caption"]
    run("review", "comment", other, "@manager please look")
    assert "please look" in run("review", "comments", other)
    run("review", "request-changes", other, "--comment", "Shorter.", who=Role.REVIEWER)
    assert world.state(other) == "draft"


def test_a_claim_is_approved_in_one_go(run: Run, world: World) -> None:
    post = a_post(world)

    outcomes = told(run, "review", "claim", "item-0", "--yes", who=Role.REVIEWER)

    assert [(one["post_id"], one["state"]) for one in outcomes] == [(post, "approved")]


def test_the_record_is_verified_and_exported_without_formulas(run: Run, world: World) -> None:
    post = a_post(world)
    run("review", "request-changes", post, "--comment", "=HYPERLINK(1)", who=Role.REVIEWER)

    assert told(run, "audit", "verify")["broken_at"] is None
    assert "'=HYPERLINK" in run("audit", "export", "--csv")
    assert told(run, "audit", "export")[-1]["what"] == "post request_changes"


def test_what_is_decided_is_told_to_programs_as_well(run: Run, world: World) -> None:
    post = a_post(world)

    said = told(run, "review", "comment", post, "Well said")
    back = told(run, "review", "request-changes", post, "--comment", "Shorter", who=Role.REVIEWER)
    waiting = told(run, "post", "submit", post)
    yes = told(run, "review", "approve", post, who=Role.REVIEWER)

    assert said["post"] == post
    assert back == {"post": post, "state": "draft"}
    assert waiting == [{"post": post, "state": "in_review"}]
    assert yes == {"post": post, "state": "approved"}


def test_an_organization_nobody_knows_is_named(run: Run) -> None:
    assert "no organization 'harbour'" in run("member", "list", "--org", "harbour", fails=True)


def test_a_token_made_here_opens_the_api_until_it_is_revoked(run: Run, world: World) -> None:
    made = told(run, "token", "make", "--name", "Our site", "--scope", "read", who=Role.MANAGER)
    client = TestClient(world.app(), headers={"authorization": f"Bearer {made['token']}"})

    assert client.get("/api/v1/me").json()["scopes"] == ["read"]
    listed = run("token", "list", who=Role.MANAGER)
    assert "Our site" in listed
    assert made["token"] not in listed

    run("token", "revoke", made["id"], who=Role.MANAGER)
    assert client.get("/api/v1/me").status_code == 401
