"""What Alembic runs: always online, on the connection `run.py` hands over, in its transaction."""

from alembic import context

from models.migrations.run import OPTIONS

context.configure(connection=context.config.attributes["connection"], **OPTIONS)
with context.begin_transaction():
    context.run_migrations()
