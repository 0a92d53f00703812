"""Fact sheet in, cards, captions and packs out. Knows no database and no network."""
