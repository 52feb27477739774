"""Reading a number off a node of an engine, once.

This file travels to the child that runs a submission: standard library only.
"""

import sys
from collections.abc import Mapping
from typing import Final, TypeGuard

from verification.adapter import Access, Attribute, Entry
from verification.subjects.running import call

NONE: Final = "None"
NOT_A_NUMBER: Final = "not a number"
ABSENT: Final = "no such attribute"


def read(node: object, access: Access) -> str:
    """Read one number from a node, once: its ``float.hex()``, or why there is none.

    Only exact types count, so that no number can answer differently when asked again.
    An int too large for a double is infinite. A property may raise anything. On a path
    such as ``d.value`` there is no number where there is nothing on the way.

    >>> class Value:
    ...     data, grad = 3, None
    >>> read(Value(), Attribute("data")), read(Value(), Attribute("grad"))
    ('0x1.8000000000000p+1', 'None')
    """
    number = node
    try:
        for part in access.name.split("."):
            if number is None:
                return NONE
            number = getattr(number, part)
    except AttributeError:
        return ABSENT
    if not isinstance(access, Attribute):
        number = call(number)
    return _plain(number)


def look_up(returned: object, node: object, entry: Entry) -> str:
    """Read a node's number, as ``read`` does, from what the backward pass returned.

    >>> look_up({1: 2.0}, 1, Entry.NODE), look_up({1: 2.0}, 3, Entry.NODE)
    ('0x1.0000000000000p+1', 'None')
    """
    if not _is_mapping(returned):
        return ABSENT
    try:
        number = returned[id(node) if entry is Entry.ID else node]
    except KeyError:
        return NONE
    return _plain(number)


def _is_mapping(thing: object) -> TypeGuard[Mapping[object, object]]:
    return isinstance(thing, Mapping)


def _plain(number: object) -> str:
    """Return a number's ``float.hex()``, or why it is none."""
    if number is None:
        return NONE
    if type(number) is not float and type(number) is not int:
        number = _from_numpy(number)
    if type(number) is float:
        return number.hex()
    if type(number) is int:
        try:
            return float(number).hex()
        except OverflowError:
            return "inf" if number > 0 else "-inf"
    return NOT_A_NUMBER


def _from_numpy(number: object) -> object:
    """Return the plain number in a numpy scalar, or in an array of one number, else None."""
    numpy = sys.modules.get("numpy")
    if numpy is None or type(number).__module__ != "numpy":
        return None
    if type(number) is not numpy.ndarray and not isinstance(number, numpy.number):
        return None
    try:
        plain: object = numpy.asarray(number).item()
    except ValueError:  # an array of several numbers
        return None
    return plain
