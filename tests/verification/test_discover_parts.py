"""Which class, value, gradient and backward pass are the engine's."""

from textwrap import dedent

import pytest

from tests.verification.discovery import (
    NOTHING_SAID,
    PLAIN,
    find,
    lacks,
    load,
)
from verification.adapter import Adapter, Attribute, Entry, Getter, Wanted
from verification.catalogue import Method, Operator
from verification.subjects.discover import NotFound, discover
from verification.subjects.namespace import Namespace


def test_a_backward_that_is_one_node_s_own_step_is_passed_over() -> None:
    source = PLAIN.replace("def backward(self):", "def backpropagate(self):")
    step = "\n        def backward(self): [c.push(0.0) for c in self.children]\n"
    assert find(source + step).backward == Method("backpropagate")


def test_a_backward_that_never_starts_is_taken_if_there_is_no_other() -> None:
    found = find(PLAIN.replace("self.push(1.0)", "self.push(0.0)"))
    assert (found.backward, found.gradient) == (Method("backward"), Attribute("grad"))


def test_a_backward_with_a_name_of_its_own_is_found() -> None:
    found = find(PLAIN.replace("def backward(self):", "def flow_back(self):"))
    assert found.backward == Method("flow_back")


@pytest.mark.parametrize(
    ("old", "new", "gradient"),
    [
        ("grad", "gradient", Attribute("gradient")),
        ("grad", "sensitivity", Attribute("sensitivity")),
        ("grad", "_g", Attribute("_g")),
    ],
)
def test_the_gradient_is_what_backward_changes(old: str, new: str, gradient: Attribute) -> None:
    assert find(PLAIN.replace(old, new)).gradient == gradient


def test_a_gradient_behind_a_method_or_a_property_is_found() -> None:
    hidden = PLAIN.replace("grad", "hidden")
    assert find(hidden + "\n        def grad(self): return self.hidden\n").gradient == Getter(
        "grad"
    )
    found = find(hidden + "\n        grad = property(lambda self: self.hidden)\n")
    assert found.gradient == Attribute("grad")


def test_a_value_behind_a_method_or_another_name_is_found() -> None:
    assert find(PLAIN.replace("data", "payload")).value == Attribute("payload")
    hidden = PLAIN.replace("data", "_payload").replace(
        "def __init__(self, _payload", "def __init__(self, p"
    )
    hidden = hidden.replace(
        "self._payload, self.grad, self.children, self.slopes = _payload",
        "self._cell, self.grad, self.children, self.slopes = [p]",
    )
    getter = "\n        def value(self): return self._cell[0]\n        _payload = property(value)\n"
    assert find(hidden + getter).value in (Attribute("_payload"), Getter("value"))


def test_the_class_with_the_operations_wins() -> None:
    others = """
    class Scalar:
        def __init__(self, data): self.data = data

    class SGD:
        def __init__(self, rate): self.rate = rate
        def backward(self): pass

    class Oops(Exception):
        pass
    """
    assert find(PLAIN + others).class_name == "Value"


def test_a_class_defined_twice_is_its_last_definition() -> None:
    assert find("class Value: pass\n" + dedent(PLAIN)).class_name == "Value"


def test_results_may_be_of_a_sister_class() -> None:
    found = find(
        """
    class Node:
        def __init__(self, value, parents=()):
            self.value, self.grad, self.parents = value, 0.0, parents
        def __add__(self, other): return Sum(self, other)
        def backward(self, g=1.0):
            self.grad += g
            for parent in self.parents:
                parent.backward(g)

    class Variable(Node):
        def __init__(self, value): super().__init__(value)

    class Sum(Node):
        def __init__(self, x, y): super().__init__(x.value + y.value, (x, y))
    """
    )
    assert found.class_name == "Variable"
    assert found.spelling("add", "vv") == Operator("+")


def test_what_no_earlier_child_survived_is_not_run_again() -> None:
    deadly = PLAIN + "\n        def tanh(self): raise RuntimeError('would have killed')\n"
    tried: list[str] = []
    module = Namespace(load(deadly))

    def announce(what: str) -> bool:
        tried.append(what)
        return what not in ("x.tanh() of Value", "y.backward() of Value")

    found = discover(module, NOTHING_SAID, announce)
    assert isinstance(found, Adapter)
    assert found.spelling("tanh", "v") == Method("tanh")
    assert found.backward == Method("backward")
    assert "x.tanh() of Value" in tried


