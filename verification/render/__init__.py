"""Renderers turn a report into text: pure functions, no I/O."""
