"""A file that a person chose, or the text they pasted in its place."""

from __future__ import annotations

from pathlib import PurePath

from fastapi import UploadFile


async def given_file(
    file: UploadFile | None, text: str, pasted_name: str
) -> tuple[bytes, str] | None:
    """Return what was chosen, else what was pasted, with its name; None when there is neither."""
    if file is not None and file.filename:
        return await file.read(), PurePath(file.filename.replace("\\", "/")).name[:200]
    if text.strip():
        return text.replace("\r\n", "\n").encode(), pasted_name
    return None
