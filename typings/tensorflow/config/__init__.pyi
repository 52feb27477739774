from collections.abc import Sequence

from tensorflow.config import optimizer as optimizer
from tensorflow.config import threading as threading

def set_visible_devices(devices: Sequence[object], device_type: str) -> None: ...
