"""Compose, count and check 10,000 captions on one core: of every kind, for every platform.

Times are of the processor, so that others on the same machine do not matter.

Run: python bench/captions.py [HOW_MANY]
"""

from __future__ import annotations

import sys
import time

from content.captions.composing import compose
from content.captions.counting import measure
from content.captions.limits import limit_for, platforms
from content.captions.model import Brief
from content.checks.engine import check_draft
from content.checks.model import Draft
from content.factsheets.model import Contact, ContactRole, Item, Kind, TextCode

HOW_MANY = 10_000
STATEMENTS = {
    Kind.FACT: "Anyone can be affected by human trafficking.",
    Kind.DEFINITION: "Forced labor is the use of coercion and exploitation to make people work.",
    Kind.AFFECTED_GROUP: "Undocumented individuals",
    Kind.TACTIC: "They may trick the victim with promises of romance or a better job.",
    Kind.WARNING_SIGN: "They have bruises in various stages of healing.",
    Kind.QUESTION: "Can they come and go as they wish?",
    Kind.ACTION: "Volunteering with local organizations that offer support for victims.",
    Kind.SAFETY: "When confronted, traffickers may become violent.",
    Kind.RESOURCE: "Center for Missing & Exploited Children missingkids.org",
}
HOTLINE = Contact(
    key="hotline",
    name="National Human Trafficking Hotline",
    role=ContactRole.HOTLINE,
    phone="+18883737888",
    phone_printed="1-888-373-7888",
    text_code=TextCode(number="233733", keywords=("HELP", "INFO"), name="BeFree"),
)
EMERGENCY = Contact(
    key="emergency", name="911", role=ContactRole.EMERGENCY, phone="911", phone_printed="9-1-1"
)


def briefs(how_many: int) -> list[Brief]:
    kinds, names = list(STATEMENTS), platforms()
    return [
        Brief(
            items=(
                Item(key=f"{number}", kind=kind, text=STATEMENTS[kind], lines=(1, 1), context=""),
            ),
            platform=names[number // len(kinds) % len(names)],
            hotline=HOTLINE,
            emergency=EMERGENCY,
            topic="human trafficking",
            source="Connecticut Clearinghouse",
            link="https://www.ctclearinghouse.org/signs",
            campaign="January 2027",
            year=2027,
            seed=number,
        )
        for number in range(how_many)
        for kind in (kinds[number % len(kinds)],)
    ]


def main(how_many: int = HOW_MANY) -> None:
    todo = briefs(how_many)
    compose(todo[0])  # the patterns and tables are read once

    started = time.process_time()
    captions = [compose(brief) for brief in todo]
    composed = time.process_time()
    fitting = sum(measure(c.text, limit_for(c.platform)).fits for c in captions)
    counted = time.process_time()
    findings = sum(len(check_draft(_draft(b, c.text))) for b, c in zip(todo, captions, strict=True))
    checked = time.process_time()

    distinct = len({caption.text for caption in captions})
    print(f"{how_many:,} captions composed in {composed - started:.2f} s")
    print(f"counted in {counted - composed:.2f} s: {fitting:,} fit, {distinct:,} differ")
    print(f"checked in {checked - counted:.2f} s: {findings:,} findings")


def _draft(brief: Brief, caption: str) -> Draft:
    return Draft(
        platform=brief.platform,
        caption=caption,
        kinds=(brief.items[0].kind,),
        topic=brief.topic,
        language=brief.language,
        contacts=(HOTLINE, EMERGENCY),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else HOW_MANY)
