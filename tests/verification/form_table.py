"""The tables of forms as docs/acceptance.md has them: `python -m tests.verification.form_table`."""

import sys
from collections.abc import Iterable

from verification.oracles.forms import FORMS, Form, PartialRule, ValueRule

HEAD = "| op | value | partial derivatives |\n|---|---|---|\n"

Partials = tuple[tuple[Form[PartialRule], ...], ...]


def listed() -> str:
    """Return the table of the listed forms."""
    return HEAD + "".join(_row(op, forms.values, forms.partials) for op, forms in FORMS.items())


def weaker() -> str:
    """Return the table of the weaker forms, of the ops that have some."""
    return HEAD + "".join(
        _row(op, forms.weaker_values, forms.weaker_partials)
        for op, forms in FORMS.items()
        if forms.weaker_values or forms.weaker_partials
    )


def terms() -> str:
    """Return how many pieces an edge may be split into, as a sentence lists it."""
    counts = sorted({forms.terms for forms in FORMS.values()} - {1})
    parts = (
        f"{count} for " + ", ".join(op for op, forms in FORMS.items() if forms.terms == count)
        for count in counts
    )
    return "; ".join((*parts, "1 for the others"))


def _row(op: str, values: Iterable[Form[ValueRule]], partials: Partials) -> str:
    groups = (_names(group) for group in partials)
    slopes = " and ".join(group for group in groups if group)
    return f"| {op} | {_names(values)} | {slopes} |\n"


def _names(forms: Iterable[Form[ValueRule]] | Iterable[Form[PartialRule]]) -> str:
    return "; ".join(f"`{form.name}`" for form in forms)


if __name__ == "__main__":
    sys.stdout.write(f"{listed()}\n{weaker()}\n{terms()}\n")
