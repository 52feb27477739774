"""Whether a fault shows at all: whether an engine answers otherwise than a right one."""

import math
import random
from collections.abc import Sequence

from benchmarks.detection.engine import EngineFunction
from benchmarks.detection.functions import EngineError
from benchmarks.detection.questions import Question, columns_of
from verification.subjects.engine import Engine


def shows(suspect: Engine, right: Engine, question: Question) -> bool:
    """Whether the engine answers another number than the right one, or raises, at the question.

    Slopes are asked for with several gradients that come in, 0 among them.
    """
    points = len(question.columns[0])
    rng = random.Random(0)
    columns = columns_of(question)
    for upstream in ([1.0] * points, [rng.gauss(0.0, 1.0) for _ in range(points)], [0.0] * points):
        expected, found = (
            _answers(engine, question, upstream, columns) for engine in (right, suspect)
        )
        if not _same(expected, found):
            return True
    return False


def _answers(
    engine: Engine, question: Question, upstream: list[float], columns: Sequence[Sequence[float]]
) -> list[float]:
    """Return every number that a peer could be given; none if the engine raises."""
    function = EngineFunction(engine, question.program)
    try:
        slopes = function.slopes(columns, upstream)
        return [*function.values(columns), *(x for column in slopes for x in column)]
    except EngineError:
        return []


def _same(expected: Sequence[float], found: Sequence[float]) -> bool:
    return len(expected) == len(found) and all(
        a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(expected, found, strict=True)
    )
