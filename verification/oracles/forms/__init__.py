"""The forms: every way in use to compute an op's value or a partial derivative.

A form is a few steps of ``Rounded`` arithmetic; the hull of an op is the union of
its forms. docs/acceptance.md holds the same table for readers, and says what being
listed means.
"""

from typing import Final

from verification.oracles.forms.algebra import ALGEBRA
from verification.oracles.forms.arcs import ARCS
from verification.oracles.forms.areas import AREAS
from verification.oracles.forms.exponential import EXPONENTIAL
from verification.oracles.forms.form import Form, Forms, PartialRule, Rule, ValueRule
from verification.oracles.forms.hyperbolic import HYPERBOLIC
from verification.oracles.forms.kinked import KINKED
from verification.oracles.forms.logistic import LOGISTIC
from verification.oracles.forms.normal import NORMAL
from verification.oracles.forms.plane import PLANE
from verification.oracles.forms.trigonometric import TRIGONOMETRIC

__all__ = ["FORMS", "Form", "Forms", "PartialRule", "Rule", "ValueRule"]

FORMS: Final = {
    **ALGEBRA,
    **KINKED,
    **LOGISTIC,
    **NORMAL,
    **EXPONENTIAL,
    **TRIGONOMETRIC,
    **ARCS,
    **HYPERBOLIC,
    **AREAS,
    **PLANE,
}
