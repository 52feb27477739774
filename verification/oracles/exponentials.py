"""The forms of tanh and sigmoid that are made of exponentials, and of each other.

A slope called composed is what an engine computes that builds the op from its own exp,
+ and /: an exponential that is used twice gets two gradients, which may cancel.
"""

from verification.oracles.ball import Rounded


def twice_sigmoid(x: Rounded) -> Rounded:
    """Return 2 / (1 + exp(-2x)), which is tanh(x) + 1."""
    return 2 / (1 + (-2 * x).exp())


def tanh_growing(x: Rounded) -> Rounded:
    """Return (E - 1) / (E + 1), where E = exp(2x)."""
    e = (2 * x).exp()
    return (e - 1) * (e + 1) ** -1


def sinh_over_cosh(x: Rounded) -> Rounded:
    """Return (exp(x) - exp(-x)) / (exp(x) + exp(-x))."""
    p, q = x.exp(), (-x).exp()
    return (p - q) * (p + q) ** -1


def sech2(x: Rounded) -> Rounded:
    """Return the slope of tanh as 4e / (1 + e)^2, where e = exp(-2|x|): nothing cancels."""
    e = (-2 * abs(x)).exp()
    return 4 * e * (1 + e) ** -2


def sech2_growing(x: Rounded) -> Rounded:
    """Return the slope of tanh as 4 / (exp(x) + exp(-x))^2."""
    return 4 * (x.exp() + (-x).exp()) ** -2


def tanh_slope_growing(x: Rounded) -> Rounded:
    """Return the composed slope of (E - 1) / (E + 1), where E = exp(2x)."""
    e = (2 * x).exp()
    return (1 / (e + 1) - (e - 1) / (e + 1) ** 2) * e * 2


def tanh_slope_shrinking(x: Rounded) -> Rounded:
    """Return the composed slope of (1 - e) / (1 + e), where e = exp(-2x)."""
    e = (-2 * x).exp()
    return (1 / (1 + e) + (1 - e) / (1 + e) ** 2) * e * 2


def tanh_slope_quotient(x: Rounded) -> Rounded:
    """Return the composed slope of (p - q) / (p + q), where p = exp(x) and q = exp(-x)."""
    p, q = x.exp(), (-x).exp()
    near, far = 1 / (p + q), (p - q) / (p + q) ** 2
    return (near - far) * p + (near + far) * q


def tanh_slope_from_sigmoid(x: Rounded) -> Rounded:
    """Return the slope of tanh as 4s(1 - s), where s = 1 / (1 + exp(-2x))."""
    s = (1 + (-2 * x).exp()) ** -1
    return 4 * s * (1 - s)


def logistic_slope(x: Rounded) -> Rounded:
    """Return the slope of sigmoid as e / (1 + e)^2, where e = exp(-|x|): nothing cancels."""
    e = (-abs(x)).exp()
    return e * (1 + e) ** -2


def sigmoid_slope_composed(x: Rounded) -> Rounded:
    """Return the composed slope of E / (1 + E), where E = exp(x)."""
    e = x.exp()
    return (1 / (1 + e) - e / (1 + e) ** 2) * e


def sigmoid_slope_from_tanh(x: Rounded) -> Rounded:
    """Return the slope of sigmoid as (1 - t^2) / 4, where t = tanh(x/2)."""
    return (1 - (x / 2).tanh() ** 2) / 4
