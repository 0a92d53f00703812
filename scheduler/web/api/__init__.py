"""JSON for other programs, under /api/v1: what the pages do, with tokens instead of logins."""
