"""Faults of the backward pass: how contributions add up, in which order, and what is kept."""

from typing import Final

from verification.catalogue import CATALOGUE
from verification.faults.fault import (
    Accumulate,
    Change,
    Fault,
    Giving,
    Keeping,
    Save,
    Saving,
    Seed,
    Traverse,
    Typing,
    Word,
)
from verification.wording import POWER, Wording


def wording_of(op: str) -> Wording:
    """Return the op as its own check tries it: a power has a plain number for exponent."""
    return POWER if op == "pow" else Wording(op, "v" * CATALOGUE[op].arity)


_ACCUMULATING: Final = {Giving.ASSIGNED, Giving.LAST_SLOT, Giving.TWICE, Giving.ONCE}


def _giving(op: str, giving: Giving, what: str, title: str, lines: tuple[int, ...]) -> Fault:
    wording = wording_of(op)
    # Alone, an op's operands have no gradient yet: then their own is 0, and replacing is right.
    group = "rules" if giving is Giving.OWN_GRADIENT else "chain"
    family = "accumulate" if giving in _ACCUMULATING else "rule"
    return Fault(
        f"{family}.{op}.{what}",
        f"{wording.title} {title}",
        Accumulate(op, giving),
        Word.DIFFERS,
        f"{group}.{wording.word}",
        lines,
    )


_OVERWRITING: Final = tuple(
    _giving(op, Giving.ASSIGNED, "overwrites", "replaces its operands' gradients", (1,))
    for op in CATALOGUE
)
_UPSTREAM: Final = tuple(
    _giving(op, Giving.IGNORES_UPSTREAM, "upstream", "leaves out the gradient that comes in", (39,))
    for op in ("add", "mul", "div", "pow", "tanh", "exp", "log", "relu", "sigmoid", "atanh", "sin")
)
_OWN: Final = tuple(
    _giving(op, Giving.OWN_GRADIENT, "own_gradient", "multiplies by the operand's gradient", (38,))
    for op in ("mul", "tanh", "exp")
)
_ONCE: Final = tuple(
    _giving(op, Giving.ONCE, "once", "gives an operand only once, whatever is made of it", (5,))
    for op in ("neg", "relu", "tanh", "exp")
)
_SLOTS: Final = tuple(
    Fault(
        f"accumulate.{op}.last_slot",
        f"{wording_of(op).title} of a node and itself gives for its last slot only",
        Accumulate(op, Giving.LAST_SLOT),
        Word.DIFFERS,
        f"chain.{op}",
        (2, 6),
    )
    for op in ("add", "sub", "mul", "div")
)


def _everywhere(
    id_: str, title: str, change: Change, at: str, *lines: int, word: Word = Word.DIFFERS
) -> Fault:
    return Fault(id_, title, change, word, at, lines)


_ACCUMULATION: Final = (
    _everywhere(
        "accumulate.overwrites",
        "every op replaces its operands' gradients",
        Accumulate("", Giving.ASSIGNED),
        "chain.add",
        1,
    ),
    _everywhere(
        "accumulate.last_slot",
        "partials are kept by node: the last slot of a node that is both operands counts",
        Accumulate("", Giving.LAST_SLOT),
        "chain.mul",
        2,
        6,
    ),
    _everywhere(
        "accumulate.twice",
        "every contribution is added twice",
        Accumulate("", Giving.TWICE),
        "rules.add",
        3,
    ),
    _everywhere(
        "accumulate.first_branch",
        "an inner node that has been given a gradient is given no more",
        Accumulate("", Giving.FIRST_ONLY),
        "composition.sharing",
        5,
    ),
    _everywhere(
        "accumulate.fan_out",
        "the fifth contribution to a node and all after it are lost",
        Accumulate("", Giving.FOUR_AT_MOST),
        "composition.fan_out",
        4,
    ),
    _everywhere(
        "float.zero_upstream",
        "a gradient of 0 that comes in is taken for nan",
        Accumulate("", Giving.ZERO_IS_NAN),
        "composition.zero",
        54,
    ),
    _everywhere(
        "rule.upstream",
        "no op multiplies by the gradient that comes in",
        Accumulate("", Giving.IGNORES_UPSTREAM),
        "chain.mul",
        39,
    ),
    _everywhere(
        "rule.data_for_gradient",
        "every op multiplies by the value where the gradient that comes in is meant",
        Accumulate("", Giving.DATA),
        "rules.add",
        34,
    ),
)

