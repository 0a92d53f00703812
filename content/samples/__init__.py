"""What comes with the program to try it on: a fact sheet in our own words."""

from importlib.resources import files

SHEET = "human-trafficking.md"


def sample_sheet() -> tuple[bytes, str]:
    """Return the bundled fact sheet and its file name."""
    return files("content.samples").joinpath(SHEET).read_bytes(), SHEET
