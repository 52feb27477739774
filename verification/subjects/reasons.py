"""Reasons: why a submission does not load, and what may help."""

import sys
from typing import Final

from verification.subjects.submission import Submission
from verification.wire import Unloadable, clean

# What people import under a short name, beside the modules that need none.
_IMPORTS: Final = {
    "np": "import numpy as np",
    "plt": "import matplotlib.pyplot as plt",
    "pd": "import pandas as pd",
    "nn": "from torch import nn",
}
_THIRD_PARTY: Final = (
    "IPython PIL attr autograd cupy cv2 flax graphviz hypothesis jax jaxlib jaxtyping keras "
    "matplotlib mpmath msgspec networkx numba numpy optax pandas plotly pydantic pydot pytest "
    "rich scipy seaborn sklearn sympy tensorboard tensorflow tinygrad torch torchvision tqdm "
    "typing_extensions"
)
_OURS: Final = frozenset({"refgrad", "verification"})
_FOLDER: Final = "Hand in the folder that it is in."
GUARD: Final = 'Put what trains or asks under `if __name__ == "__main__":`.'
_PYTHON: Final = f"Python {sys.version_info.major}.{sys.version_info.minor}"


def reason(error: Unloadable, submission: Submission) -> str:
    """Return why a file does not load, and what may help."""
    kind, message, name = clean(error.kind), clean(error.message), clean(error.name)
    line = ""
    if error.line is not None:
        line = f" at {submission.place(error.line, clean(error.file))}"
    only = f"Submissions run on {_PYTHON} with the standard library and numpy only."
    package = name.partition(".")[0]
    match kind:
        case "NameError" if name:
            known = f"import {name}" if name in sys.stdlib_module_names else _IMPORTS.get(name)
            hint = f" Is `{known}` missing?" if known else ""
            third = f" {only}" if name in _IMPORTS and name != "np" else ""
            return f'NameError{line}, "{name}" is not defined.{hint}{third}'
        case "ModuleNotFoundError" if package in _OURS:
            return f"it imports {name}{line}. refgrad itself is checked by `refgrad verify`."
        case "ModuleNotFoundError" if name and name not in sys.stdlib_module_names:
            hint = only if package in _THIRD_PARTY.split() else _FOLDER
            return f"it imports {name}{line}, which is not there. {hint}"
        case "ImportError" if "relative import" in message:
            return f"{kind}{line}, {message}. {_FOLDER}"
        case "EOFError":
            return f"EOFError{line}: nothing can be asked of anybody here. {GUARD}"
        case "SystemExit":
            return f"SystemExit{line}. A file to be graded must not end the program when imported."
        case "SyntaxError" if "codec can't decode" in message:
            return "it is not UTF-8 text. Save it as UTF-8."
        case _:
            return f"{kind}{line}{', ' if message else ''}{message}."
