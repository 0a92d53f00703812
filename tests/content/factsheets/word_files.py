"""Small Word documents for tests, written part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_STYLES = {
    "Heading1": "heading 1",
    "Title": "Title",
    "ListBullet": "List Bullet",
    "Ours": "Our Heading",
}
_BASED = {"Ours": '<w:basedOn w:val="Heading1"/>'}


def paragraph(
    text: str, *, style: str = "", number: str = "", level: int = 0, bold: bool = False
) -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    numbered = (
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    )
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    words = f'<w:r>{weight}<w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p><w:pPr>{named}{numbered}</w:pPr>{words}</w:p>"


def text_box(*paragraphs: str) -> str:
    inside = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        "<w:p><w:r><mc:AlternateContent>"
        f"<mc:Choice><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def deleted(text: str) -> str:
    return f"<w:p><w:del><w:r><w:delText>{text}</w:delText></w:r></w:del></w:p>"


def document(*body: str, parts: dict[str, bytes] | None = None) -> bytes:
    """Return a .docx file with these paragraphs and tables."""
    styles = "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/>{_BASED.get(key, "")}</w:style>'
        for key, name in _STYLES.items()
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/styles.xml", f"<w:styles {_NAMESPACES}>{styles}</w:styles>")
        packed.writestr(
            "word/document.xml",
            f"<w:document {_NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>",
        )
        for name, content in (parts or {}).items():
            packed.writestr(name, content)
    return out.getvalue()
