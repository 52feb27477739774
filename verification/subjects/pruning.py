"""Pruning: of one statement of a module, what defines something.

This file travels to the child that runs a submission: standard library only.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import Final, final

from verification.subjects.harmless import (
    base_name,
    is_factory,
    is_harmless,
    is_setting,
    last_name,
)
from verification.subjects.needs import bound_by

_DICTIONARIES: Final = frozenset({"globals", "vars"})
_LISTINGS: Final = frozenset({"items", "keys", "values", "dir"})


@final
class Pruning:
    """The rules by which a module's statements are kept.

    ``dropped`` collects what was left out from within the blocks that were kept.
    """

    def __init__(self, body: Sequence[ast.stmt]) -> None:
        self.dropped: list[ast.stmt] = []
        self._classes = {part.name for part in body if isinstance(part, ast.ClassDef)}
        self._assigned: set[str] = set()
        for part in body:
            if isinstance(part, ast.Assign | ast.AnnAssign):
                self._assigned |= bound_by(part)

    def prune(self, part: ast.stmt) -> ast.stmt | None:
        """Return the statement, or the block without what defines nothing, or None."""
        before = len(self.dropped)
        kept = self._pruned(part)
        if kept is None:  # all of it is left out, and not this or that inside
            del self.dropped[before:]
        return kept

    def _pruned(self, part: ast.stmt) -> ast.stmt | None:
        match part:
            case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Delete():
                return part
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return part
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                is_kept = self._is_plain(part) or self._is_patch(part)
                return part if is_kept else None
            case ast.Expr(value):
                return part if is_setting(value) else None
            case ast.If():
                return self._prune_if(part)
            case ast.Try():
                return self._prune_try(part)
            case ast.For():
                return part if self._is_patching(part) else None
            case _:
                return None

    def serves(self, part: ast.stmt, needed: frozenset[str]) -> bool:
        """Whether it makes, or fills, something that the engine's code needs."""
        match part:
            case ast.Assign(targets):
                bases = {base_name(target) for target in targets}
            case ast.AnnAssign(target) | ast.AugAssign(target):
                bases = {base_name(target)}
            case ast.Expr(ast.Call(ast.Attribute() as method)):
                bases = {base_name(method)}
            case _:
                return False
        return bool(bound_by(part) & needed or bases & needed & self._assigned)

    # --- assignments ---

    def _is_plain(self, part: ast.Assign | ast.AnnAssign | ast.AugAssign) -> bool:
        return all(map(is_harmless, (part.value, *_targets(part))))

    def _is_patch(self, part: ast.stmt) -> bool:
        """Whether it gives a class another attribute, whatever function makes it."""
        match part:
            case ast.Assign(targets, value):
                return is_factory(value) and all(map(self._is_of_class, targets))
            case _:
                return False

    def _is_of_class(self, target: ast.expr) -> bool:
        base = base_name(target)
        is_inner = isinstance(target, ast.Attribute | ast.Subscript)
        is_class = base in self._classes or base[:1].isupper() or base in _DICTIONARIES
        return is_inner and is_class

    # --- blocks ---

    def _prune_if(self, part: ast.If) -> ast.stmt | None:
        if _asks_for_main(part.test):
            rest = self._block(part.orelse)
            return (
                ast.copy_location(ast.If(ast.Constant(value=True), rest, []), part)
                if rest
                else None
            )
        if not is_harmless(part.test):
            return None
        body, orelse = self._block(part.body), self._block(part.orelse)
        if not body and not orelse:
            return None
        return ast.copy_location(ast.If(part.test, body or [_pass(part)], orelse), part)

    def _prune_try(self, part: ast.Try) -> ast.stmt | None:
        body = self._block(part.body)
        if not body:
            return None
        handlers = [
            ast.copy_location(
                ast.ExceptHandler(one.type, one.name, self._block(one.body) or [_pass(one)]), one
            )
            for one in part.handlers
        ]
        orelse, final_body = self._block(part.orelse), self._block(part.finalbody)
        if not handlers and not final_body:
            final_body = [_pass(part)]
        return ast.copy_location(ast.Try(body, handlers, orelse, final_body), part)

    def _block(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        """Return what is kept of a block; nothing if all that is kept does nothing."""
        kept: list[ast.stmt] = []
        for part in unwrapped(body):
            pruned = self.prune(part)
            if pruned is None:
                self.dropped.append(part)
            else:
                kept.append(pruned)
        return [] if all(isinstance(part, ast.Pass) for part in kept) else kept

    def _is_patching(self, part: ast.For) -> bool:
        """Whether a loop does nothing but give a class its attributes."""
        is_listing = is_harmless(part.iter) or (
            isinstance(part.iter, ast.Call) and last_name(part.iter.func) in _LISTINGS
        )
        patches = 0
        for inner in part.body:
            match inner:
                case ast.FunctionDef() | ast.Pass():
                    pass
                case ast.Expr(ast.Call(ast.Name("setattr")) as call) if is_setting(call):
                    patches += 1
                case ast.Assign() if self._is_patch(inner):
                    patches += 1
                case ast.Assign(value=value) if is_harmless(value):
                    pass
                case _:
                    return False
        return is_listing and patches > 0


def unwrapped(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements, those under a ``with`` as if they stood beside it."""
    for part in body:
        if isinstance(part, ast.With):
            yield from unwrapped(part.body)
        else:
            yield part


def _targets(part: ast.Assign | ast.AnnAssign | ast.AugAssign) -> list[ast.expr]:
    return part.targets if isinstance(part, ast.Assign) else [part.target]


def _asks_for_main(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))


def _pass(where: ast.stmt | ast.ExceptHandler) -> ast.stmt:
    return ast.copy_location(ast.Pass(), where)
