"""Finds what may harm people or break a rule before anything is approved. Rules are data."""
