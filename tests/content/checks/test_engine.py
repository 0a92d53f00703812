from __future__ import annotations

from dataclasses import replace

import pytest

from content.captions.composing import compose
from content.captions.limits import platforms
from content.checks.engine import check_draft
from content.checks.model import Severity
from content.factsheets.model import Contact, Item, Kind
from tests.content.captions.briefs import EMERGENCY, HOTLINE, a_brief, a_sign, an_item
from tests.content.checks.drafts import a_draft, a_picture, blocked, found


@pytest.mark.parametrize("platform", platforms())
@pytest.mark.parametrize(
    "item",
    [
        an_item(),
        an_item("Undocumented individuals", kind=Kind.AFFECTED_GROUP, context="who is affected"),
        a_sign(),
        a_sign("Have they (or their family) been threatened?", kind=Kind.QUESTION),
        an_item("Do not attempt to confront a suspected trafficker.", kind=Kind.SAFETY),
        an_item("When confronted, traffickers may become violent.", kind=Kind.SAFETY),
        an_item("Center for Missing & Exploited Children missingkids.org", kind=Kind.RESOURCE),
    ],
    ids=lambda item: str(item.kind),
)
def test_what_the_program_composes_is_fit_for_review(platform: str, item: Item) -> None:
    brief = a_brief(item, platform=platform, link="https://example.org", campaign="January 2027")
    caption = compose(brief)
    draft = a_draft(
        "",
        platform=platform,
        kinds=(brief.items[0].kind,),
        source_text=brief.items[0].text,
        pictures=(a_picture(brief.items[0].text),),
    )

    findings = check_draft(replace(draft, caption=caption.text))

    assert [f for f in findings if f.severity is not Severity.ADVISE] == []


@pytest.mark.parametrize(
    ("caption", "rule", "words"),
    [
        ("Help for every sex slave.", "trafficking.sex-slave", "sex slave"),
        ("#SexSlavery must end", "trafficking.sex-slave", "#SexSlavery"),
        ("She was a child prostitute.", "trafficking.child-prostitute", "child prostitute"),
        ("Illegal aliens are at risk.", "trafficking.illegal-people", "Illegal aliens"),
        ("Each year 300,000 children are taken.", "trafficking.refuted-figure", "300,000 children"),
        ("The Super Bowl brings trafficking.", "trafficking.super-bowl", "Super Bowl"),
        ("Confront the trafficker at once.", "trafficking.confront", "Confront the trafficker"),
        ("Child porn is a crime.", "child-abuse.pornography", "Child porn"),
        ("He committed suicide.", "suicide.committed", "committed suicide"),
        ("Call 1-800-273-TALK.", "claims.old-suicide-line", "1-800-273-TALK"),
        ("𝗦𝘁𝗼𝗽 it.", "accessibility.fancy-letters", "𝗦𝘁𝗼𝗽"),  # noqa: RUF001
        ("See https://exa…", "text.address", "https://exa…"),
    ],
)
def test_harmful_words_stop_a_post(caption: str, rule: str, words: str) -> None:
    findings = found(a_draft(caption))

    assert findings[rule].severity is Severity.BLOCK
    assert findings[rule].words == words
    assert findings[rule].message
    assert findings[rule].why
    assert findings[rule].source
    assert findings[rule].suggestion


@pytest.mark.parametrize(
    "caption",
    [
        "It is a myth that trafficking rises at the Super Bowl.",
        "That the average age is 13 was refuted: it is a myth about trafficking.",
        "Never confront a trafficker.",
        "A follow-up call helps. Stop and think.",
        "Suicide can be prevented.",
    ],
)
def test_saying_what_is_wrong_with_it_is_no_offence(caption: str) -> None:
    assert blocked(a_draft(caption)) <= {"carry.crisis-line"}


def test_a_word_on_the_card_or_in_the_alt_text_counts_like_one_in_the_caption() -> None:
    draft = a_draft(pictures=(a_picture("Free the sex slaves"),))

    assert "trafficking.sex-slave" in blocked(draft)


def test_invisible_and_typographic_characters_hide_no_word() -> None:
    assert "trafficking.sex-slave" in blocked(a_draft("A sex\u2010sl\u00adave."))


def test_a_sign_needs_hotline_emergency_number_caution_and_do_not_confront() -> None:
    draft = a_draft("", kinds=(Kind.WARNING_SIGN,), contacts=(HOTLINE, EMERGENCY))
    bare = replace(draft, caption="Bruises may be a sign.")

    assert blocked(bare) == {
        "carry.hotline",
        "carry.emergency",
        "carry.caution",
        "carry.do-not-confront",
    }


def test_a_contact_that_nobody_has_says_where_to_put_it() -> None:
    finding = found(a_draft("x", kinds=(Kind.WARNING_SIGN,), contacts=(HOTLINE,), country="US"))[
        "carry.emergency"
    ]

    assert "brand kit" in finding.suggestion
    assert "911" in finding.suggestion


def test_a_wrong_digit_in_the_hotline_stops_the_post() -> None:
    finding = found(a_draft("Call 1-888-373-7889."))["claims.number"]

    assert finding.severity is Severity.BLOCK
    assert "differs from the number of National Human Trafficking Hotline" in finding.message


def test_a_figure_needs_source_and_year_and_must_be_in_the_sheet() -> None:
    draft = a_draft("27.6 million people are in forced labor.", source_text="Many people are.")

    assert {"claims.source", "claims.year", "claims.not-in-source"} <= blocked(draft)
    sourced = a_draft(
        "27.6 million people were in forced labor in 2021.\nSource: ILO",
        source_text="27.6 million people were in forced labor in 2021.",
    )
    assert blocked(sourced) == set()


def test_words_of_the_card_that_the_alt_text_leaves_out_stop_the_post() -> None:
    draft = a_draft(pictures=(a_picture("Call 1-888-373-7888 now", "Call now"),))

    assert "7888" in found(draft)["accessibility.alt-text-words"].words


def test_a_post_that_speaks_of_suicide_names_the_crisis_line() -> None:
    crisis = Contact(
        key="988", name="988 Suicide & Crisis Lifeline", role=HOTLINE.role, phone="988"
    )
    contacts = (HOTLINE, EMERGENCY, crisis)

    assert "carry.crisis-line" in blocked(a_draft("Some think of suicide.", contacts=contacts))
    said = a_draft("Some think of suicide. 988 Suicide & Crisis Lifeline: 988", contacts=contacts)
    assert blocked(said) == set()
