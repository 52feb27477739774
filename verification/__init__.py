"""The harness: it puts the same case to a subject and to the oracles, and judges the answers."""
