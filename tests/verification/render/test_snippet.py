"""A snippet is paste-able: run below its engine, it shows what the program computes."""

import importlib.util
from pathlib import Path
from random import Random
from typing import Final

import pytest

from verification.adapter import Adapter, Attribute, Getter, Usage
from verification.catalogue import CATALOGUE, Function, Method, Spelling
from verification.evaluate import evaluate
from verification.model import Case, Part
from verification.program import Const, Number, Operand, Program, Ref, Slot, Step
from verification.render.snippet import write_snippet

ENGINES: Final = Path(__file__).parents[2] / "mutants" / "right"


def usages(function_names: dict[str, str], *, functions: bool) -> tuple[Usage, ...]:
    """Spell every op, as operators and methods or as free functions."""
    found: list[Usage] = []
    for spec in CATALOGUE.values():
        spelling: Spelling
        if functions and spec.name != "abs":
            spelling = Function(function_names.get(spec.name, spec.name))
        else:
            spelling = spec.operator[0] if spec.operator else Method(spec.name)
        kinds = ("v",) if spec.arity == 1 else ("vv", "vn", "nv")
        found += [Usage(spec.name, kind, spelling) for kind in kinds]
    return tuple(found)


METHODS: Final = usages({}, functions=False)
FUNCTIONS: Final = usages({"pow": "power"}, functions=True)
ADAPTERS: Final = {
    "closures": Adapter(
        "Value", Attribute("data"), Attribute("grad"), Method("backward"), METHODS, ()
    ),
    "gradient_backprop": Adapter(
        "Node", Attribute("value"), Attribute("gradient"), Method("backprop"), METHODS, ()
    ),
    "free_functions": Adapter(
        "Var", Attribute("value"), Attribute("grad"), Function("backward"), FUNCTIONS, ()
    ),
}
VALUE: Final = ADAPTERS["closures"]


def load(engine: str) -> dict[str, object]:
    """Return the names of one of our own engines."""
    spec = importlib.util.spec_from_file_location(engine, ENGINES / f"{engine}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(vars(module))


def run(source: str, names: dict[str, object]) -> object:
    """Paste a snippet below an engine; return what its last line shows."""
    *lines, last = source.splitlines()
    scope = dict(names)
    exec("\n".join(lines), scope)  # noqa: S102  our own text, below our own engine
    return eval(last, scope)  # noqa: S307


def draw_program(rng: Random) -> Program:
    """Draw a shared program whose arithmetic is exact on small whole numbers."""
    inputs = rng.randint(1, 4)
    steps: list[Step] = []
    for size in range(inputs, inputs + rng.randint(1, 9)):
        x: Operand = Ref(Slot(rng.randrange(max(0, size - 3), size)))
        y: Operand = Ref(Slot(rng.randrange(size)))
        number: Operand = Const(rng.choice((2, -3, 0.5, -2.0)))
        steps.append(
            rng.choice(
                (
                    Step(rng.choice(("add", "sub", "mul")), (x, y)),
                    Step(rng.choice(("add", "sub", "mul")), (x, number)),
                    Step(rng.choice(("add", "sub", "mul")), (number, x)),
                    Step("neg", (x,)),
                    Step("div", (x, Const(rng.choice((2, -4.0))))),
                    Step("pow", (x, Const(2))),
                )
            )
        )
    program = Program(inputs, tuple(steps))
    alive = program.live()
    dead = [Slot(slot) for slot in range(program.size) if not alive[slot]]
    return Program(inputs, tuple(steps), (*rng.sample(dead, min(len(dead), 1)), *program.roots))


def compute(case: Case, adapter: Adapter, names: dict[str, object]) -> dict[Part, list[object]]:
    """Run a program one step at a time: no line of it is nested."""

    def apply(op: str, operands: tuple[object, ...]) -> object:
        kind = "".join("n" if isinstance(operand, int | float) else "v" for operand in operands)
        spelling = adapter.spelling(op, kind)
        assert spelling is not None
        scope = {**names, **dict(zip("xy", operands, strict=False))}
        return eval(spelling.write(tuple("xy"[: len(operands)])), scope)  # noqa: S307

    def make(number: Number) -> object:
        return eval(f"{adapter.class_name}({number!r})", dict(names))  # noqa: S307

    nodes = evaluate(case.program, [make(number) for number in case.point], apply)
    for root in case.program.roots:
        eval(adapter.backward.write(("x",)), {**names, "x": nodes[root]})  # noqa: S307
    return {
        part: [eval(access.write("x"), {"x": node}) for node in nodes]  # noqa: S307
        for part, access in ((Part.VALUE, adapter.value), (Part.GRADIENT, adapter.gradient))
    }


@pytest.mark.parametrize("engine", ADAPTERS)
def test_shows_what_the_program_computes(engine: str) -> None:
    names, adapter = load(engine), ADAPTERS[engine]
    for seed in range(200):
        rng = Random(seed)
        program = draw_program(rng)
        point = tuple(rng.choice((1, 2.0, -3, -1.0)) for _ in range(program.inputs))
        case = Case(f"random/{seed}", program, point)
        expected = compute(case, adapter, names)
        for part, numbers in expected.items():
            for slot, number in enumerate(numbers):
                snippet = write_snippet(case, adapter, Slot(slot), part)
                assert run(snippet.source, names) == number, f"seed {seed}\n{snippet.source}"
                assert max(map(len, snippet.source.splitlines())) < 80


def write(steps: tuple[Step, ...], inputs: int = 1, adapter: Adapter = VALUE) -> list[str]:
    case = Case("a/1", Program(inputs, steps), (2.0,) * inputs)
    source = write_snippet(case, adapter, Slot(0), Part.GRADIENT).source
    return source.splitlines()[inputs:-2]


X: Final = Ref(Slot(0))
Y: Final = Ref(Slot(1))


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        ((Step("neg", (X,)), Step("pow", (Y, Const(2)))), "y = (-x) ** 2"),
        ((Step("pow", (X, Const(2))), Step("neg", (Y,))), "y = -x ** 2"),
        ((Step("neg", (X,)), Step("neg", (Y,))), "y = -(-x)"),
        ((Step("neg", (X,)), Step("tanh", (Y,))), "y = (-x).tanh()"),
        ((Step("sub", (X, Const(1))), Step("sub", (Const(3), Y))), "y = 3 - (x - 1)"),
        ((Step("sub", (X, Const(1))), Step("sub", (Y, Const(-3)))), "y = x - 1 - -3"),
        ((Step("div", (X, Const(4))), Step("div", (Const(3), Y))), "y = 3 / (x / 4)"),
        ((Step("pow", (Const(2), X)), Step("pow", (Const(-2.5), Y))), "y = (-2.5) ** 2 ** x"),
        ((Step("pow", (X, Const(2))), Step("pow", (Y, Const(-1)))), "y = (x ** 2) ** -1"),
        ((Step("abs", (X,)), Step("maximum", (Const(2), Y))), "y = (2).maximum(abs(x))"),
        ((Step("add", (X, Const(1e-7))), Step("mul", (Y, Const(3)))), "y = (x + 1e-07) * 3"),
        ((Step("mul", (X, Const(float("inf")))),), 'y = x * float("inf")'),
        ((Step("add", (X, Const(-0.0))),), "y = x + -0.0"),
    ],
)
def test_brackets_where_python_needs_them(steps: tuple[Step, ...], line: str) -> None:
    assert write(steps) == [line]


