"""Reads fact sheets into typed, sourced items. Knows nothing of cards, captions or schedules."""
