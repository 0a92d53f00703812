"""The rules' page: what holds and why, own packs, silence with a reason, a text to try."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from content.checks.rules import bundled
from scheduler.domain.roles import Role
from tests.scheduler.web.conftest import Open
from tests.scheduler.web.world import World, a_post

WARNING = "text.hashtag-meaning"
PACK = """\
[[rule]]
id = "ours.jargon"
severity = "warn"
pattern = '\\bstakeholders?\\b'
why = "They are people."
source = "our style guide, 2026"
suggestion = "Write: people."
"""
ON_TOPIC = PACK.replace("ours.jargon", "ours.rescue").replace("stakeholders?", "rescue") + (
    'topics = ["human_trafficking"]'
)


def test_every_rule_says_how_grave_it_is_why_and_where_it_comes_from(world: World) -> None:
    page = world.client(Role.VIEWER).get("/rules").text

    assert page.count('id="rule-') == len(bundled().rules)
    assert "Whoever recognizes themselves needs to know at once where help is." in page
    assert 'action="/rules/off"' not in page  # viewers look


def test_a_warning_is_switched_off_and_on_with_a_reason_that_everybody_sees(world: World) -> None:
    manager = world.client(Role.MANAGER)

    manager.post("/rules/off", data={"rule": WARNING, "reason": "We write them small."})
    silent = world.client(Role.VIEWER).get("/rules?show=off").text
    manager.post("/rules/on", data={"rule": WARNING, "reason": "Readers complained."})

    assert silent.count('id="rule-') == 1
    assert "We write them small." in silent
    assert world.members[Role.MANAGER].email in silent
    assert "No rule is like that." in manager.get("/rules?show=off").text


@pytest.mark.parametrize(
    ("rule", "reason", "words"),
    [
        ("carry.hotline", "In our way", "cannot be switched off"),
        (WARNING, " ", "Say why."),
        ("nothing", "Not here", "There is no rule"),
    ],
    ids=["one that blocks", "without a reason", "one that is not there"],
)
def test_what_may_not_be_silenced_is_refused(
    world: World, rule: str, reason: str, words: str
) -> None:
    client = world.client(Role.MANAGER)

    answer = client.post("/rules/off", data={"rule": rule, "reason": reason})

    assert answer.status_code == 422
    assert words in answer.text
    assert "No rule is like that." in client.get("/rules?show=off").text


def test_an_own_pack_is_pasted_replaced_and_removed(world: World) -> None:
    client = world.client(Role.MANAGER)

    client.post("/rules/packs", data={"text": PACK, "name": "ours"})
    added = client.get("/rules?show=own").text
    client.post(
        "/rules/packs", files={"file": ("ours.toml", PACK.replace("They are", "These are"))}
    )
    replaced = client.get("/rules?show=own").text
    client.post("/rules/packs/remove", data={"name": "ours.toml"})

    assert "They are people." in added
    assert "These are people." in replaced
    assert "They are people." not in replaced
    assert "ours.toml" not in client.get("/rules").text


def test_a_pack_with_an_error_keeps_what_was_typed_and_names_line_and_key(world: World) -> None:
    client = world.client(Role.MANAGER)
    broken = PACK + 'colour = "red"\n'

    answer = client.post("/rules/packs", data={"text": broken, "name": "ours"})

    assert answer.status_code == 422
    assert "line 8 has an unknown key &#39;colour&#39;" in answer.text
    assert "colour = &#34;red&#34;" in answer.text
    assert "?show=own" not in client.get("/rules").text


def test_a_text_is_tried_with_the_same_checks_that_posts_meet(world: World) -> None:
    client = world.client(Role.VIEWER)
    world.client(Role.MANAGER).post("/rules/packs", data={"text": PACK + ON_TOPIC, "name": "ours"})
    text = {"text": "Our stakeholders rescue victims.", "platform": "mastodon"}

    alone = client.post("/rules/try", data=text).text
    on_topic = client.post("/rules/try", data={**text, "within": "human trafficking"}).text
    in_campaign = client.post("/rules/try", data={**text, "within": world.campaign_id}).text

    assert "/rules#rule-ours.jargon" in alone
    assert "/rules#rule-ours.rescue" not in alone  # a rule of one topic
    assert "/rules#rule-ours.rescue" in in_campaign
    assert "/rules#rule-carry.hotline" in on_topic


def test_a_text_without_faults_is_said_to_have_none(world: World) -> None:
    answer = world.client(Role.VIEWER).post(
        "/rules/try", data={"text": "Learn the signs.", "platform": "handoff", "kind": "definition"}
    )

    assert "Nothing was found." in answer.text


def test_a_pack_of_one_organization_is_tried_in_none_of_its_neighbours_campaigns(
    world: World,
) -> None:
    answer = world.client(Role.OWNER).post("/rules/try", data={"text": "Hello", "within": "77"})

    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.CONTRIBUTOR])
def test_only_those_who_govern_change_rules(world: World, role: Role) -> None:
    client = world.client(role)

    assert client.post("/rules/packs", data={"text": PACK}).status_code == 403
    assert client.post("/rules/packs/remove", data={"name": "x"}).status_code == 403
    off = client.post("/rules/off", data={"rule": WARNING, "reason": "why"})
    assert off.status_code == 403


def test_a_finding_leads_to_its_rule(world: World, open_page: Open) -> None:
    a_post(world, number=1)
    page = open_page("/rules#rule-carry.hotline", role=Role.MANAGER)

    expect(page.locator('[id="rule-carry.hotline"]')).to_be_visible()
