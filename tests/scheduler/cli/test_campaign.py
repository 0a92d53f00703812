from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scheduler.actions.office import ActionError
from scheduler.cli import awareness

SHEET = """\
# Human trafficking

Human trafficking is the use of force, fraud, or coercion to obtain labor or commercial sex.

## Warning signs

- They appear fearful or have a sudden change in demeanor.
- They cannot speak for themselves, or somebody speaks for them.

## Get involved

- Learn the signs of human trafficking.
- Share the hotline with people you know.
- Ask your employer where the goods it buys are made.

National Human Trafficking Hotline: 1-888-373-7888
"""


class Shell:
    """Runs commands on one installation."""

    def __init__(self, folder: Path) -> None:
        self._runner = CliRunner(env={"AWARENESS_DATA_DIR": str(folder), "PASSWORD": "a" * 14})

    def run(self, *words: str) -> Result:
        return self._runner.invoke(awareness, words)

    def say(self, *words: str) -> str:
        result = self.run(*words)
        if result.exception is not None:
            raise result.exception
        return result.output

    def ask(self, *words: str) -> Any:
        result = self.run(*words, "--json")
        if result.exception is not None:
            raise result.exception
        return json.loads(result.stdout)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """An installation with a planned campaign in a January to come."""
    folder = tmp_path_factory.mktemp("installation")
    (folder / "sheet.md").write_text(SHEET, "utf-8")
    (folder / "brand.toml").write_text('name = "Riverbend"\n', "utf-8")
    shell = Shell(folder)
    who = ("--email", "olive@riverbend.example", "--password-env", "PASSWORD")
    shell.say("init", "--name", "Riverbend", "--zone", "America/New_York", *who)
    shell.say("factsheet", "import", str(folder / "sheet.md"))
    shell.say("brand", "add", str(folder / "brand.toml"))
    shell.say("channel", "add", "handoff", "--name", "Board")
    days = ("--from", "2095-01-01", "--to", "2095-01-31")
    shell.say("campaign", "create", "January 2095", *days, "--per-week", "5")
    shell.say("campaign", "plan", "1")
    return shell


def posts(shell: Shell, number: int = 1) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shell.ask("campaign", "show", str(number))["posts"]
    return found


def test_show_says_when_each_post_goes_out_and_why(shell: Shell) -> None:
    found = posts(shell)

    assert found[0]["local_time"] == "2095-01-03T09:30"
    assert found[0]["reason"] == "The opener: first free weekday morning of the campaign."
    assert all(post["reason"] for post in found)
    assert "first free weekday morning" in shell.say("campaign", "show", "1")


def test_a_dry_run_plans_and_changes_nothing(shell: Shell) -> None:
    before = posts(shell)

    found = shell.ask("campaign", "plan", "1", "--dry-run")

    assert [slot["local_time"] for slot in found["slots"]] == [
        post["local_time"] for post in before
    ]
    assert posts(shell) == before


def test_a_move_says_first_what_it_runs_into(shell: Shell) -> None:
    first, second = posts(shell)[:2]

    with pytest.raises(ActionError, match=r"Nothing was moved: Board: .*goes out that hour"):
        shell.say("campaign", "move", str(first["id"]), second["local_time"])

    assert posts(shell)[0] == first
    told = shell.ask("campaign", "move", str(first["id"]), second["local_time"], "--dry-run")
    assert {one["clash"] for one in told["conflicts"]} >= {"same_hour"}


def test_posts_swap_and_shift(shell: Shell) -> None:
    before = {post["id"]: post["local_time"] for post in posts(shell)}
    one, other = list(before)[2:4]

    shell.say("campaign", "swap", str(one), str(other), "--anyway")

    after = {post["id"]: post["local_time"] for post in posts(shell)}
    assert (after[one], after[other]) == (before[other], before[one])
    day = after[one][:10]
    moved = shell.ask(
        "campaign", "shift", "1", "--from", day, "--to", day, "--days", "1", "--anyway"
    )["moved"]
    assert moved[str(one)][:10] > day


