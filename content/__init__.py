"""From fact sheet to cards, captions and packs: files in, values out. Knows no database and no network."""
