"""Finds what may harm people or break a platform's rule before anything is approved. Rules are data."""
