from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Iterable, List, Protocol, Tuple


def central_difference(f: Callable[..., float], *vals: float, arg: int = 0, epsilon: float = 1e-6) -> float:
    up, down = list(vals), list(vals)
    up[arg] += epsilon / 2
    down[arg] -= epsilon / 2
    return (f(*up) - f(*down)) / epsilon


class Variable(Protocol):
    def accumulate_derivative(self, x: float) -> None:
        ...

    @property
    def unique_id(self) -> int:
        ...

    def is_leaf(self) -> bool:
        ...

    def is_constant(self) -> bool:
        ...

    @property
    def parents(self) -> Iterable["Variable"]:
        ...

    def chain_rule(self, d_output: float) -> Iterable[Tuple["Variable", float]]:
        ...


def topological_sort(variable: Variable) -> List[Variable]:
    "Non-constant variables, the right-most one first."
    order: List[Variable] = []
    marked = set()

    def visit(v: Variable) -> None:
        if v.unique_id in marked or v.is_constant():
            return
        marked.add(v.unique_id)
        if not v.is_leaf():
            for parent in v.parents:
                visit(parent)
        order.append(v)

    visit(variable)
    return order[::-1]


def backpropagate(variable: Variable, deriv: float) -> None:
    "Write the derivative of each leaf through `accumulate_derivative`."
    derivatives = {variable.unique_id: deriv}
    for v in topological_sort(variable):
        d = derivatives[v.unique_id]
        if v.is_leaf():
            v.accumulate_derivative(d)
            continue
        for parent, part in v.chain_rule(d):
            if parent.is_constant():
                continue
            total = derivatives.get(parent.unique_id, 0.0)
            derivatives[parent.unique_id] = total + part


@dataclass
class Context:
    "Used by `Function` to store what the forward pass leaves for the backward pass."

    no_grad: bool = False
    saved_values: Tuple[Any, ...] = ()

    def save_for_backward(self, *values: Any) -> None:
        if self.no_grad:
            return
        self.saved_values = values

    @property
    def saved_tensors(self) -> Tuple[Any, ...]:
        return self.saved_values
