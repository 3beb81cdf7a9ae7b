"""How is Prefect set up beside us? Environment only; importing this costs nothing and imports no Prefect.

Sources: shared/prefect.md, measured. Short time-outs, so that a hung server can't hold the work up.
"""

from urllib.parse import quote

CLIENT = {
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLIENT_MAX_RETRIES": "1",
    "PREFECT_API_REQUEST_TIMEOUT": "5",
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "DO_NOT_TRACK": "1",
}
SERVER = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    # No automation of ours listens to events, and each step emits three.
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "DO_NOT_TRACK": "1",
}
# How long the guide waits for Prefect to begin a run before it carries on without.
BEGIN_WITHIN_S = 6.0
FINISH_WITHIN_S = 6.0
ANSWER_WITHIN_S = 4.0


def client_environment(api_url: str, auth: str, home: str) -> dict[str, str]:
    """The environment of a process that runs flows."""
    where = {"PREFECT_API_URL": api_url, "PREFECT_API_AUTH_STRING": auth, "PREFECT_HOME": home}
    return CLIENT | where


def server_environment(auth: str, home: str) -> dict[str, str]:
    """The environment of a server on loopback behind its shared credential, on SQLite."""
    where = {"PREFECT_SERVER_API_AUTH_STRING": auth, "PREFECT_API_AUTH_STRING": auth, "PREFECT_HOME": home}
    where["PREFECT_API_DATABASE_CONNECTION_URL"] = _over_one_connection(home)
    return SERVER | where


def _over_one_connection(home: str) -> str:
    """Prefect's SQLite file in its home, used over one connection.

    Over several, a transaction that began by reading is refused at once when another has written meanwhile:
    one run in twenty failed with status 503, or stood still for the two seconds before Prefect's client asks
    again. Prefect keeps one connection wherever its URL says `:memory:`, a parameter SQLite passes over.
    """
    return f"sqlite+aiosqlite:///file:{quote(home)}/prefect.db?one=:memory:&uri=true"
