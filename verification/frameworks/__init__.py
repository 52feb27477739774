"""The frameworks held to the same truth: who is there, the league, conventions, the ledger."""
