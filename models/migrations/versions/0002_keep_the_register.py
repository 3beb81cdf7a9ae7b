"""Keep the register."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("system_url", sa.String(), nullable=True),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "registerimport",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=40), nullable=False),
        sa.Column("uploaded_person", sa.String(length=40), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("based_on", sa.Uuid(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("difference", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("errors", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("error_count", sa.Integer(), nullable=False),
        sa.Column("stop_lifted_by", sa.String(length=40), nullable=True),
        sa.Column("stop_lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=40), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(op.f("ix_registerimport_sha256"), "registerimport", ["sha256"], unique=False)
    op.create_index(op.f("ix_registerimport_state"), "registerimport", ["state"], unique=False)
    op.create_table(
        "subject",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("register_reference", sa.String(length=40), nullable=False),
        sa.Column("forenames", sa.Text(), nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("aliases", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("former_names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("approximate_age", sa.Integer(), nullable=True),
        sa.Column("age_as_of", sa.Date(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("category", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("rosh", sa.Text(), nullable=False),
        sa.Column("managed", sa.Boolean(), nullable=False),
        sa.Column("managed_by_area", sa.String(), nullable=True),
        sa.Column("lead_agency", sa.String(), nullable=False),
        sa.Column("offender_manager", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("managed_since", sa.Date(), nullable=True),
        sa.Column("level_since", sa.Date(), nullable=True),
        sa.Column("next_risk_review_on", sa.Date(), nullable=True),
        sa.Column("next_meeting_on", sa.Date(), nullable=True),
        sa.Column("last_changed_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("category BETWEEN 1 AND 4", name="ck_subject_category"),
        sa.CheckConstraint(
            "date_of_birth IS NOT NULL OR (approximate_age IS NOT NULL AND age_as_of IS NOT NULL)",
            name="ck_subject_age_known",
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name="ck_subject_level"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("register_reference"),
    )
    op.create_index(op.f("ix_subject_left_on"), "subject", ["left_on"], unique=False)
    op.create_index(op.f("ix_subject_level"), "subject", ["level"], unique=False)
    op.create_index(op.f("ix_subject_unit"), "subject", ["unit"], unique=False)
    op.create_table(
        "address",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subject.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subject_id", "position", name="uq_address_position"),
    )
    op.create_index(op.f("ix_address_subject_id"), "address", ["subject_id"], unique=False)
    op.create_table(
        "conviction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("offence", sa.Text(), nullable=False),
        sa.Column("schedule_34a", sa.Boolean(), nullable=True),
        sa.Column("disposal", sa.Text(), nullable=False),
        sa.Column("convicted_on", sa.Date(), nullable=False),
        sa.Column("court", sa.Text(), nullable=True),
        sa.Column("spent", sa.Boolean(), nullable=True),
        sa.Column("foreign", sa.Boolean(), nullable=False),
        sa.Column("foreign_equivalent_opinion", sa.Boolean(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("owner_agency", sa.String(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by", sa.String(), nullable=True),
        sa.Column("assessment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subject.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subject_id", "item", name="uq_conviction_item"),
    )
    op.create_index(op.f("ix_conviction_subject_id"), "conviction", ["subject_id"], unique=False)
    op.create_table(
        "officer",
        sa.Column("handle", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_key", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("roles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency"],
            ["agency.code"],
        ),
        sa.PrimaryKeyConstraint("handle"),
    )
    op.create_index(op.f("ix_officer_agency"), "officer", ["agency"], unique=False)
    op.create_index(op.f("ix_officer_person_key"), "officer", ["person_key"], unique=False)
    op.create_index(op.f("ix_officer_unit"), "officer", ["unit"], unique=False)
    op.create_table(
        "ordercondition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subject.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subject_id", "position", name="uq_order_condition_position"),
    )
    op.create_index(op.f("ix_ordercondition_expires_on"), "ordercondition", ["expires_on"], unique=False)
    op.create_index(op.f("ix_ordercondition_subject_id"), "ordercondition", ["subject_id"], unique=False)
