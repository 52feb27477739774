"""Mutators: every way in which cosmic-ray's operators change one spot of a module's source."""

import ast
from collections.abc import Iterator

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

from tests.mutation.mutant import Mutant
from tests.mutation.plan import OPERATORS


def mutants(source: str, text: str = "") -> tuple[Mutant, ...]:
    """Return every mutant of a source that is a program, in the order of their lines.

    Only lines that hold the text are changed. What is no Python, or says the same in other words,
    is none; nor is a change of a decorator.
    """
    lines = source.splitlines(keepends=True)
    found = [
        mutant
        for statement in ast.parse(source).body
        for mutant in _of_statement(lines, *_extent(statement))
    ]
    decorators = _decorators(source)
    return tuple(
        mutant for mutant in found if mutant.line not in decorators and text in mutant.before
    )


def _of_statement(lines: list[str], first: int, last: int) -> list[Mutant]:
    """Return the mutants of some lines, which are parsed alone since that is so much faster."""
    statement = "".join(lines[first:last])
    seen = {ast.dump(ast.parse(statement))}
    found: list[Mutant] = []
    for operator in OPERATORS:
        for mutated in _mutated(statement, operator):
            try:
                meaning = ast.dump(ast.parse(mutated))
            except SyntaxError:  # the operator took `*rest` or `**options` for arithmetic
                continue
            if meaning not in seen:
                seen.add(meaning)
                line, before, after = _difference(statement, mutated)
                source = "".join((*lines[:first], mutated, *lines[last:]))
                found.append(Mutant(source, first + line, before, after))
    return sorted(found, key=lambda mutant: (mutant.line, mutant.after))


def _mutated(statement: str, operator: str) -> Iterator[str]:
    changer, occurrence = get_operator(operator)(), 0
    while (mutated := mutate_code(statement, changer, occurrence)) is not None:
        yield mutated
        occurrence += 1


def _difference(statement: str, mutated: str) -> tuple[int, str, str]:
    """Return the first line that differs, counted from 1, before and after."""
    pairs = zip(statement.splitlines(), mutated.splitlines(), strict=False)
    for line, (before, after) in enumerate(pairs, start=1):
        if before != after:
            return line, " ".join(before.split()), " ".join(after.split())
    raise ValueError(f"expected a change of a line, got none in {mutated!r}")


def _extent(statement: ast.stmt) -> tuple[int, int]:
    """Return the first line of a statement, counted from 0, and the one after its last."""
    decorators = getattr(statement, "decorator_list", ())
    first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    return first - 1, statement.end_lineno or statement.lineno


def _decorators(source: str) -> set[int]:
    return {
        decorator.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
        for decorator in node.decorator_list
    }
