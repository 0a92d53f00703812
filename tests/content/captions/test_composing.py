from __future__ import annotations

from dataclasses import replace

import pytest

from content.captions.composing import compose
from content.captions.counting import measure
from content.captions.limits import limit_for, platforms
from content.captions.model import CaptionError
from content.captions.patterns import languages
from content.captions.phones import holds
from content.factsheets.model import Kind
from tests.content.captions.briefs import EMERGENCY, HOTLINE, LINEA, a_brief, a_sign, an_item

LONG_SIGN = (
    "The person appears coached on what to say, or they are often with someone else who they"
    " defer to instead of speaking or answering questions."
)


@pytest.mark.parametrize("platform", platforms())
def test_a_long_sign_keeps_every_line_of_safety_on_every_platform(platform: str) -> None:
    brief = a_brief(a_sign(LONG_SIGN), platform=platform, link="https://example.org/signs")

    caption = compose(brief)

    assert caption.length.fits
    assert LONG_SIGN in caption.text
    assert "not proof" in caption.text
    assert "Do not confront" in caption.text
    assert holds(caption.text, HOTLINE.phone)
    assert holds(caption.text, EMERGENCY.phone)


def test_says_what_was_left_out() -> None:
    brief = a_brief(a_sign(LONG_SIGN), platform="x", link="https://example.org/signs")

    caption = compose(brief)

    assert "call" in caption.dropped
    assert not {"hotline", "caution", "claim"} & set(caption.dropped)


def test_same_brief_same_words() -> None:
    assert compose(a_brief(seed=3)) == compose(a_brief(seed=3))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", Kind)
def test_the_same_statement_reads_differently_every_day_of_a_month(
    kind: Kind, language: str
) -> None:
    item = an_item(kind=kind)

    brief = a_brief(item, language=language, platform="facebook")  # where nothing is left out

    texts = [compose(replace(brief, seed=seed)).text for seed in range(31)]

    assert len(set(texts)) == 31


def test_an_item_that_cannot_stand_alone_brings_its_lead_in() -> None:
    item = an_item(
        "Indigenous Americans",
        kind=Kind.AFFECTED_GROUP,
        context="the following populations experience trafficking more frequently",
    )

    text = compose(a_brief(item)).text

    lead_in = "The following populations experience trafficking more frequently:\n"
    assert f"{lead_in}Indigenous Americans" in text


def test_items_of_one_card_share_their_lead_in() -> None:
    context = "The following populations experience trafficking more frequently"
    group = [
        an_item(text, kind=Kind.AFFECTED_GROUP, context=context)
        for text in ("Unhoused youth", "People with disabilities")
    ]

    text = compose(a_brief(*group)).text

    assert f"{context}:\n- Unhoused youth\n- People with disabilities\n" in text


def test_a_statement_that_names_the_hotline_does_not_name_it_twice() -> None:
    item = an_item("National Human Trafficking Hotline 1-888-373-7888", kind=Kind.RESOURCE)

    text = compose(a_brief(item)).text

    assert text.count("373-7888") == 1


def test_a_statement_that_already_cautions_needs_no_second_caution() -> None:
    item = a_sign("Never confront a trafficker. One sign alone is not proof.")

    text = compose(a_brief(item)).text

    assert text.lower().count("not proof") == 1
    assert text.lower().count("confront") == 1


def test_spanish_is_spanish_throughout() -> None:
    sign = a_sign(
        "Alguien se ve con miedo.", context="Señales que podrían revelar a una víctima de trata"
    )
    brief = a_brief(sign, language="es-MX", hotline=LINEA, emergency=None, source="La Gaceta")

    caption = compose(brief)

    assert "Una sola señal no prueba" in caption.text
    assert "800 5533 000" in caption.text
    assert "Fuente: La Gaceta" in caption.text
    assert "#NoALaTrata" in caption.text


def test_a_language_without_patterns_uses_the_sheets_words_and_says_so() -> None:
    item = an_item("Jeder Mensch kann betroffen sein.")

    caption = compose(a_brief(item, language="de", hashtags=("KeinMenschenhandel",)))

    assert caption.text == (
        "Jeder Mensch kann betroffen sein.\n\n"
        "National Human Trafficking Hotline: 1-888-373-7888\n\n"
        "Connecticut Clearinghouse\n\n#KeinMenschenhandel"
    )
    assert "no caption patterns in 'de'" in caption.notes[0]


def test_instagram_gets_no_address_but_may_point_to_the_profile() -> None:
    brief = a_brief(platform="instagram", link="https://example.org")

    assert "example.org" not in compose(brief).text
    assert "in our profile" in compose(replace(brief, link_in_bio=True)).text


