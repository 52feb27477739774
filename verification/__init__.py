"""The harness: it asks the same question of a subject and of the oracles, and judges the answers."""
