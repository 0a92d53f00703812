"""One module per command: parse, call one action, print."""

from __future__ import annotations

import importlib
import sys

import click

from scheduler.cli.output import people_errors

COMMANDS = {  # name -> (module, what it does): listed here so that --help loads no command
    "demo": ("demo", "Run a whole campaign on this machine, then serve it."),
    "init": ("init", "Set up an organization with its first owner."),
    "serve": ("serve", "Run the web app and the publisher in one process."),
    "worker": ("worker", "Run the publisher alone."),
    "sandbox": ("sandbox", "Run the platforms' APIs on this machine, with a feed page to look at."),
    "extract": ("extract", "Show what is taken from a fact sheet, and what a person must look at."),
    "render": ("render", "Draw the cards of a fact sheet into a folder."),
    "captions": ("captions", "Compose a caption for every card of a fact sheet and platform."),
    "length": ("length", "Count the text on standard input as a platform does."),
    "check": ("check", "Show what may harm people or break a rule in a fact sheet."),
    "templates": ("templates", "List, preview and check card templates."),
    "platforms": ("platforms", "List the platforms that can be connected."),
    "org": ("org", "Organizations."),
    "member": ("member", "People of an organization."),
    "brand": ("brand", "Brand kits."),
    "factsheet": ("factsheet", "Fact sheets."),
    "translation": (
        "translation",
        "Fact sheets in other languages: outline, add, see how far they are.",
    ),
    "channel": ("channel", "Connected accounts."),
    "campaign": ("campaign", "Campaigns: create, plan, move, pause, simulate, copy."),
    "observance": ("observance", "Awareness months, weeks and days."),
    "post": ("post", "Posts: list, show, edit, submit, move, draw again, import."),
    "review": ("review", "Approve posts or ask for changes."),
    "policy": ("policy", "Approval policies: who must say yes, for what."),
    "rule": ("rule", "Rules of the checks: list, add your own, switch warnings off."),
    "link": ("link", "Review links for people without an account."),
    "token": ("token", "Access tokens for other programs."),
    "audit": ("audit", "The audit log: verify and export."),
    "delivery": ("delivery", "Deliveries: list, resolve, retry, cancel."),
    "publish-due": ("publish_due", "Send what is due now, once, and stop."),
    "engagement": ("engagement", "Collect what people did with the posts."),
    "report": ("report", "Report what people did with a campaign's posts."),
    "pack": ("pack", "Content packs: build, verify, rebrand, compare, import."),
    "db": ("db", "Upgrade, back up and restore the database."),
    "doctor": ("doctor", "Say what is wrong with this installation and how to mend it."),
}


class _Commands(click.Group):
    """Loads a command's module only when that command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"scheduler.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="awareness-scheduler")
def awareness() -> None:
    """Turn a fact sheet into an awareness campaign: cards, captions, approvals, posts, numbers."""


def main() -> None:
    """Run the command line: exit 0 done, 1 could not (one line), 2 wrong usage."""
    with people_errors():
        awareness(prog_name="awareness")
    sys.exit(0)
