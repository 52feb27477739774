"""An engine of the catalogue's, loaded in this process, and asked as a function.

Only for engines whose source is ours; a submission runs behind a pipe.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib.abc import InspectLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType
from typing import final

from benchmarks.detection.functions import Column, EngineError
from verification.adapter import Adapter, Attribute, Usage
from verification.catalogue import CATALOGUE, Method
from verification.evaluate import evaluate
from verification.model import Case, Observation, Reading
from verification.program import Number, Program
from verification.subjects.engine import Engine
from verification.subjects.in_process import Library, answer
from verification.subjects.namespace import Namespace
from verification.wording import WORDINGS


@final
class _Source(InspectLoader):
    """Loads a module from a text: what Python's own machinery asks of one."""

    def __init__(self, text: str) -> None:
        self._text = text

    def get_source(self, fullname: str) -> str:
        """Return the text, whatever the module is called."""
        del fullname
        return self._text


def load(source: str, ops: Sequence[str]) -> Engine:
    """Return the engine that was written as this source, with these ops.

    >>> from verification.faults.engines import Style, write
    >>> engine = load(write(Style.CLOSURES, None), ("exp",))
    >>> engine.value(engine.apply("exp", (engine.construct(0.0),)))
    '0x1.0000000000000p+0'
    """
    usages = (Usage(w.op, w.kind, CATALOGUE[w.op].spellings[0]) for w in WORDINGS if w.op in ops)
    adapter = Adapter(
        "Value", Attribute("data"), Attribute("grad"), Method("backward"), tuple(usages), ()
    )
    return Engine(Namespace(_module(source)), adapter)


def _module(source: str) -> ModuleType:
    loader = _Source(source)
    spec = spec_from_loader("engine", loader, is_package=False)
    if spec is None:
        raise TypeError("expected a spec for the engine's module, got None")
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@final
class EngineFunction:
    """A program as a function that the engine works out, each point by itself.

    The output's own gradient reaches the engine as in any larger program: the output is
    multiplied by a node that holds it, and the backward pass begins there.

    >>> from verification.faults.engines import Style, write
    >>> from verification.program import assemble
    >>> engine = load(write(Style.TAPE, None), ("mul",))
    >>> square = EngineFunction(engine, assemble(1, ("mul", 0, 0)))
    >>> square.values([[3.0, 4.0]]), square.slopes([[3.0, 4.0]], [1.0, 10.0])
    ([9.0, 16.0], [[6.0, 80.0]])
    """

    def __init__(self, engine: Engine, program: Program) -> None:
        self._engine = engine
        self._program = program

    def values(self, columns: Sequence[Column]) -> list[float]:
        """Return the function's value at each point."""
        with _answering():
            return [
                _number(self._engine.value(self._run(point)[-1]))
                for point in zip(*columns, strict=True)
            ]

    def slopes(self, columns: Sequence[Column], upstream: Column) -> list[list[float]]:
        """Return, for each operand, its gradient at each point, given the output's own."""
        with _answering():
            return self._slopes(columns, upstream)

    def _slopes(self, columns: Sequence[Column], upstream: Column) -> list[list[float]]:
        engine = self._engine
        rows: list[list[float]] = []
        for point, arriving in zip(zip(*columns, strict=True), upstream, strict=True):
            nodes = self._run(point)
            engine.backward(engine.apply("mul", (nodes[-1], engine.construct(arriving))))
            inputs = nodes[: self._program.inputs]
            rows.append([_number(engine.gradient(node)) for node in inputs])
        return [list(column) for column in zip(*rows, strict=True)]

    def _run(self, point: tuple[float, ...]) -> list[object]:
        """Return the nodes, the root last."""
        inputs = [self._engine.construct(float(number)) for number in point]
        nodes = evaluate(self._program, inputs, self._engine.apply)
        return [*nodes, nodes[self._program.roots[0]]]


@contextmanager
def _answering() -> Generator[None]:
    """Tell what the engine raises from what a peer does."""
    try:
        yield
    except Exception as error:
        raise EngineError(f"{type(error).__name__}: {error}") from error


def observe(engine: Engine, cases: Sequence[Case]) -> list[Observation]:
    """Return what the engine answers to each case, as any subject does."""

    def apply(op: str, operands: tuple[object | Number, ...]) -> object:
        return engine.apply(op, operands)

    def value(node: object) -> Reading:
        return _number(engine.value(node))

    def gradient(node: object) -> Reading:
        return _number(engine.gradient(node))

    library: Library[object] = Library(engine.construct, apply, engine.backward, value, gradient)
    return [answer(library, case) for case in cases]


def _number(reading: str) -> float:
    return float.fromhex(reading)