def test_a_campaign_is_paused_played_and_resumed(shell: Shell) -> None:
    shell.say("campaign", "pause", "1", "--reason", "News")

    played = shell.ask("campaign", "simulate", "1", "--approve-all")

    assert played["counts"]["missed"] == len(played["timeline"]) > 0
    assert played["stops"][0]["reason"] == "News"
    assert shell.ask("campaign", "pauses")[0]["target"] == "1"
    assert "nothing had fallen due" in shell.say("campaign", "resume", "1")
    played = shell.ask("campaign", "simulate", "1", "--approve-all")
    assert played["counts"]["on_time"] == len(played["timeline"])
    text = shell.say(
        "campaign", "simulate", "1", "--outage", "handoff:2095-01-01T00:00..2095-02-01T00:00"
    )
    assert "Outage (platform handoff) from 2095-01-01 00:00 to 2095-02-01 00:00" in text
    assert text.endswith("Nothing was sent.\n")


def test_rules_change_by_file_and_one_by_one(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    file.write_text('{"posts_per_week": 3, "weekdays": ["mon", "wed", "fri"]}', "utf-8")

    rules = shell.ask("campaign", "change", "1", "--rules", str(file), "--set", "late_hours=2")

    assert rules["rules"]["posts_per_week"] == 3
    assert rules["rules"]["late_hours"] == 2
    assert rules["rules"]["times"] == ["09:30", "12:00"]


def test_a_campaign_follows_its_observance_to_another_year(shell: Shell) -> None:
    named = ("--observance", "denim day", "--year", "2095")
    created = shell.ask("campaign", "create", "Denim Day 2095", *named, "--at", "10:00")

    copied = shell.ask("campaign", "copy", str(created["id"]))

    assert created["first_day"] == "2095-04-27"
    assert copied["first_day"] == "2096-04-25"
    assert copied["name"] == "Denim Day 2096"


def test_a_campaign_begins_with_the_usual_phases_and_an_anchor_on_its_day(shell: Shell) -> None:
    named = ("--observance", "human trafficking prevention month", "--year", "2095")
    day = "National Human Trafficking Awareness Day"
    ways = ("--usual-phases", "--day-of", "2095-01-11", "--anchor", f"{day}@11:00")

    created = shell.ask("campaign", "create", "With phases", *named, *ways, "--advised-hours")

    found = shell.ask("campaign", "plan", str(created["id"]), "--dry-run")
    anchored = [slot for slot in found["slots"] if slot["local_time"] == "2095-01-11T11:00"]
    assert len(anchored) == 1
    assert f"at the exact time of {day}" in anchored[0]["reason"]
    rules = shell.ask("campaign", "show", str(created["id"]))["rules"]
    assert {phase["name"] for phase in rules["phases"]} >= {"build-up", "day-of", "thank-you"}


def test_a_calendar_file_is_written(shell: Shell, tmp_path: Path) -> None:
    shell.say("campaign", "export", "1", "--out", str(tmp_path / "january.ics"))
    shell.say("observance", "list", "--year", "2095", "--ics", str(tmp_path / "days.ics"))

    assert b"TZID=America/New_York:20950" in (tmp_path / "january.ics").read_bytes()
    assert b"SUMMARY:World AIDS Day" in (tmp_path / "days.ics").read_bytes()


def test_an_organization_keeps_observances_of_its_own(shell: Shell) -> None:
    rule = '{"type": "date", "month": 2, "day": 29}'
    shell.say("observance", "add", "Riverbend Day", "--rule", rule, "--topic", "floods")

    with pytest.raises(ActionError, match="29 February, which 2095 does not have"):
        shell.say("observance", "show", "riverbend", "--year", "2095")
    shell.say("observance", "date", "Riverbend Day", "--from", "2095-02-28")
    (found,) = shell.ask("observance", "list", "--year", "2095", "--topic", "floods")

    assert found["first_day"] == "2095-02-28"
    shell.say("observance", "remove", "Riverbend Day")
    assert shell.ask("observance", "list", "--year", "2095", "--topic", "floods") == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "2095-02-01", "--to", "2095-01-01"), "before it starts on 2095-02-01"),
        (
            ("--from", "2095-01-01", "--to", "2095-01-31", "--zone", "New York"),
            "did you mean America/New_York",
        ),
        (("--from", "2020-01-01", "--to", "2020-01-31"), "Give it days to come"),
        (("--from", "2095-01-01", "--to", "2095-01-31", "--per-week", "70"), "do not fit on"),
        (("--from", "2095-01-01", "--to", "2095-01-31", "--set", "week=1"), "no rule 'week'"),
        (
            ("--from", "2095-01-01", "--to", "2095-01-31", "--set", 'blackout=["2095-02-29"]'),
            "February 2095 has 28 days",
        ),
        ((), "needs its days"),
        (
            ("--from", "2095-01-01", "--to", "2095-01-31", "--set", 'evergreen=["tactik"]'),
            "no kind 'tactik'. Did you mean tactic",
        ),
        (("--observance", "no such day"), "no observance 'no such day'"),
        (("--from", "2095-01-01", "--to", "2095-01-05", "--usual-phases"), "too short for phases"),
        (
            (
                "--from",
                "2095-01-01",
                "--to",
                "2095-01-31",
                "--anchor",
                "the vigil@2095-03-01T18:00",
            ),
            "lies outside the campaign",
        ),
        (("--from", "2095-01-01", "--to", "2095-01-31", "--anchor", "soon"), "is no anchor"),
    ],
)
def test_a_campaign_that_cannot_be_is_told_why(
    shell: Shell, words: tuple[str, ...], says: str
) -> None:
    with pytest.raises(ActionError, match=says):
        shell.say("campaign", "create", "Wrong", *words)


