"""Oracles are believed: each answers a case with a proven or estimated truth."""
