"""What an op is put into, with the ops that an engine has to build it of."""

from typing import Final

import pytest

from tests.verification.spelling import spelled, uses
from verification.shapes import WORKED, Tools, chained, choose_tools, faint
from verification.wording import ADD, MUL, POWER, WORDINGS, Wording

PRODUCTS: Final = Tools(MUL, ADD)
QUOTIENTS: Final = Tools(Wording("div", "vv"), Wording("sub", "vv"))

# --- Tools -------------------------------------------------------------------


def tools(*ops: str) -> Tools:
    return choose_tools(lambda wording: wording.kind == "vv" and wording.op in ops)


def test_an_engine_is_asked_with_the_likeliest_tools_that_it_has() -> None:
    assert tools("add", "sub", "mul", "div") == PRODUCTS
    assert tools("add", "sub", "div") == Tools(Wording("div", "vv"), ADD)
    assert tools("sub", "mul") == Tools(MUL, Wording("sub", "vv"))
    assert tools("sub") == Tools(Wording("sub", "vv"), Wording("sub", "vv"))
    assert tools("mul") == Tools(MUL, MUL)
    assert tools("add") == Tools(ADD, ADD)
    assert tools("div") == Tools(Wording("div", "vv"), Wording("div", "vv"))
    assert tools() == PRODUCTS  # which it then misses


def test_a_shape_is_rebuilt_with_other_tools() -> None:
    assert spelled(QUOTIENTS.fit(WORKED)) == "div(sub(div(a, b), c), d)"
    assert spelled(PRODUCTS.fit(WORKED)) == spelled(WORKED) == "mul(add(mul(a, b), c), d)"


# What an op is put into; the letters are x, an inner factor, an outer one, a second operand.
CHAINED: Final = {
    ("exp", "v"): (
        "mul(exp(mul(a, b)), c)",
        "add(exp(a), a)",
        "add(a, mul(exp(a), b))",
        "add(mul(exp(a), c), exp(b))",
        "add(mul(exp(a), b), mul(exp(a), c))",
    ),
    ("div", "vv"): (
        "add(mul(div(mul(a, b), d), c), d)",
        "add(d, mul(div(d, mul(a, b)), c))",
        "add(add(div(a, b), a), b)",
        "div(a, a)",
        "mul(div(a, a), b)",
    ),
    # The tool that joins is not put behind itself, nor what scales.
    ("add", "vv"): (
        "add(mul(add(add(a, b), d), c), d)",
        "add(d, mul(add(d, add(a, b)), c))",
        "add(add(add(a, b), a), b)",
        "add(a, a)",
        "mul(add(a, a), b)",
    ),
    # A tie of a node with itself is left to the edge checks.
    ("maximum", "vv"): (
        "add(mul(maximum(mul(a, b), d), c), d)",
        "add(d, mul(maximum(d, mul(a, b)), c))",
        "add(add(maximum(a, b), a), b)",
    ),
    ("pow", "vn"): (
        "mul(pow(mul(a, b), 2), c)",
        "add(pow(a, 2), a)",
        "mul(pow(mul(a, b), 3.0), c)",
        "add(pow(a, 3.0), a)",
        "mul(pow(mul(a, b), -1), c)",
        "add(pow(a, -1), a)",
    ),
    ("sub", "nv"): (
        "mul(sub(2, mul(a, b)), c)",
        "add(sub(2, a), a)",
        "mul(sub(0.5, mul(a, b)), c)",
        "add(sub(0.5, a), a)",
        "mul(sub(3, mul(a, b)), c)",
        "add(sub(3, a), a)",
    ),
}


@pytest.mark.parametrize(("op", "kind"), CHAINED)
def test_an_op_is_asked_inside_others(op: str, kind: str) -> None:
    programs = chained(Wording(op, kind), PRODUCTS)
    assert tuple(map(spelled, programs)) == CHAINED[op, kind]


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.name)
def test_only_leaves_are_shared_inside_others(wording: Wording) -> None:
    for each in (PRODUCTS, QUOTIENTS):
        for program in chained(wording, each):
            assert all(uses(program, slot) <= 1 for slot in range(program.inputs, program.size))
            assert all(program.live())
            assert {(step.op, step.kind) for step in program.steps} <= {
                (w.op, w.kind) for w in (wording, each.scale, each.join)
            }


# --- Faint gradients ---------------------------------------------------------


@pytest.mark.parametrize("wording", [Wording("tanh", "v"), Wording("div", "vv"), POWER])
def test_a_faint_gradient_is_far_below_what_would_pass_for_0(wording: Wording) -> None:
    for each in (PRODUCTS, QUOTIENTS):
        pointed = faint(wording, each)
        assert len({point for _, point in pointed}) == 2
        for program, point in pointed:
            inner = {"v": "tanh(a)", "vv": "div(a, b)", "vn": "pow(a, 3)"}[wording.kind]
            last = "c" if wording.kind == "vv" else "b"
            assert spelled(program) == f"{each.scale.op}({inner}, {last})"
            factor = point[-1] if each is PRODUCTS else 1 / point[-1]
            assert 0 < factor < 1e-10
            assert point[0] == 1.25
            assert point[1:-1] in {(), (1.5,)}


def test_an_engine_that_cannot_scale_is_not_asked_for_a_faint_gradient() -> None:
    assert faint(Wording("tanh", "v"), Tools(ADD, ADD)) == ()