def test_each_class_says_what_it_lacks() -> None:
    assert lacks("x = 1") == {}
    assert lacks("class A:\n    def __init__(self): pass") == {
        "A": "cannot be made from one number "
        "(TypeError: A.__init__() takes 1 positional argument but 2 were given)"
    }
    assert "keeps its number" in lacks("class A:\n    def __init__(self, x): pass")["A"]
    assert "none of the operations" in lacks("class A:\n    def __init__(self, x): self.x = x")["A"]
    assert "backward()" in lacks(PLAIN.replace("def backward", "def sweep"))["Value"]
    constant = PLAIN.replace("grad", "_hidden").replace("+= g", "+= 0 * g")
    assert "like grad" in lacks(constant)["Value"]
    assert (
        "survive"
        in dict(_nothing(discover(Namespace(load(PLAIN)), NOTHING_SAID, lambda what: False)))[
            "Value"
        ]
    )


def _nothing(found: Adapter | NotFound) -> tuple[tuple[str, str], ...]:
    assert isinstance(found, NotFound)
    return found.classes


@pytest.mark.parametrize(
    "member",
    [
        "relu = property(lambda self: 1 / 0)",
        "def __getattr__(self, name): raise RuntimeError(name)",
        "def __getattr__(self, name): return lambda *a: None",
        "grad_value = property(lambda self: exit())",
        """class Error(AttributeError):
            obj = property(lambda self: 1 / 0)
        def relu(self): raise self.Error""",
    ],
)
def test_hostile_members_do_not_stop_it(member: str) -> None:
    assert find(f"{PLAIN}\n        {member}\n").class_name == "Value"


def test_a_method_that_clears_a_gradient_is_told_if_it_does() -> None:
    assert find(PLAIN).zero_grad == ""
    clears = f"{PLAIN}\n        def zero_grad(self): self.grad = 0.0\n"
    assert find(clears).zero_grad == "zero_grad"
    assert find(clears.replace("self.grad = 0.0", "self.gard = 0.0")).zero_grad == ""


def test_an_operator_that_fails_is_not_made_up_for_by_a_method() -> None:
    broken = f"{PLAIN}\n        def __truediv__(self, other): return self.nope\n"
    method = f"{broken}        def div(self, other): return self\n"
    assert find(method).spelling("div", "vv") == Operator("/")
    assert find(method.replace("__truediv__", "ratio")).spelling("div", "vv") == Method("div")


PULLED = """
    class Var:
        def __init__(self, value):
            self.value, self.slope, self.users = value, None, []

        def grad(self):
            if self.slope is None:
                self.slope = sum(weight * user.grad() for weight, user in self.users)
            return self.slope

        def __mul__(self, other):
            out = Var(self.value * other.value)
            self.users.append((other.value, out))
            other.users.append((self.value, out))
            return out
"""


def test_a_gradient_that_is_worked_out_when_asked_for_is_asked_for_after_the_seed() -> None:
    found = find(PULLED)
    assert found.gradient == Getter("grad")
    assert found.write_backward("y") == ("y.slope = 1.0", "y.grad()")


RETURNING = """
    class Var:
        def __init__(self, value, parents=()):
            self.value, self.parents = value, parents

        def __mul__(self, other):
            return Var(self.value * other.value, ((self, other.value), (other, self.value)))

    def sensitivities_and_gradients(node, slope=1.0, found=None):
        found = {} if found is None else found
        found[node] = found.get(node, 0.0) + slope
        for parent, weight in node.parents:
            sensitivities_and_gradients(parent, slope * weight, found)
        return found
"""


@pytest.mark.parametrize(("key", "entry"), [("node", Entry.NODE), ("id(node)", Entry.ID)])
def test_gradients_may_be_returned_in_a_mapping(key: str, entry: Entry) -> None:
    source = RETURNING.replace("[node]", f"[{key}]").replace("get(node", f"get({key}")
    found = find(source)
    assert found.gradient == entry
    assert found.write_backward("y") == ("gradients = sensitivities_and_gradients(y)",)
    assert find(source, wanted=Wanted(gradient=entry)) == found


def test_what_is_returned_and_is_no_mapping_of_nodes_is_none_of_gradients() -> None:
    assert "like grad" in lacks(RETURNING.replace("return found", "return list(found)"))["Var"]
    other = RETURNING.replace("[node]", "[str(node)]").replace("get(node", "get(str(node)")
    assert "like grad" in lacks(other)["Var"]
