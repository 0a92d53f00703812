"""Lays out and draws image cards from data templates. Knows nothing of platforms or schedules."""
