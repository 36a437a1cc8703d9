"""The second wall: row-level security on PostgreSQL, and triggers that keep the audit chain append-only.

`raise_walls` is idempotent and runs after every `migrate`, from the owner's connection. The policies are
made from each model's declared `wall` (`vault.records.Wall`), so that a new table cannot be forgotten: a
contract test holds that every table with a practice has a policy. Without an actor, no row is seen.

The functions that find somebody's groups and people are PL/pgSQL, whose plans are kept with the connection;
those of SQL are planned anew in every statement, unless they are small enough to become part of it.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper

from holdspace.vault.records import Record, Wall

_CTX = """
CREATE OR REPLACE FUNCTION hs_setting(name text) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT NULLIF(current_setting('holdspace.' || name, true), '') $$;
CREATE OR REPLACE FUNCTION hs_practice() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT hs_setting('practice')::uuid $$;
CREATE OR REPLACE FUNCTION hs_person() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT hs_setting('person')::uuid $$;
CREATE OR REPLACE FUNCTION hs_user() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT hs_setting('user')::uuid $$;
CREATE OR REPLACE FUNCTION hs_now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT coalesce(hs_setting('now')::timestamptz, now()) $$;
CREATE OR REPLACE FUNCTION hs_is(kind text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(hs_setting('kind') = kind, false) $$;

CREATE OR REPLACE FUNCTION hs_led() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN CASE WHEN hs_setting('clinical') = 'yes' THEN ARRAY(
    SELECT f.group_id FROM groups_facilitation f WHERE f.staff_id = hs_person()
    AND (f.ends_at IS NULL OR f.ends_at > hs_now())
    UNION SELECT o.group_id FROM groups_recordopening o WHERE o.staff_id = hs_person()
    AND o.ends_at > hs_now()) END;
END $$;
CREATE OR REPLACE FUNCTION hs_circles() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN CASE WHEN hs_is('member') THEN ARRAY(
    SELECT m.group_id FROM groups_membership m WHERE m.member_id = hs_person()
    AND (m.ends_at IS NULL OR m.ends_at > hs_now())) END;
END $$;
CREATE OR REPLACE FUNCTION hs_treated() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN ARRAY(SELECT m.member_id FROM groups_membership m WHERE m.group_id = ANY (hs_led()));
END $$;
CREATE OR REPLACE FUNCTION hs_told() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN CASE WHEN hs_is('staff') THEN ARRAY(
    SELECT a.concern_id FROM safety_alert a WHERE a.staff_id = hs_person() AND a.opens) END;
END $$;
CREATE OR REPLACE FUNCTION hs_circle_people() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN ARRAY(SELECT m.member_id FROM groups_membership m WHERE m.group_id = ANY (hs_circles())
    AND (m.ends_at IS NULL OR m.ends_at > hs_now()));
END $$;
CREATE OR REPLACE FUNCTION hs_screened() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$ BEGIN
  RETURN CASE WHEN hs_setting('screens') = 'yes' THEN ARRAY(
    SELECT w.member_id FROM intake_waiting w WHERE w.ends_at IS NULL OR w.ends_at > hs_now()) END;
END $$;
"""

_SESSION_GROUP = "(SELECT s.group_id FROM group_sessions_groupsession s WHERE s.id = {table}.session_id)"
_OWN_PRACTICE = "({practice} = hs_practice() OR (hs_is('system') AND hs_practice() IS NULL))"
_IN_HAND = "('private', 'returned', 'withdrawn')"
_NOT_ANONYMOUS = "(hs_is('member') OR hs_is('staff') OR hs_is('system'))"


def raise_walls(app_role: str = "") -> None:
    """Put up triggers, policies and grants for every table; safe to repeat."""
    if connection.vendor == "postgresql":
        _raise_postgres(app_role)
    else:
        _raise_sqlite()


def walled_models() -> list[type[Record]]:
    """Every model that declares a wall other than OPEN."""
    return [m for m in apps.get_models() if issubclass(m, Record) and m.wall is not Wall.OPEN]


def written_once() -> list[str]:
    """The tables, beside the audit's, whose rows are neither changed nor deleted."""
    return [m._meta.db_table for m in apps.get_models() if issubclass(m, Record) and m.written_once]


def _raise_sqlite() -> None:
    with connection.cursor() as cursor:
        for act in ("UPDATE", "DELETE"):
            for table in ("audit_entry", "audit_concerned"):
                _refuse(cursor, table, act, "the audit chain is append-only")
            for table in written_once():
                _refuse(cursor, table, act, "these rows are written once")


def _refuse(cursor: CursorWrapper, table: str, act: str, sentence: str) -> None:
    cursor.execute(
        f"CREATE TRIGGER IF NOT EXISTS {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )


def _raise_postgres(app_role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CTX)
        cursor.execute(
            "CREATE OR REPLACE FUNCTION hs_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit chain is append-only'; END $$"
        )
        for table in ("audit_entry", "audit_concerned"):
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
                f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION hs_append_only()"
            )
        cursor.execute(
            "CREATE OR REPLACE FUNCTION hs_written_once() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'these rows are written once'; END $$"
        )
        for table in written_once():
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION hs_written_once()"
            )
        for model in walled_models():
            table = model._meta.db_table
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY IF EXISTS hs_wall ON {table}")
            cursor.execute(f"CREATE POLICY hs_wall ON {table} USING ({condition(model)})")
        if app_role:
            _grant(cursor, app_role)


