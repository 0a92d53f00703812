"""Composes captions and counts them as platforms do. Knows no network."""
