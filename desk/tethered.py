"""How does a child end when whoever started it was killed? The system tells it to; then it runs a module.

    python -m desk.tethered PARENT_PID NICENESS MODULE ARGUMENT…

Without this, killing `disclosure up` leaves a guide and Prefect's server behind, and the next start
finds the port taken. Elsewhere than on Linux the child simply runs.
"""

import ctypes
import os
import runpy
import signal
import sys

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def main() -> None:
    """Ask for SIGTERM at the parent's death, then become the module."""
    parent, niceness, module = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    os.nice(niceness)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            sys.exit(1)
    sys.argv = [module, *sys.argv[4:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