def condition(model: type[Record]) -> str:
    """The SQL condition under which a row of `model` is seen and may be written."""
    table = model._meta.db_table
    practice = _OWN_PRACTICE.format(practice=f"{table}.practice_id")
    within = f"{practice} AND {_NOT_ANONYMOUS}"
    member = f"{table}.{'id' if table == 'members_member' else 'member_id'}"
    group = _group_column(model)
    led, sits_in = _among(group, "hs_led"), _among(group, "hs_circles")
    treated, near = _among(member, "hs_treated"), _among(member, "hs_circle_people")
    told = _among(f"{table}.{'id' if table == 'safety_concern' else 'concern_id'}", "hs_told")
    inner = {
        Wall.PRACTICE: "true",
        Wall.SELF: "true",
        Wall.PERSON: f"(NOT hs_is('member') OR {member} = hs_person() OR {near})",
        Wall.KEPT: f"(NOT hs_is('member') OR {member} = hs_person())",
        Wall.CLINICAL: f"(hs_is('system') OR {member} = hs_person() OR {treated})",
        Wall.CONCERN: f"(hs_is('system') OR {member} = hs_person() OR {treated} OR {told})",
        Wall.INCIDENT: f"(hs_is('system') OR hs_person() IN ({table}.began_by_id, {table}.taken_over_by_id)"
        " OR hs_setting('incidents') = 'yes')",
        Wall.CLINICAL_GROUP: f"(hs_is('system') OR {led} OR {sits_in})",
        Wall.SHARED: f"(hs_is('system') OR {table}.author_id = hs_person() OR {table}.leader_id = hs_person()"
        f" OR {table}.released_at IS NOT NULL"
        f" OR ({table}.standing NOT IN {_IN_HAND} AND ({led} OR {sits_in})))",
        Wall.BETWEEN: f"(hs_is('system') OR {led} OR ({sits_in}"
        f" AND hs_person() IN ({table}.giver_id, {table}.receiver_id)))",
        Wall.FILES: f"(hs_is('system') OR {treated} OR ({member} = hs_person() AND {table}.is_shared)"
        f" OR (hs_setting('roster') = 'yes' AND {table}.is_administrative))",
        Wall.ACCOUNT: f"(hs_is('system') OR {member} = hs_person() OR hs_setting('bills') = 'yes')",
        Wall.OWN_OR_CIRCLE: f"(hs_is('system') OR {member} = hs_person() OR {led}"
        f" OR ({table}.to_circle AND {sits_in}))",
        Wall.LEADERS: f"(hs_is('system') OR {led})",
        Wall.AUTHOR: f"(hs_is('system') OR {table}.author_id = hs_person())",
        Wall.ALLOWED: f"(hs_is('system') OR {member} = hs_person() OR {table}.author_id = hs_person())",
        Wall.SUPERVISION: "(hs_is('system') OR"
        f" (hs_person() IN ({table}.trainee_id, {table}.supervisor_id) AND {led}))",
        Wall.SCREENING: f"(hs_is('system') OR {member} = hs_person() OR {_among(member, 'hs_screened')}"
        f" OR {treated})",
        Wall.SCREENERS: "(hs_is('system') OR hs_setting('screens') = 'yes')",
    }[model.wall]
    policy = f"({within} AND {inner})"
    if model.wall in (Wall.SELF, Wall.PERSON) and table in ("practice_staff", "members_member"):
        policy += f" OR {table}.user_id = hs_user()"
    if table == "practice_rolespell":
        own = "(SELECT s.id FROM practice_staff s WHERE s.user_id = hs_user())"
        policy += f" OR {table}.staff_id IN {own}"
    return policy


def _among(column: str, people_or_groups: str) -> str:
    """That a row's id is among those which a function finds: PostgreSQL asks it once in a statement, while a
    function of the row would be asked for every row that is looked at."""
    return f"{column} IN (SELECT unnest({people_or_groups}()))"


def _group_column(model: type[Record]) -> str:
    names = {field.name for field in model._meta.get_fields()}
    table = model._meta.db_table
    if "group" in names:
        return f"{table}.group_id"
    if "session" in names:
        return _SESSION_GROUP.format(table=table)
    if table == "notes_amendment":
        return (
            "(SELECT s.group_id FROM group_sessions_groupsession s WHERE s.id = coalesce("
            "(SELECT n.session_id FROM notes_membernote n WHERE n.id = notes_amendment.note_id), "
            "(SELECT g.session_id FROM notes_groupnote g WHERE g.id = notes_amendment.group_note_id)))"
        )
    return "NULL"


def _grant(cursor: object, role: str) -> None:
    execute = cursor.execute  # type: ignore[attr-defined]
    name = connection.ops.quote_name(role)
    execute(f"GRANT USAGE ON SCHEMA public TO {name}")
    execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
    execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
    execute(f"REVOKE UPDATE, DELETE ON audit_entry, audit_concerned FROM {name}")