def test_links_carry_campaign_tags_and_lose_them_before_they_go() -> None:
    brief = a_brief(link="https://example.org/a?b=1", campaign="January 2027", platform="bluesky")
    tags = "utm_source=bluesky&utm_medium=social&utm_campaign=january-2027"

    assert f"https://example.org/a?b=1&{tags}" in compose(replace(brief, source="")).text
    longer = an_item("Anyone can be affected by human trafficking, anywhere and at any age. " * 2)
    assert compose(replace(brief, items=(longer,))).text.count("utm_source") == 0


def test_a_figure_never_loses_its_source() -> None:
    item = an_item("In 2021, 27.6 million people were in forced labor on any given day. " * 3)

    caption = compose(a_brief(item, platform="bluesky", source="ILO, 2022"))

    assert "ILO, 2022" in caption.text


def test_discord_gets_no_hashtags_and_says_so() -> None:
    caption = compose(a_brief(platform="discord", hashtags=("EndTrafficking",)))

    assert "#" not in caption.text
    assert "discord has none" in caption.notes[0]


def test_a_tag_that_waits_for_a_year_is_left_out_with_a_note() -> None:
    brief = a_brief(hashtags=("WearBlueDay{year}", "#EndTrafficking"))

    assert compose(brief).hashtags == ("#EndTrafficking",)
    assert "WearBlueDay" in compose(brief).notes[0]
    assert "#WearBlueDay2027" in compose(replace(brief, year=2027)).text


def test_what_cannot_fit_says_so() -> None:
    item = an_item("Traffickers use fear to keep people from speaking out, " * 8)

    with pytest.raises(CaptionError, match=r"line 7 does not fit x: .* of 280; shorten"):
        compose(a_brief(item, platform="x"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"items": ()}, "at least one item"),
        ({"items": (an_item(" "),)}, "at least one item"),
        ({"items": (an_item("a\x07b"),)}, r"U\+0007 at character 2"),
        ({"items": (an_item("half \ud83d"),)}, "half of a character"),
        ({"items": (an_item("\u202e1-888"),)}, "reading direction"),
        ({"items": (an_item("a" * 1_000_000),)}, "1,000,000 characters"),
        ({"link": "javascript:alert(1)"}, "no web address"),
        ({"link": "https://exa mple.org"}, "no web address"),
        ({"link": "https://[broken"}, "no web address"),
        ({"hashtags": ("2027",)}, "has no letter"),
        ({"hashtags": ("end-trafficking",)}, "letters, digits and underscores"),
        ({"platform": "myspace"}, "no platform is called 'myspace'"),
    ],
)
def test_what_cannot_go_out_gets_one_clear_line(change: dict[str, object], words: str) -> None:
    with pytest.raises(CaptionError, match=words) as caught:
        compose(replace(a_brief(), **change))  # type: ignore[arg-type]  # any field

    assert "\n" not in str(caught.value)


def test_a_servers_own_limit_counts() -> None:
    wide = replace(limit_for("mastodon"), limit=5000)
    item = an_item("Traffickers use fear to keep people from speaking out. " * 12)

    caption = compose(a_brief(item, limit=wide))

    assert caption.length == measure(caption.text, wide)
    assert caption.length.limit == 5000


def test_the_last_sentences_go_when_all_else_has_gone_and_the_caption_says_so() -> None:
    item = an_item("Traffickers use fear to keep people from speaking out. " * 40)

    caption = compose(a_brief(item, platform="x"))

    assert "rest" in caption.dropped
    assert "the rest stands on the picture" in caption.notes[-1]


def test_a_sentence_that_limits_the_one_before_is_never_left_out_alone() -> None:
    first = (
        "In certain cases force is not needed for it to be called sex trafficking, says the law."
    )
    limit = "However, that holds only for people under the age of eighteen, whoever they may be."
    item = an_item(f"{first} {limit} {'More can be read on the sheet. ' * 4}")

    caption = compose(a_brief(item, platform="x"))

    assert f"{first} {limit}" in caption.text
    assert "rest" in caption.dropped


def test_a_text_that_speaks_of_suicide_names_the_crisis_line_beside_the_hotline() -> None:
    crisis = replace(HOTLINE, key="988", name="988 Suicide & Crisis Lifeline", phone="988",
                     phone_printed="988", text_code=None)  # fmt: skip
    item = an_item("Some of them think about suicide later on.")

    caption = compose(a_brief(item, contacts=(HOTLINE, EMERGENCY, crisis), platform="x"))

    assert "988 Suicide & Crisis Lifeline: 988" in caption.text
    assert holds(caption.text, HOTLINE.phone)


def test_a_caption_that_lacks_what_its_topic_asks_for_says_so() -> None:
    caption = compose(a_brief(a_sign(), hotline=None, emergency=None))

    assert [note.split(" is given")[0] for note in caption.notes] == ["no hotline", "no emergency"]


def test_a_number_after_arabic_letters_keeps_its_direction() -> None:
    line = replace(HOTLINE, name="الخط الساخن", text_code=None)

    text = compose(a_brief(language="ar", hotline=line)).text

    assert "الخط الساخن: \u200e1-888-373-7888" in text
    assert holds(text, line.phone)
