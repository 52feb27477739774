"""Words for a stranger's things, without running their code where that can be helped.

This file travels to the child that runs a submission: standard library only.
"""

import linecache


def is_number(thing: object) -> bool:
    """Whether ``thing`` is a plain number and not a node; a subclass is a node."""
    return type(thing) is float or type(thing) is int


def is_about_number(error: BaseException) -> bool:
    """Whether the error is that a plain number lacks what a node has."""
    try:
        return isinstance(error, AttributeError) and is_number(error.obj)
    except BaseException:  # noqa: BLE001 - a subclass may define ``obj`` as it likes
        return False


def is_stated(error: BaseException) -> bool:
    """Whether the error was raised by a line that begins with ``raise``."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return False
    file = trace.tb_frame.f_code.co_filename
    return linecache.getline(file, trace.tb_lineno).lstrip().startswith("raise")


def placeholders(kind: str) -> tuple[str, ...]:
    """Return operands to write an op with.

    >>> placeholders("nv")
    ('2', 'y')
    """
    return tuple("xy"[place] if letter == "v" else "2" for place, letter in enumerate(kind))


def name_of(thing: object) -> str:
    """Return a few words for a thing, without running its code.

    >>> name_of(None), name_of(2.5), name_of([])
    ('None', 'the number 2.5', 'a list')
    """
    if thing is None or thing is NotImplemented:
        return f"{thing!r}"
    if is_number(thing):
        return f"the number {thing!r}"
    return f"a {class_name(thing)}"


def error_name(error: BaseException) -> str:
    """Return the name of the error's class; of one of numpy's own, that of Python's behind it.

    >>> error_name(ZeroDivisionError())
    'ZeroDivisionError'
    """
    for cls in type.__getattribute__(type(error), "__mro__"):
        module: object = type.__getattribute__(cls, "__module__")
        if not (isinstance(module, str) and module.startswith("numpy")):
            return text_of(type.__getattribute__(cls, "__name__"), 80)
    return class_name(error)


def class_name(thing: object) -> str:
    """Return the name of the thing's class, past whatever its metaclass says."""
    name: object = type.__getattribute__(type(thing), "__name__")
    return text_of(name, 80)


def text_of(thing: object, limit: int = 300) -> str:
    """Return ``str(thing)``, plain and bounded, whatever its ``__str__`` does.

    >>> class Silent(Exception):
    ...     def __str__(self): raise KeyError
    >>> text_of(Silent()), text_of(ValueError("no"))
    ('', 'no')
    """
    try:
        text = str(thing)
    except BaseException:  # noqa: BLE001 - the submission's own __str__
        return ""
    # The methods of str itself, since ``text`` may be of a subclass.
    return str.encode(text, "utf-8", "replace").decode()[:limit]
