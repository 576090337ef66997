"""The root of all rows: how constraints are named, and which column a type gets."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, Enum, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column

from dispatch.store.columns import PlainJson, UtcDateTime

Id = Annotated[str, mapped_column(String(64))]
"""Of anything; tickets and crews may bring the ids of another system."""
Count = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]
"""A number the database counts up."""


class Row(DeclarativeBase):
    """One row of a table. Rows stay inside the store; what leaves it are frozen domain objects."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it so
        datetime: UtcDateTime,
        dict[str, Any]: PlainJson,
        # By value, as text: a new word needs no migration of the column.
        enum.Enum: Enum(enum.Enum, native_enum=False, length=32, values_callable=lambda kind: [w.value for w in kind]),
    }
