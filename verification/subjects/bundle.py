"""The bundle: the guest's own source text, as it travels down the pipe to the child.

The child finds nothing of this package on its disk, nor any library.
"""

from functools import cache
from importlib.resources import files
from typing import Final

from verification.frames import pack

_PACKAGES: Final = ("verification", "verification.subjects")
_BUNDLE: Final = (  # in the order in which they import each other
    "verification.catalogue",
    "verification.program",
    "verification.evaluate",
    "verification.adapter",
    "verification.frames",
    "verification.subjects.engine",
    "verification.subjects.names",
    "verification.subjects.discover",
    "verification.subjects.guest",
)
# What the child's interpreter starts with.
BOOT: Final = """
import json, os, sys, types
requests, answers = map(int, sys.argv[1:])
def take(size):
    data = b""
    while len(data) < size:
        data += os.read(requests, size - len(data)) or sys.exit("the bundle was cut short")
    return data
for name, source in json.loads(take(int.from_bytes(take(4), "big"))):
    module = sys.modules[name] = types.ModuleType(name)
    module.__path__ = []
    exec(compile(source, f"<{name}>", "exec"), vars(module))
sys.modules["verification.subjects.guest"].main(requests, answers)
"""


@cache
def bundle() -> bytes:
    """Return the frame that ``BOOT`` waits for: each module's name and source text."""
    sources: list[list[str]] = [[package, ""] for package in _PACKAGES]
    for name in _BUNDLE:
        package, _, module = name.rpartition(".")
        sources.append([name, files(package).joinpath(f"{module}.py").read_text("utf-8")])
    return pack(sources)
