"""The bundle: the guest's own modules, as they travel down the pipe to the child.

The child finds nothing of this package on its disk, nor any library. It runs on the same
Python as we do, so the modules are compiled here, once, and not by every child.
"""

import base64
import marshal
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
    "verification.adapter_json",
    "verification.subjects.packages",
    "verification.subjects.words",
    "verification.subjects.stub",
    "verification.subjects.stubs",
    "verification.subjects.layout",
    "verification.subjects.sources",
    "verification.subjects.loading",
    "verification.subjects.namespace",
    "verification.subjects.running",
    "verification.subjects.reading",
    "verification.subjects.engine",
    "verification.subjects.guest",
)
_LATER: Final = (  # run when the guest imports them, which few children do
    "verification.subjects.harmless",
    "verification.subjects.needs",
    "verification.subjects.pruning",
    "verification.subjects.definitions",
    "verification.subjects.names",
    "verification.subjects.usages",
    "verification.subjects.discover",
)
# What the child's interpreter starts with.
BOOT: Final = """
import binascii, json, marshal, os, sys, types
from importlib.machinery import ModuleSpec
requests, answers = map(int, sys.argv[1:])
def take(size):
    data = b""
    while len(data) < size:
        data += os.read(requests, size - len(data)) or sys.exit("the bundle was cut short")
    return data
def run(module, code):
    module.__path__ = []
    exec(marshal.loads(binascii.a2b_base64(code)), vars(module))
class Later:
    find_spec = lambda name, *_: ModuleSpec(name, Later) if name in later else None
    create_module = lambda spec: None
    exec_module = lambda module: run(module, later[module.__name__])
now, later = json.loads(take(int.from_bytes(take(4), "big")))
for name, code in now:
    module = sys.modules[name] = types.ModuleType(name)
    run(module, code)
sys.meta_path.append(Later)
sys.modules["verification.subjects.guest"].main(requests, answers)
"""


@cache
def bundle() -> bytes:
    """Return the frame that ``BOOT`` waits for: the code of each module, at once or for later."""
    now = [[package, _encoded(package, "")] for package in _PACKAGES]
    now += [[name, _compiled(name)] for name in _BUNDLE]
    return pack([now, {name: _compiled(name) for name in _LATER}])


def _compiled(name: str) -> str:
    package, _, module = name.rpartition(".")
    return _encoded(name, files(package).joinpath(f"{module}.py").read_text("utf-8"))


def _encoded(name: str, source: str) -> str:
    code = compile(source, f"<{name}>", "exec")
    return base64.b64encode(marshal.dumps(code)).decode()
