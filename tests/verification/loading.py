"""A submission's modules loaded as the child loads them, in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What the child does, in short; `told` is what the test has it look at afterwards.
CODE = """
import json, sys
request = json.load(sys.stdin)
sys.path.append(request["root"])
from verification.subjects.definitions import definitions, run
from verification.subjects.sources import Sources, whole
from verification.subjects.stub import STUB
from verification.subjects.stubs import NOTEBOOK_NAMES, Stubs
left = []
def defined(source, file, namespace):
    left.extend(one.what for one in run(definitions(source, file), namespace))
files = {path: source.encode() for path, source in request["files"].items()}
sources = Sources(files, request["top"], defined if request["only"] else whole)
stubs = Stubs()
sources.install()
stubs.install()
sys.path.remove(request["root"])
if request["entry"].endswith(".ipynb"):
    for name in NOTEBOOK_NAMES:
        sources.provide(name, STUB)
raised, told = "", ""
try:
    module = sources.load(request["entry"])
    told = repr(eval(request["told"], {**globals(), **vars(module)}))
except BaseException as error:
    raised = f"{type(error).__name__}: {error}"
stand_ins = [file for file, _ in sources.stand_ins]
print("\\n" + json.dumps([told, raised, stand_ins, left, stubs.served]))
"""


@dataclass(frozen=True)
class Seen:
    """What came of loading: what was asked about, what was raised, and what was done."""

    told: str
    raised: str
    stand_ins: list[str]
    left_out: list[str]
    stubs: list[str]


def load(
    files: Mapping[str, str], entry: str, told: str = "0", top: str = "grad", *, only: bool = False
) -> Seen:
    """Load the entry, by its definitions ``only`` or as it is, and evaluate ``told`` in it."""
    request = {"root": f"{ROOT}", "files": files, "entry": entry, "told": told, "top": top}
    done = subprocess.run(
        [sys.executable, "-s", "-P", "-S", "-B", "-c", CODE],
        input=json.dumps({**request, "only": only}),
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=60,
    )
    return Seen(*json.loads(done.stdout.splitlines()[-1]))
