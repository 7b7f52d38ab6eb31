"""How numeric libraries' threads wait in this process.

Owns: those environment variables. Promise: what the person set themselves stays.
"""

from __future__ import annotations

import os

SPINS = "1000"


def calm_threads() -> None:
    """Keep numeric threads out of each other's way; call before numpy or an engine is imported.

    numpy's threads spin against the embedding engine's (17 ms a query instead of 8), and those of
    GNU OpenMP against whatever else is busy. Measured on two cores, alone and beside one busy
    thread, with OpenMP's default, without spinning, and with this little of it: an embedding of a
    query takes 10 and over 100, 19 and 20, 10 and 30 ms; the embedded model writes 18.8 and 1.9,
    17.3 and 15.5, 22.4 and 11.4 tokens a second.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", SPINS)
