"""Faults of calling: an op goes wrong with operands of one kind, or its result is cut off."""

from typing import Final

from verification.catalogue import CATALOGUE
from verification.faults.fault import Call, Fault, Mistake, Word
from verification.faults.graph import wording_of
from verification.wording import WORDINGS, Wording


def _call(
    wording: Wording,
    mistake: Mistake,
    what: str,
    title: str,
    lines: tuple[int, ...],
    word: Word = Word.DIFFERS,
) -> Fault:
    return Fault(
        f"api.{wording.word}.{what}",
        f"{wording.title} {title}",
        Call(wording.op, wording.kind, mistake),
        word,
        wording.check,
        lines,
    )


_MIXED: Final = tuple(wording for wording in WORDINGS if wording.group == "operators")
_REFLECTED: Final = tuple(wording for wording in _MIXED if wording.kind == "nv")
_ALONE: Final = tuple(map(wording_of, CATALOGUE))

CALLS: Final = (
    *(
        _call(w, Mistake.DETACHED, "detached", "gives a result without parents", (8, 41))
        for w in (*_ALONE, *_MIXED)
    ),
    *(
        _call(w, Mistake.SWAPPED, "swapped", "is worked out the other way round", (42,))
        for w in _REFLECTED
        if w.op in {"sub", "div", "pow"}
    ),
    *(
        _call(w, Mistake.RECURSES, "recurses", "calls itself for ever", (43,), Word.FAILED)
        for w in _REFLECTED
        if w.op in {"add", "mul"}
    ),
    *(
        _call(w, Mistake.UNDEFINED, "undefined", "uses an undefined name", (), Word.FAILED)
        for w in _ALONE
        if w.op in {"exp", "tanh", "log", "div"}
    ),
    *(
        _call(w, Mistake.NOTHING, "nothing", "returns None", (81,), Word.FAILED)
        for w in _ALONE
        if w.op in {"neg", "relu"}
    ),
    *(
        _call(
            w,
            Mistake.REFUSES,
            "refuses",
            "asserts that there is no such thing",
            (76,),
            Word.MISSING,
        )
        for w in (Wording("pow", "vv"), Wording("pow", "nv"), Wording("div", "nv"))
    ),
    _call(Wording("div", "vv"), Mistake.WHOLE, "whole", "of ints has no remainder", (74,)),
    _call(
        Wording("mul", "vn"),
        Mistake.INTS_ONLY,
        "ints_only",
        "takes no number but an int",
        (76,),
        Word.FAILED,
    ),
)
