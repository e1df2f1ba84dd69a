"""What reading costs as what is read grows: a ratio within one run, so that a slow machine changes nothing."""

import time
from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made", str, bytes)

TIMES = 4  # how much larger the larger document is
NEARLY_LINEAR = 10  # linear is 4, quadratic 16
_NOTHING = 0.02  # seconds of processor time under which a measurement is noise


def growth(read: Callable[[Made], object], make: Callable[[int], Made], length: int) -> float:
    """How many times the processor time of a document a quarter as long reading one of this length takes."""
    small, large = make(length // TIMES), make(length)
    cost_of_small = min(_seconds(read, small) for _ in range(3))
    return _seconds(read, large) / max(cost_of_small, _NOTHING)


def _seconds(read: Callable[[Made], object], document: Made) -> float:
    began = time.process_time()
    read(document)
    return time.process_time() - began
