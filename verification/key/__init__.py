"""The answer key: a published set of cases with their answers, for engines in any language."""