def test_a_day_that_does_not_exist_is_wrong_usage(shell: Shell) -> None:
    result = shell.run("campaign", "create", "Wrong", "--from", "2095-02-29", "--to", "2095-03-01")

    assert result.exit_code == 2
    assert "February 2095 has 28 days" in result.stderr


def test_a_campaign_with_nothing_to_say_is_told(shell: Shell) -> None:
    days = ("--from", "2095-03-01", "--to", "2095-03-31")
    created = shell.ask("campaign", "create", "Empty", *days, "--set", 'kinds=["tactic"]')

    with pytest.raises(ActionError, match="nothing to say"):
        shell.say("campaign", "plan", str(created["id"]))


def test_moves_that_cannot_be_meant_are_refused_in_one_sentence(shell: Shell) -> None:
    first = str(posts(shell)[0]["id"])
    days = ("--from", "2095-01-20", "--to", "2095-01-10")

    with pytest.raises(ActionError, match="A post cannot be swapped with itself"):
        shell.say("campaign", "swap", first, first)
    with pytest.raises(ActionError, match="would end on 2095-01-10, before they begin"):
        shell.say("campaign", "shift", "1", *days, "--days", "1")
    with pytest.raises(ActionError, match="By 0 days nothing moves"):
        shell.say(
            "campaign", "shift", "1", "--from", "2095-01-10", "--to", "2095-01-20", "--days", "0"
        )
    with pytest.raises(ActionError, match="2095-03-01 is outside the campaign"):
        shell.say("campaign", "move", first, "2095-03-01T09:30", "--dry-run")
    with pytest.raises(ActionError, match="'foo' does not say from when to when"):
        shell.say("campaign", "simulate", "1", "--outage", "foo")


def test_a_campaign_of_two_sheets_is_set_up_and_changed(shell: Shell, tmp_path: Path) -> None:
    other = tmp_path / "floods.md"
    other.write_text("# Floods\n\nWater rises fast.\n\nFloods come at night.\n", "utf-8")
    number = shell.ask("factsheet", "import", str(other))["id"]
    days = ("--from", "2095-02-01", "--to", "2095-02-28")

    made = shell.ask("campaign", "create", "Two", *days, "--sheet", "1", "--sheet", str(number))

    campaign = str(made["id"])
    assert made["sheets"] == [1, number]
    assert "Water rises fast" in shell.say("campaign", "plan", campaign, "--dry-run", "--json")
    listed = shell.ask("campaign", "sheet", "list", campaign)
    key = shell.ask("factsheet", "show", str(number))["items"][0]["key"]
    assert [one["in_scope"] for one in listed] == [one["items"] for one in listed]
    put = shell.ask("campaign", "sheet", "put", campaign, str(number), "--leave-out", key)
    assert (put[1]["in_scope"], put[1]["items"]) == (1, 2)
    assert "1 of 2 items" in shell.say("campaign", "sheet", "list", campaign)
    left = shell.ask("campaign", "sheet", "remove", campaign, "1")
    assert [one["title"] for one in left] == ["Floods"]
