"""Ask an engine every case of the answer key: beside the engine, all that it takes is json.

`python examples/answer_key.py answers.jsonl` also writes down what it answered, for
`refgrad key check --answers answers.jsonl`.
"""

import json
import sys
from pathlib import Path

from refgrad.engine import Value  # the engine that is asked: put yours here

KEY = Path(__file__).parents[1] / "verification" / "keys" / "answer-key.json"
OPERATORS = {"add", "sub", "mul", "div", "pow", "neg", "abs"}


def number(text: str | int) -> float:
    """Return the float that text in hexadecimal is, or the int as it is."""
    return float.fromhex(text) if isinstance(text, str) else text


def apply(op: str, terms: list[str | int | list[int]], nodes: list[Value]) -> Value:
    """Return the op of nodes, which are lists of their place, and plain numbers."""
    operands = [nodes[x[0]] if isinstance(x, list) else number(x) for x in terms]
    if op not in OPERATORS:  # then it is a method, which takes nodes alone
        operands = [x if isinstance(x, Value) else Value(x) for x in operands]
    side, name = "", {"div": "truediv"}.get(op, op)
    if not isinstance(operands[0], Value):  # as in 2 - x
        operands, side = operands[::-1], "r"
    x, *others = operands
    out: Value = getattr(x, f"__{side}{name}__" if op in OPERATORS else op)(*others)
    return out


def is_inside(hull: list[str] | None, got: float) -> bool:
    """Whether a number lies between its endpoints, if it has any."""
    return hull is None or number(hull[1]) <= got <= number(hull[2])


def main() -> None:
    """Say how many cases are answered rightly, and which are not."""
    wrong: list[str] = []
    lines: list[str] = []
    cases = json.loads(KEY.read_text(encoding="ascii"))["cases"]
    for case in cases:
        nodes = [Value(number(x)) for x in case["point"]]
        inputs = nodes.copy()
        for op, *terms in case["program"]["steps"]:
            nodes.append(apply(op, terms, nodes))
        for root in case["program"]["roots"]:
            nodes[int(root)].backward()
        values, gradients = [x.data for x in nodes], [x.grad for x in inputs]
        hulls = (answer["values"] + answer["gradients"] for answer in case["answers"])
        if not any(all(map(is_inside, hull, values + gradients)) for hull in hulls):
            wrong.append(case["id"])
        texts = [[x.hex() for x in each] for each in (values, gradients)]
        lines.append(json.dumps({"id": case["id"], "values": texts[0], "gradients": texts[1]}))
    print(f"{len(cases) - len(wrong)} of {len(cases)} right", *wrong, sep="\n")
    for file in sys.argv[1:]:
        Path(file).write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
