"""Awareness days, weeks and months as rules over years. Knows no campaign."""
