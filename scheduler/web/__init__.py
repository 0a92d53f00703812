"""Pages and JSON API: parse, call one action, render."""
