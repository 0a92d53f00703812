"""Speaks each platform's API: one request, one verdict. Knows no database."""
