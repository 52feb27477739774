"""Fitting: how a submission can be loaded, and how its engine is driven, found by trying."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, final

from verification.adapter import Adapter, Wanted
from verification.subjects.launch import Limits, Lost
from verification.subjects.process import DEFAULT_LIMITS
from verification.subjects.session import Session, how
from verification.subjects.submission import Submission, Ungradable, Unloaded
from verification.wire import Found, Loaded, Nothing, Trying, clean

NOTHING_SAID: Final = Wanted()
_MOST_FATAL: Final = 8


@final
@dataclass(frozen=True, slots=True)
class Fitted:
    """A submission as it could be loaded, how to drive its engine, and what loading took.

    ``trouble`` says why the submission was not run as it is, if it was not.
    """

    submission: Submission
    adapter: Adapter
    loaded: Loaded
    trouble: str = ""


def fit(
    submission: Submission, limits: Limits = DEFAULT_LIMITS, wanted: Wanted = NOTHING_SAID
) -> Fitted:
    """Return how to load a submission and to drive its engine, found by trying in children.

    Of a folder, each module that may hold an engine is tried, the likeliest first. What
    does not load as it is, since it trains or plots or imports what is absent, is loaded
    by its definitions alone. What ``wanted`` says of the engine is taken as said. An
    operation that hangs or ends the process is in the adapter, and will do it again.

    Raises:
        Ungradable: no module loads, or none has a class of an engine.
        HarnessFault: the child could not be started.
    """
    causes: list[Ungradable] = []
    for module in submission.candidates:
        candidate = replace(submission, module=module)
        try:
            return Fitted(candidate, *_discover(candidate, limits, wanted))
        except Unloaded as error:
            causes.append(error)
            try:
                part = replace(candidate, definitions_only=True)
                return Fitted(part, *_discover(part, limits, wanted), error.why)
            except Ungradable:  # the first trouble is the one to tell
                continue
        except Ungradable as error:
            causes.append(error)
    raise causes[0]


def discover(
    submission: Submission, limits: Limits = DEFAULT_LIMITS, wanted: Wanted = NOTHING_SAID
) -> Adapter:
    """Return the adapter that ``fit`` finds; it raises the same."""
    return fit(submission, limits, wanted).adapter


def _discover(submission: Submission, limits: Limits, wanted: Wanted) -> tuple[Adapter, Loaded]:
    fatal: list[str] = []
    while True:
        trying = ""
        try:
            with Session(submission, limits) as session:
                for answer in session.discover(wanted, fatal):
                    match answer:
                        case Trying(what=what):
                            trying = what
                        case Found(adapter):
                            return adapter, session.loaded
                        case Nothing(classes=classes):
                            raise Ungradable(_no_engine(submission.entry, classes))
        except Lost as lost:
            if not trying or trying in fatal or len(fatal) == _MOST_FATAL:
                at = f" at {clean(trying)}" if trying else ""
                raise Ungradable(
                    f"{submission.name} does not survive being tried out{at}: {how(lost)}."
                ) from None
            fatal.append(trying)


def _no_engine(name: str, classes: Sequence[tuple[str, str]]) -> str:
    """Say why no class of the file is an engine's."""
    wanted = "a class made from one number, with operations, a gradient and a backward()"
    if not classes:
        return f"{name} defines no class. Expected {wanted}."
    lacks = "; ".join(f"{clean(cls)} {clean(lack)}" for cls, lack in classes)
    return f"{name} has no engine: {lacks}. Expected {wanted}."
