"""Writes and reads what travels inside a picture: its alt text, makers, source and rights."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html import escape, unescape

from PIL import Image

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF \
xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" \
xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" \
xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">{parts}</rdf:Description>\
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""

_ALT = re.compile(r"<Iptc4xmpCore:AltTextAccessibility>.*?<rdf:li[^>]*>(.*?)</rdf:li>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said about a picture inside it."""

    alt_text: str
    language: str = ""
    creator: str = ""
    source: str = ""
    rights: str = ""


def packet(about: About) -> bytes:
    """Build the XMP packet; properties by IPTC, https://iptc.org/std/photometadata/."""
    parts = [_alternatives("Iptc4xmpCore:AltTextAccessibility", about.alt_text, about.language)]
    if about.creator:
        parts.append(
            f"<dc:creator><rdf:Seq><rdf:li>{_xml(about.creator)}</rdf:li></rdf:Seq></dc:creator>"
        )
    if about.source:
        parts.append(f"<dc:source>{_xml(about.source)}</dc:source>")
        parts.append(f"<photoshop:Credit>{_xml(about.source)}</photoshop:Credit>")
    if about.rights:
        parts.append(_alternatives("dc:rights", about.rights, about.language))
    return _PACKET.format(parts="".join(parts)).encode()


def alt_text_in(data: bytes) -> str:
    """Read the alt text out of a finished picture; empty when it has none."""
    with Image.open(io.BytesIO(data)) as opened:
        found = opened.info.get("xmp") or opened.info.get("XML:com.adobe.xmp") or b""
    text = found.decode("utf-8") if isinstance(found, bytes) else str(found)
    match = _ALT.search(text)
    return unescape(match.group(1)) if match else ""


def _alternatives(name: str, text: str, language: str) -> str:
    tagged = ""
    if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        tagged = f'<rdf:li xml:lang="{language}">{_xml(text)}</rdf:li>'
    default = f'<rdf:li xml:lang="x-default">{_xml(text)}</rdf:li>'
    return f"<{name}><rdf:Alt>{default}{tagged}</rdf:Alt></{name}>"


def _xml(text: str) -> str:
    return escape(text, quote=True)
