"""Policies: the built-in ones, and how one is read from a file."""
