"""The catalogue of faults: named ways to be wrong, each with the word that the judge must say."""

from typing import Final

from verification.faults.calls import CALLS
from verification.faults.fault import Fault
from verification.faults.floats import FLOATS
from verification.faults.graph import GRAPH
from verification.faults.rules import RULES

FAULTS: Final[dict[str, Fault]] = {fault.id: fault for fault in (*RULES, *FLOATS, *GRAPH, *CALLS)}
"""Every fault, by its id."""
