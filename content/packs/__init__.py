"""Content packs for partner organizations: built, signed, verified, rebranded. No database."""
