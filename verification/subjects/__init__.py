"""Subjects are judged: each answers a case with an observation."""
