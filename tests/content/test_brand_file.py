"""Brand files are read whole, mended where colours cannot be read, or refused with a line."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from content.brand import BrandError, BrandKit
from content.brand_file import default_brand, load_brand, parse_brand, sample_brand_path
from content.cards import colours
from content.cards.fonts import FAMILIES, uploaded
from content.factsheets.model import ContactRole, TextCode


def parsed(text: str, folder: Path = Path()) -> BrandKit:
    return parse_brand(text, "brand.toml", folder)


def test_the_sample_brand_has_a_logo_for_light_and_dark_grounds() -> None:
    brand = load_brand(sample_brand_path())

    assert brand.name == "Riverbend Prevention Network"
    assert brand.logo_light
    assert brand.logo_dark
    assert brand.notes == ()


def test_a_brand_of_a_name_alone_has_the_default_palette() -> None:
    assert parsed('name = "Riverbend"') == BrandKit(name="Riverbend")


def test_contacts_of_a_brand_are_whole_records() -> None:
    (contact,) = parsed(
        """
name = "Riverbend"
[[contacts]]
role = "hotline"
name = "River Line"
phone = "1-800-555-0142"
number = "+18005550142"
region = "US-CT"
text = { number = "555014", keywords = ["HELP"], name = "BEND" }
"""
    ).contacts

    assert contact.role is ContactRole.HOTLINE
    assert (contact.phone, contact.phone_printed) == ("+18005550142", "1-800-555-0142")
    assert contact.text_code == TextCode(number="555014", keywords=("HELP",), name="BEND")


@pytest.mark.parametrize(
    ("key", "given", "ground"),
    [
        ("primary", "#66AAFF", "#FFFFFF"),
        ("dark", "#8899AA", "#FFB62E"),
        ("accent", "#333366", "#0A1733"),
        ("light", "#3A3A3A", "#0A1733"),
    ],
)
def test_a_colour_that_cannot_be_read_is_changed_as_little_as_needed_and_said(
    key: str, given: str, ground: str
) -> None:
    brand = parsed(f'name = "R"\n[palette]\n{key} = "{given}"')

    value = getattr(brand.palette, key)

    assert value != given
    assert 4.5 <= colours.contrast(colours.parse(value), colours.parse(ground)) < 5.2
    assert any(f"palette.{key}: {given} was changed to {value}" in note for note in brand.notes)


def test_a_pale_palette_stays_pale_and_only_its_dark_gives_way() -> None:
    brand = parsed('name = "R"\n[palette]\ndark = "#8FA3BF"\nlight = "#FFF7FB"\naccent = "#F7C6D9"')

    assert (brand.palette.light, brand.palette.accent) == ("#FFF7FB", "#F7C6D9")
    assert len(brand.notes) == 1


WRONG = [
    ("", 1, "name is missing"),
    ('name = ""', 1, "1 to 60 characters"),
    ('name = "R"\ncolour = "#fff"', 2, "colour is not known here"),
    ('name = "R"\n[palette]\ndark = "navy"', 3, "'navy' is no colour"),
    ('name = "R"\n[palette]\ndark = 7', 3, "must be a text"),
    ('name = "R"\nfooter = "Call \u202e1-888"', 2, r"footer cannot be used: it holds .*U\+202E"),
    ('name = "R"\n[handles]\nx = "@\u202eab"', 3, r"handles.x cannot be used"),
    ('name = "R"\n[palette]\nblue = "#00f"', 3, "palette.blue is not known here"),
    ('name = "R"\nurl = "riverbend"', 2, "must begin with https://"),
    ('name = "R"\nqr = true', 2, "no url"),
    ('name = "R"\n[logo]\nlight = "none.svg"', 3, "No such file"),
    ('name = "R"\n[logo]\nlight = "../secret.png"', 3, "does not lie beside"),
    ('name = "R"\n[fonts]\nheading = "bad.ttf"', 3, "is no font file"),
    ('name = "R"\n[logo]\nlight = "bad.svg"', 3, "holds <script>"),
    ('name = "R"\n[[contacts]]\nname = "L"\nrole = "friend"', 4, "must be one of hotline"),
    ('name = "R"\n[[contacts]]\nname = "L"', 2, "leads nowhere"),
    ('name = "R"\n[[contacts]]\nname = "L"\nphone = "1-800"\nnumber = "+1900"', 4, "digits"),
    ("name = ", 1, "no TOML"),
]


@pytest.mark.parametrize(("text", "line", "why"), WRONG, ids=[row[2] for row in WRONG])
def test_a_wrong_brand_file_is_refused_in_one_line_with_its_place(
    tmp_path: Path, text: str, line: int, why: str
) -> None:
    (tmp_path / "bad.ttf").write_bytes(b"no font")
    (tmp_path / "bad.svg").write_text('<svg viewBox="0 0 1 1"><script/></svg>')

    with pytest.raises(BrandError, match=why) as caught:
        parsed(text, tmp_path)

    assert str(caught.value).startswith(f"brand.toml, line {line}: ")
    assert "\n" not in str(caught.value)


def test_an_uploaded_font_is_kept_for_its_role(tmp_path: Path) -> None:
    family = FAMILIES["fjalla"]
    package = find_spec(family.package)
    assert package is not None
    source = Path(str(package.origin)).parent / family.weights[400]
    (tmp_path / "own.ttf").write_bytes(source.read_bytes())

    brand = parsed('name = "R"\n[fonts]\nheading = "own.ttf"', tmp_path)

    assert [role for role, _ in brand.fonts] == ["heading"]


def test_a_bundled_family_is_named_without_a_file() -> None:
    brand = parsed('name = "R"\n[fonts]\nheading = "source-serif"\nbody = "manrope"')

    assert [role for role, _ in brand.fonts] == ["heading", "body"]
    assert all(uploaded(data, role, 700).has("ế") for role, data in brand.fonts)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(BrandError, match=r"none\.toml: No such file"):
        load_brand(Path("none.toml"))


@pytest.mark.parametrize(
    ("publisher", "name"),
    [
        ("Maple Clearinghouse, a program of the Center (Wheeler)", "Maple Clearinghouse"),
        ("", "Awareness"),
    ],
)
def test_an_organization_without_a_kit_gets_a_plain_one(publisher: str, name: str) -> None:
    assert default_brand(publisher) == BrandKit(name=name)


@pytest.mark.parametrize("tag", ["123", "a-b", "\u200f"])
def test_a_hashtag_that_no_platform_links_is_refused_with_its_line(tag: str) -> None:
    with pytest.raises(BrandError, match="line 2: hashtags '"):
        parsed(f'name = "Riverbend"\nhashtags = ["EndIt", "HTAM{{year}}", "{tag}"]')
