"""As whom does the embedded server run? PostgreSQL refuses root, so root lends it an account of its own.

An ordinary user runs it as themselves. Folders above the data folder keep their permissions: where one
of them is closed to other accounts (such as /root), the server is given the single right to pass it.
"""

import functools
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from models.errors import CannotDo

ACCOUNT = "pgserver"


def own(folder: Path) -> None:
    """Give the folder to the server's account; nothing to do for an ordinary user."""
    if os.geteuid() == 0:
        account = _account()
        os.chown(folder, account.pw_uid, account.pw_gid)


def as_server_account(command: list[str], home: Path) -> list[str]:
    """Wrap a command so that it runs as the server's account and can reach its folder and programs."""
    if os.geteuid() != 0:
        return command
    account = _account()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise CannotDo("As root the embedded database needs `setpriv` (util-linux): use another account.")
    drop = [setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    if all(_open_to_all(path) for path in (home, Path(command[0]))):
        return [*drop, "--inh-caps=-all", "--bounding-set=-all", *command]
    # Reading and passing through only: what the account may write stays what it owns.
    passing = [f"--{kind}-caps=-all,+dac_read_search" for kind in ("inh", "ambient")]
    return [*drop, *passing, *command]


def _open_to_all(path: Path) -> bool:
    """Say whether any account may pass through every folder above."""
    return all(parent.stat().st_mode & 0o001 for parent in path.parents)


@functools.cache
def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        pass
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        words = f"As root the embedded database needs an account named {ACCOUNT}: add one, or don't use root."
        raise CannotDo(words) from None
    return pwd.getpwnam(ACCOUNT)
