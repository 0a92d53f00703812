"""Pages and JSON API: parse, call one action, render. Sees no tables and opens no connections."""