_ORDERS: Final = (
    ("forward", "the sorted nodes are not reversed", "composition.worked", (16,)),
    ("depth_first", "nodes are visited when first met, depth first", "composition.unequal", (14,)),
    ("breadth_first", "nodes are visited level by level", "composition.unequal", (14,)),
    ("append_outside", "a node is visited once for every use", "composition.unequal", (15,)),
    ("revisited", "a node is visited once for every slot it fills", "composition.sharing", (15,)),
    ("merged_by_value", "nodes that hold the same number are one", "composition", (20,)),
    ("cut_short", "the pass stops after 150 nodes", "scale.chain", (22,)),
    ("first_operand", "the pass follows first operands only", "chain.add", (5,)),
    ("dead_counted", "a node waits for uses that lead nowhere", "composition.dead", (22,)),
    ("by_value", "nodes are visited by size", "chain.add", (14,)),
)
_TRAVERSAL: Final = (
    *(
        Fault(f"traverse.{order}", title, Traverse(order), Word.DIFFERS, at, lines)
        for order, title, at, lines in _ORDERS
    ),
    _everywhere(
        "traverse.output_only",
        "the pass ends at the output's operands",
        Traverse("output_only"),
        "composition.worked",
        22,
    ),
    _everywhere(
        "scale.every_path",
        "the order is found by following every path",
        Traverse("every_path"),
        "scale.ladder",
        17,
        word=Word.FAILED,
    ),
    Fault(
        "traverse.by_identity",
        "operands are visited by where they lie in memory, another order every time",
        Traverse("by_identity"),
        Word.ACCEPTED,
        "composition.random",
        (21,),
        reason="any order of addition is right, to the last digit or to another",
    ),
    Fault(
        "scale.recursive",
        "the order is found by recursion",
        Traverse("recursive"),
        Word.NOTED,
        "recursion-limit",
        (18,),
        "stops at a chain of",
    ),
)
_STATE: Final = (
    _everywhere(
        "traverse.unseeded", "the output's gradient is never set", Seed.NEVER, "build.backward"
    ),
    _everywhere(
        "traverse.seeded_twice", "the output's gradient is set to 2", Seed.TWO, "rules.add", 3
    ),
    _everywhere(
        "traverse.seeded_by_value",
        "the output's gradient is set to its value",
        Seed.DATA,
        "rules.add",
        34,
    ),
    Fault(
        "state.interior_kept",
        "gradients of inner nodes are kept for the next pass",
        Keeping.INTERIOR,
        Word.NOTED,
        "second-backward",
        (11, 13),
        "backward() twice gives 3x",
    ),
    Fault(
        "state.nothing_kept",
        "every pass begins with gradients of 0",
        Keeping.NOTHING,
        Word.NOTED,
        "state.two_outputs",
        (12,),
        "each backward() starts from fresh gradients",
    ),
    _everywhere(
        "state.nodes_kept",
        "the nodes of earlier passes are gone through again",
        Keeping.NODES,
        "state.two_outputs",
        13,
    ),
    _everywhere(
        "state.once",
        "a process has one backward pass only",
        Keeping.ONCE,
        "state.second_output",
        22,
    ),
    *(
        _everywhere(
            f"state.{op}.in_place",
            f"{op} overwrites its operand's number",
            Save(op, Saving.IN_PLACE),
            f"rules.{op}",
            9,
            24,
        )
        for op in ("relu", "exp")
    ),
    *(
        _everywhere(
            f"state.{op}.latest",
            f"{wording_of(op).title} remembers the operands of its latest call only",
            Save(op, Saving.LATEST),
            f"chain.{op}",
            24,
            25,
        )
        for op in ("mul", "tanh")
    ),
    Fault(
        "api.floats_only",
        "an int is refused",
        Typing.FLOATS_ONLY,
        Word.NOTED,
        "floats-only",
        (76,),
        "it refuses ints",
    ),
    _everywhere(
        "api.ints_still",
        "a leaf made from an int gets no gradient",
        Typing.INTS_STILL,
        "rules.mul",
        75,
    ),
)

GRAPH: Final = (
    *_OVERWRITING,
    *_UPSTREAM,
    *_OWN,
    *_ONCE,
    *_SLOTS,
    *_ACCUMULATION,
    *_TRAVERSAL,
    *_STATE,
)
