"""Briefs nobody would think of: every script, every kind, every platform."""

from __future__ import annotations

from hypothesis import strategies as st

from content.captions.limits import platforms
from content.captions.model import Brief
from content.checks.topics import known_topics
from content.factsheets.model import Contact, ContactRole, Item, Kind, TextCode

_WORD = st.one_of(
    st.sampled_from(
        [
            *("people", "27.6 million", "2021,", "1 in 12", "naïve", "niños", "人身売買", "U.S."),
            *("it’s", "co-operate", "(e.g.", "e\u0301te\u0301", "#Tag", "क्षमा", "وقف"),
            *("\U0001f469\U0001f3fd\u200d\U0001f4bb", "\U0001f1fa\U0001f1f8"),
        ]
    ),
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12),
)
_END = st.sampled_from([".", "?", "!", "", ","])


@st.composite
def sentences(draw: st.DrawFn) -> str:
    words = draw(st.lists(_WORD, min_size=1, max_size=60))
    return " ".join(f"{word}{draw(_END)}" if n % 9 == 8 else word for n, word in enumerate(words))


contacts = st.builds(
    Contact,
    key=st.just("c"),
    name=st.sampled_from(
        ["National Human Trafficking Hotline", "Línea de la Vida", "ヘルプライン"]
    ),
    role=st.just(ContactRole.HOTLINE),
    phone=st.sampled_from(["+18883737888", "988", "+528005533000"]),
    text_code=st.one_of(
        st.none(), st.just(TextCode(number="233733", keywords=("HELP", "INFO"), name="BeFree"))
    ),
)


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    kind = draw(st.sampled_from(Kind))
    context = draw(st.one_of(st.just(""), sentences()))
    items = draw(
        st.lists(
            st.builds(
                lambda text: Item(
                    key=text[:20], kind=kind, text=text, lines=(3, 3), context=context
                ),
                sentences(),
            ),
            min_size=1,
            max_size=3,
        )
    )
    emergency = Contact(
        key="e", name="911", role=ContactRole.EMERGENCY, phone="911", phone_printed="9-1-1"
    )
    return Brief(
        items=tuple(items),
        platform=draw(st.sampled_from(platforms())),
        language=draw(st.sampled_from(["en", "es", "pt", "fr", "de"])),
        hotline=draw(contacts),
        emergency=draw(st.sampled_from([emergency, None])),
        topic=draw(st.sampled_from(["", *known_topics()])),
        source=draw(st.sampled_from(["", "ILO, 2022", "Connecticut Clearinghouse, a program"])),
        link=draw(st.sampled_from(["", "https://example.org/a?b=1"])),
        campaign=draw(st.sampled_from(["", "January 2027"])),
        year=draw(st.sampled_from([None, 2027])),
        seed=draw(st.integers(0, 40)),
        link_in_bio=draw(st.booleans()),
    )
