"""Builds and reads content packs that partner organizations reuse. Knows no database."""
