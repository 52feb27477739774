# matplotlib ships types that lean on numpy's. This is the part that the plots use; it need not be
# installed to check types.
from collections.abc import Mapping
from contextlib import AbstractContextManager

def rc_context(rc: Mapping[str, str | bool | float]) -> AbstractContextManager[None]: ...
