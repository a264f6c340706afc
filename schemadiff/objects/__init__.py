"""All object kinds. Adding one: its module, a line here, its cases under tests/cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.objects import (
    aggregate,
    collation,
    column_default,
    comment,
    composite_type,
    default_privilege,
    domain,
    domain_constraint,
    enum,
    event_trigger,
    extension,
    foreign_data_wrapper,
    foreign_server,
    foreign_table,
    function,
    index,
    index_attachment,
    materialized_view,
    owned_by,
    owner,
    partition,
    policy,
    privilege,
    procedure,
    rule,
    schema,
    sequence,
    table,
    table_column,
    table_constraint,
    trigger,
    user_mapping,
    view,
    view_column,
)

if TYPE_CHECKING:
    from schemadiff.core.kind import ObjectKind

KINDS: tuple[ObjectKind, ...] = (
    schema.KIND,
    extension.KIND,
    foreign_data_wrapper.KIND,
    foreign_server.KIND,
    user_mapping.KIND,
    collation.KIND,
    enum.KIND,
    composite_type.KIND,
    domain.KIND,
    domain_constraint.KIND,
    sequence.KIND,
    table.KIND,
    foreign_table.KIND,
    table_column.KIND,
    column_default.KIND,
    table_constraint.KIND,
    index.KIND,
    index_attachment.KIND,
    partition.KIND,
    owned_by.KIND,
    view.KIND,
    materialized_view.KIND,
    view_column.KIND,
    function.KIND,
    procedure.KIND,
    aggregate.KIND,
    rule.KIND,
    trigger.KIND,
    policy.KIND,
    event_trigger.KIND,
    owner.KIND,
    privilege.KIND,
    default_privilege.KIND,
    comment.KIND,
)

KIND = {kind.name: kind for kind in KINDS}
