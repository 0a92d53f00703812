"""One module per platform, found by scanning this package."""
