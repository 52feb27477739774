"""Who is there to be asked: each framework by its adapter, or what to install for it."""

from importlib import import_module
from typing import Final, Protocol, runtime_checkable

from verification.comparison import Missing
from verification.subjects.protocol import Subject


@runtime_checkable
class Framework(Subject, Protocol):
    """A subject that knows its version."""

    def version(self) -> str:
        """Return the version of what answers."""
        ...


# Its name, its adapter's class, and what pip installs.
ROSTER: Final = (
    ("torch", "TorchSubject", "torch"),
    ("jax", "JaxSubject", "jax"),
    ("tensorflow", "TensorflowSubject", "tensorflow-cpu"),
    ("autograd", "AutogradSubject", "autograd"),
    ("tinygrad", "TinygradSubject", "tinygrad"),
)

FRAMEWORKS: Final = tuple(name for name, _, _ in ROSTER)


def muster() -> tuple[dict[str, Framework], tuple[Missing, ...]]:
    """Return the frameworks that are installed, under their names, and those that are not.

    PyTorch on a graphics card counts as another one, where there is such a card.
    """
    present: dict[str, Framework] = {}
    missing: list[Missing] = []
    for name, adapter, requirement in ROSTER:
        try:
            module = import_module(f"verification.subjects.{name}")
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("verification"):
                raise
            missing.append(Missing(name, requirement))
            continue
        make: object = getattr(module, adapter)
        present[name] = _made(make)
        cards: object = getattr(module, "has_cuda", None)
        if callable(cards) and cards():
            present[f"{name}-cuda"] = _made(make, "cuda")
    return present, tuple(missing)


def _made(make: object, *arguments: str) -> Framework:
    subject: object = make(*arguments) if callable(make) else None
    if not isinstance(subject, Framework):
        raise TypeError(f"expected a subject with a version, got {subject!r}")
    return subject
