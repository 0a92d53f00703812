from __future__ import annotations

from dataclasses import replace
from datetime import date

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


@pytest.mark.parametrize(
    "caption",
    [
        "Call any day, 365 days a year.",
        "The fair is on 01/31/2027, or 2027-02-01, in the season 2026-2027.",
        "Call 1-888-3737-888 or (888) 373-7888 or 1.888.373.7888.",
        "Call \u0661-\u0668\u0668\u0668-\u0663\u0667\u0663-\u0667\u0668\u0668\u0668.",
        "Text 233733 (BeFree).",
    ],
)
def test_the_right_number_may_be_written_in_many_ways_and_not_every_number_is_one(
    caption: str,
) -> None:
    assert blocked(a_draft(caption)) == set()


@pytest.mark.parametrize(
    "caption",
    ["Call 1-888-373-7889.", "Call 1-888-373-SAVE.", "Call 555 0123.", "Dial 999 at once."],
)
def test_a_number_of_no_contact_stops_the_post(caption: str) -> None:
    assert blocked(a_draft(caption)) == {"claims.number"}


def test_a_number_spelled_on_the_keys_is_the_same_number() -> None:
    line = replace(HOTLINE, phone="+18007997233", phone_printed="1-800-799-7233")

    assert blocked(a_draft("Call 1-800-799-SAFE.", contacts=(HOTLINE, line))) == set()


def test_a_contact_that_has_run_out_stops_the_post_from_the_next_day_on() -> None:
    line = replace(HOTLINE, expires_on=date(2027, 1, 10))

    assert blocked(a_draft(contacts=(line,), today=date(2027, 1, 10))) == set()
    assert blocked(a_draft(contacts=(line,), today=date(2027, 1, 11))) == {"claims.contact-expired"}


def test_a_contact_of_another_country_stops_the_post() -> None:
    line = replace(HOTLINE, region="US")

    assert blocked(a_draft(contacts=(line,), country="US-CT")) == set()
    assert blocked(a_draft(contacts=(line,), country="MX")) == {"claims.contact-abroad"}


def test_low_contrast_and_small_text_stop_a_post() -> None:
    picture = a_picture("Anyone can be affected", contrast=3.1, smallest_text=16)

    findings = found(a_draft(pictures=(picture,)))

    assert findings["accessibility.contrast"].severity is Severity.BLOCK
    assert "3.1 to 1" in findings["accessibility.contrast"].message
    assert findings["accessibility.text-size"].severity is Severity.BLOCK


def test_a_platform_without_alt_text_says_what_its_readers_miss() -> None:
    draft = a_draft(platform="telegram", pictures=(a_picture("Bruises may be a sign"),))

    assert "bruises" in found(draft)["accessibility.no-alt-text-there"].words


def test_hard_text_is_only_advice_and_the_topics_own_words_are_easy() -> None:
    hard = (
        "Notwithstanding considerable institutional heterogeneity, organizational administrators"
        " systematically underestimate the multidimensional characteristics of exploitation."
    )

    assert found(a_draft(hard))["text.reading"].severity is Severity.ADVISE
    easy = "Human trafficking and commercial sexual exploitation can happen to anyone in any town."
    assert "text.reading" not in found(a_draft(easy))


def test_an_unknown_language_of_a_needed_line_is_said_and_not_passed_over() -> None:
    draft = a_draft("x", kinds=(Kind.WARNING_SIGN,), language="sw")

    assert "'sw'" in found(draft)["carry.unknown-wording"].message


def test_more_tags_than_instagram_takes_stop_the_post() -> None:
    draft = a_draft("#One #Two #Three #Four #Five #Six", platform="instagram")

    assert "text.hashtags-refused" in blocked(draft)


def test_more_mentions_than_instagram_takes_stop_the_post() -> None:
    names = " ".join(f"@partner{number}" for number in range(21))

    assert "text.mentions" in blocked(a_draft(names, platform="instagram"))
    assert "text.mentions" not in blocked(a_draft(names, platform="facebook"))