def test_what_is_shared_is_written_once() -> None:
    double, square = Step("add", (X, X)), Step("mul", (Y, Y))
    assert write((double, square)) == ["u = x + x", "y = u * u"]


def test_what_nothing_uses_is_still_written() -> None:
    assert write((Step("exp", (X,)), Step("mul", (X, X)))) == ["u = x.exp()", "y = x * x"]


def test_a_long_line_is_broken_where_it_would_not_fit() -> None:
    steps = tuple(Step("sigmoid", (Ref(Slot(slot)),)) for slot in range(8))
    lines = write(steps)
    assert lines == [
        "u = x.sigmoid().sigmoid().sigmoid().sigmoid().sigmoid()",
        "y = u.sigmoid().sigmoid().sigmoid()",
    ]


def test_an_op_without_a_spelling_is_a_function_of_its_name() -> None:
    bare = Adapter("V", Getter("value"), Getter("g"), Function("backprop"), (), ())
    case = Case("a/1", Program(2, (Step("maximum", (X, Y)),)), (1, 2.5))
    assert write_snippet(case, bare, Slot(1), Part.GRADIENT).source.splitlines() == [
        "x = V(1)",
        "y = V(2.5)",
        "z = maximum(x, y)",
        "backprop(z)",
        "y.g()",
    ]
    assert write_snippet(case, bare, Slot(2), Part.VALUE).source.splitlines() == [
        "x = V(1)",
        "y = V(2.5)",
        "z = maximum(x, y)",
        "z.value()",
    ]


def test_each_root_is_sent_backward() -> None:
    program = Program(1, (Step("exp", (X,)), Step("sin", (X,))), (Slot(1), Slot(2), Slot(1)))
    snippet = write_snippet(Case("a/1", program, (0.5,)), VALUE, Slot(0), Part.GRADIENT)
    assert snippet.source.splitlines()[1:] == [
        "y = x.exp()",
        "z = x.sin()",
        "y.backward()",
        "z.backward()",
        "y.backward()",
        "x.grad",
    ]


def test_every_node_can_be_found_in_the_script() -> None:
    program = Program(1, (Step("tanh", (X,)), Step("add", (Y, X))))
    snippet = write_snippet(Case("a/1", program, (1.0,)), VALUE, Slot(0), Part.GRADIENT)
    assert snippet.names == ("x", "x.tanh()", "y")
    assert snippet.expressions == ("Value(1.0)", "x.tanh()", "x.tanh() + x")
    asked = write_snippet(Case("a/1", program, (1.0,)), VALUE, Slot(1), Part.GRADIENT)
    assert asked.names == ("x", "u", "y")
    assert asked.source.splitlines()[-1] == "u.grad"


@pytest.mark.parametrize("inputs", [1, 2, 3, 8, 9, 40])
def test_no_two_names_collide(inputs: int) -> None:
    steps = [Step("add", (Ref(Slot(i)), Ref(Slot(i)))) for i in range(inputs)]
    steps += [Step("mul", (Ref(Slot(i)), Ref(Slot(i)))) for i in range(inputs, 2 * inputs)]
    roots = tuple(Slot(i) for i in range(2 * inputs, 3 * inputs))
    case = Case("a/1", Program(inputs, tuple(steps), roots), (1,) * inputs)
    snippet = write_snippet(case, VALUE, Slot(0), Part.GRADIENT)
    assert len(set(snippet.names)) == 3 * inputs
