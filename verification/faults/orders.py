"""Orders in which a backward pass visits nodes, right and wrong.

The simulator calls these functions, and an engine's source is given their text: they may use
what a node has, what is built in, and ``topological``, whose text goes along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Node(Protocol):
    """What an order may know of a node; ``uses`` counts how often it was taken as an operand."""

    data: float
    uses: int

    @property
    def parents(self) -> Sequence[Node]:
        """The operands that are nodes, in order."""
        ...


def topological(root: Node) -> list[Node]:
    """Every node after the nodes that it was made from, without recursion."""
    order: list[Node] = []
    seen: set[Node] = set()
    stack = [(root, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    return order


def reverse_topological(root: Node) -> list[Node]:
    """Every node after all that use it: the right order."""
    return topological(root)[::-1]


def recursive(root: Node) -> list[Node]:
    """The right order, by recursion."""
    order: list[Node] = []
    seen: set[Node] = set()

    def visit(node: Node) -> None:
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order[::-1]


def by_identity(root: Node) -> list[Node]:
    """A right order, of which there are many: operands by where they lie in memory."""
    order: list[Node] = []
    seen: set[Node] = set()

    def visit(node: Node) -> None:
        if node not in seen:
            seen.add(node)
            for parent in sorted(node.parents, key=id):
                visit(parent)
            order.append(node)

    visit(root)
    return order[::-1]


def every_path(root: Node) -> list[Node]:
    """The right order, found by following every path."""
    depth: dict[Node, int] = {}

    def visit(node: Node, steps: int) -> None:
        depth[node] = max(depth.get(node, 0), steps)
        for parent in node.parents:
            visit(parent, steps + 1)

    visit(root, 0)
    return sorted(depth, key=lambda node: depth[node])


def forward(root: Node) -> list[Node]:
    """Every node before all that use it: sorted, and not reversed."""
    return topological(root)


def depth_first(root: Node) -> list[Node]:
    """Each node when first met, its first operand and all behind it before the second."""
    order: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node not in order:
            order.append(node)
            stack.extend(reversed(node.parents))
    return order


def breadth_first(root: Node) -> list[Node]:
    """Each node when first met, level by level."""
    order = [root]
    for node in order:
        order.extend(parent for parent in dict.fromkeys(node.parents) if parent not in order)
    return order


def append_outside(root: Node) -> list[Node]:
    """The right order, but a node is appended at every visit, not only at the first."""
    order: list[Node] = []
    seen: set[Node] = set()

    def visit(node: Node) -> None:
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
        order.append(node)

    visit(root)
    return order[::-1]


def revisited(root: Node) -> list[Node]:
    """The right order, each node once for every operand slot that it fills."""
    order = topological(root)[::-1]
    slots = [parent for node in order for parent in node.parents]
    return [node for node in order for _ in range(max(1, slots.count(node)))]


def merged_by_value(root: Node) -> list[Node]:
    """The right order, but of nodes that hold the same number only the first is visited."""
    order: list[Node] = []
    seen: set[float] = set()

    def visit(node: Node) -> None:
        if node.data not in seen:
            seen.add(node.data)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order[::-1]


def cut_short(root: Node) -> list[Node]:
    """The right order, of which only the first 150 nodes are visited."""
    return topological(root)[::-1][:150]


def first_operand(root: Node) -> list[Node]:
    """The output, its first operand, that one's first operand, and so on."""
    order = [root]
    while order[-1].parents:
        order.append(order[-1].parents[0])
    return order


def output_only(root: Node) -> list[Node]:
    """The output alone."""
    return [root]


def dead_counted(root: Node) -> list[Node]:
    """A node waits for every use of it, even for those that lead to no output."""
    order: list[Node] = []
    met: dict[Node, int] = {}
    ready = [root]
    while ready:
        node = ready.pop()
        order.append(node)
        for parent in node.parents:
            met[parent] = met.get(parent, 0) + 1
            if met[parent] == parent.uses:
                ready.append(parent)
    return order


def by_value(root: Node) -> list[Node]:
    """The output, then every other node, the larger number first."""
    others = [node for node in topological(root) if node is not root]
    return [root, *sorted(others, key=lambda node: node.data, reverse=True)]


ORDERS: Final[dict[str, Callable[[Node], list[Node]]]] = {
    order.__name__: order
    for order in (
        reverse_topological,
        recursive,
        by_identity,
        every_path,
        forward,
        depth_first,
        breadth_first,
        append_outside,
        revisited,
        merged_by_value,
        cut_short,
        first_operand,
        output_only,
        dead_counted,
        by_value,
    )
}
"""Every order, by its name."""
