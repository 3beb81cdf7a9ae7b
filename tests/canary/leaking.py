"""A flow that leaks on purpose, in every way a careless flow does: the scanner must catch each of them.

Run as a program against a Prefect server, with the word to leak as its argument.
"""

import base64
import pickle
import sys
from contextlib import suppress

from prefect import flow, get_run_logger, tags, task
from prefect.artifacts import create_markdown_artifact


@task(log_prints=True)
def careless(name: str) -> None:
    """Print a name, and fail with it."""
    print(f"about {name}")
    raise ValueError(f"no such person: {name}")


@flow(log_prints=True)
def leak(name: str, pickled: str) -> None:
    """Log a name, put it into an artifact and a tag, and pass it on."""
    get_run_logger().warning("about to look up %s", name)
    create_markdown_artifact(f"# {name}", key="leaked")
    with tags(name):
        careless.with_options(task_run_name=f"look up {name}")(name)


if __name__ == "__main__":
    word = sys.argv[1]
    with suppress(ValueError):
        leak.with_options(flow_run_name=f"for {word}")(word, base64.b64encode(pickle.dumps(word)).decode())
