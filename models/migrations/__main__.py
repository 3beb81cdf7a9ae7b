"""`python -m models.migrations check` and `… revision "Add the meetings"`, on a throw-away database."""

import shutil
import sys
import tempfile
from pathlib import Path

from models import embedded
from models.database import Role, create_database, engine, ensure_roles
from models.migrations.run import differences, new_revision, upgrade


def main(arguments: list[str]) -> int:
    """Check that models and migrations agree (exit 1 where not), or write the next migration."""
    if arguments != ["check"] and (len(arguments) != 2 or arguments[0] != "revision"):
        print('usage: python -m models.migrations check | revision "What it adds"', file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="migrations"))
    folder.chmod(0o711)
    try:
        server = embedded.start(folder, durable=False)
        ensure_roles(server)
        owner = engine(create_database(server, "migrated"), Role.OWNER)
        with owner.begin() as connection:
            upgrade(connection)
            if arguments[0] == "revision":
                print(new_revision(connection, arguments[1]))
                return 0
            found = differences(connection)
        owner.dispose()
    finally:
        embedded.stop(folder)
        shutil.rmtree(folder)
    print("\n".join(found) or "models and migrations agree")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
