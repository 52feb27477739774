"""Which policy a command is to go by: a profile's, or a file's, read here."""

from pathlib import Path
from typing import Final

from verification.cli.edges import stop
from verification.policy import Policy

_LARGEST: Final = 2**20  # bytes; a policy has some hundred lines


def choose_policy(given: str) -> Policy:
    """Return the policy of the profile or the file of this name.

    A profile's name is never a file's: ``./micrograd`` is one. Ends with exit status 2 where
    there is no such policy, or it is not as it should be.
    """
    from verification.policies.decoding import PolicyError
    from verification.policies.ids import suggest
    from verification.policies.reading import PROFILES, profile, read_policy

    if given in PROFILES:
        return profile(given)
    path = Path(given)
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            stop(f"{given!r} is larger than 1 MiB, which no policy is. Name another file.")
        return read_policy(content.decode("utf-8-sig"), path.stem[:60].strip() or "policy")
    except OSError as error:
        near = suggest(given, PROFILES) or f" Profiles are {', '.join(PROFILES)}."
        stop(f"cannot read the policy {given!r}: {error.strerror}.{near}")
    except UnicodeDecodeError:
        stop(f"{given!r} is not a policy: it is not UTF-8 text.")
    except PolicyError as error:
        stop(f"{given!r} is not a policy. {error} docs/policy.md has every key.")
