"""The parts of PostgreSQL's catalogue that hold a centre's rules, as names and comparable texts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

_SCHEMA = "'evenhand'::regnamespace"

#: Each gives (name, text). Grants are listed one by one, sorted, with grantee and whether he may pass them on.
_QUERIES = (
    # schema and database
    """SELECT 'schema evenhand', nspowner::regrole::text || ' ' || coalesce((
         SELECT string_agg(CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END || ':'
           || privilege_type || CASE WHEN is_grantable THEN '*' ELSE '' END, ' ' ORDER BY grantee::regrole::text,
           privilege_type) FROM aclexplode(nspacl)), '')
       FROM pg_namespace WHERE nspname = 'evenhand'""",
    """SELECT 'database', coalesce((
         SELECT string_agg(CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END || ':'
           || privilege_type || CASE WHEN is_grantable THEN '*' ELSE '' END, ' ' ORDER BY grantee::regrole::text,
           privilege_type) FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE grantee <> datdba), '')
       FROM pg_database WHERE datname = current_database()""",
    # tables: owner, row security
    f"""SELECT 'table ' || relname, relowner::regrole::text || ' kind ' || relkind::text
          || ' row security ' || relrowsecurity || ' forced ' || relforcerowsecurity
        FROM pg_class WHERE relnamespace = {_SCHEMA} AND relkind NOT IN ('i', 't')""",
    # grants on tables and on columns
    f"""SELECT 'grant ' || relname || ' ' || CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
          string_agg(privilege_type || CASE WHEN is_grantable THEN '*' ELSE '' END, ' ' ORDER BY privilege_type)
        FROM pg_class, LATERAL aclexplode(relacl)
        WHERE relnamespace = {_SCHEMA} AND grantee <> relowner GROUP BY relname, grantee""",
    f"""SELECT 'grant ' || relname || '.' || attname || ' '
          || CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
          string_agg(privilege_type || CASE WHEN is_grantable THEN '*' ELSE '' END, ' ' ORDER BY privilege_type)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid, LATERAL aclexplode(attacl)
        WHERE relnamespace = {_SCHEMA} GROUP BY relname, attname, grantee""",
    # columns, keys and other constraints
    f"""SELECT 'column ' || relname || '.' || attname, format_type(atttypid, atttypmod) || ' null ' || NOT attnotnull
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = {_SCHEMA} AND relkind IN ('r', 'p', 'v', 'm') AND attnum > 0 AND NOT attisdropped""",
    f"""SELECT 'constraint ' || conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) || ' '
          || convalidated FROM pg_constraint WHERE connamespace = {_SCHEMA}""",
    # policies
    f"""SELECT 'policy ' || relname || ' ' || polname, polcmd::text || ' ' || polpermissive || ' to '
          || (SELECT string_agg(CASE member WHEN 0 THEN 'PUBLIC' ELSE member::regrole::text END, ',' ORDER BY
              member::regrole::text) FROM unnest(polroles) AS member)
          || ' using ' || coalesce(pg_get_expr(polqual, polrelid), '')
          || ' check ' || coalesce(pg_get_expr(polwithcheck, polrelid), '')
        FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid WHERE relnamespace = {_SCHEMA}""",
    # views: what is in force
    f"""SELECT 'view ' || relname, pg_get_viewdef(oid) || coalesce(array_to_string(reloptions, ', '), '')
        FROM pg_class WHERE relnamespace = {_SCHEMA} AND relkind = 'v'""",
    # triggers and rules
    f"""SELECT 'trigger ' || relname || ' ' || tgname, pg_get_triggerdef(pg_trigger.oid) || ' enabled ' || tgenabled::text
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = {_SCHEMA} AND NOT tgisinternal""",
    f"""SELECT 'keys ' || relname, string_agg(tgenabled::text, '' ORDER BY tgenabled)
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = {_SCHEMA} AND tgisinternal GROUP BY relname""",
    f"""SELECT 'rule ' || relname || ' ' || rulename, pg_get_ruledef(pg_rewrite.oid)
        FROM pg_rewrite JOIN pg_class ON pg_class.oid = ev_class WHERE relnamespace = {_SCHEMA}""",
    # functions: owner, definer, search_path, body
    f"""SELECT 'function ' || pg_proc.oid::regprocedure, proowner::regrole::text
          || ' definer ' || prosecdef || ' volatile ' || provolatile::text || ' settings '
          || coalesce(array_to_string(proconfig, ', '), 'NONE') || ' language ' || lanname
          || ' returns ' || pg_get_function_result(pg_proc.oid) || ' body ' || md5(prosrc)
        FROM pg_proc JOIN pg_language ON pg_language.oid = prolang WHERE pronamespace = {_SCHEMA}""",
    f"""SELECT 'execute ' || pg_proc.oid::regprocedure || ' '
          || CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
          string_agg(privilege_type || CASE WHEN is_grantable THEN '*' ELSE '' END, ' ')
        FROM pg_proc, LATERAL aclexplode(coalesce(proacl, acldefault('f', proowner)))
        WHERE pronamespace = {_SCHEMA} AND grantee <> proowner GROUP BY pg_proc.oid, grantee""",
    # what PostgreSQL gives to everybody, and definer functions outside our schema
    """SELECT 'PUBLIC ' || oid::regprocedure, 'EXECUTE' FROM pg_proc
       WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ '^(pg_(try_)?advisory_|lo_|loread|lowrite)'
         AND EXISTS (SELECT 1 FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0)""",
    """SELECT 'PUBLIC language ' || lanname, 'USAGE' FROM pg_language
       WHERE lanpltrusted AND lanname <> 'sql'
         AND EXISTS (SELECT 1 FROM aclexplode(coalesce(lanacl, acldefault('l', lanowner))) WHERE grantee = 0)""",
    f"""SELECT 'definer outside ' || oid::regprocedure, proowner::regrole::text FROM pg_proc
        WHERE prosecdef AND pronamespace NOT IN ({_SCHEMA}, 'pg_catalog'::regnamespace,
          'information_schema'::regnamespace)""",
    """SELECT 'PUBLIC schema ' || nspname, string_agg(privilege_type, ' ' ORDER BY privilege_type)
       FROM pg_namespace, LATERAL aclexplode(coalesce(nspacl, acldefault('n', nspowner)))
       WHERE grantee = 0 AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' GROUP BY nspname""",
    """SELECT 'event trigger ' || evtname, evtfoid::regproc::text FROM pg_event_trigger""",
    # roles that are ours, and what they may
    """SELECT 'role ' || rolname, 'login ' || rolcanlogin || ' inherit ' || rolinherit || ' super ' || rolsuper
         || ' createrole ' || rolcreaterole || ' createdb ' || rolcreatedb || ' bypass ' || rolbypassrls
         || ' replication ' || rolreplication FROM pg_roles WHERE rolname LIKE 'evenhand\\_%'""",
    """SELECT 'group ' || granted.rolname || ' in ' || holder.rolname, admin_option::text
       FROM pg_auth_members JOIN pg_roles AS granted ON granted.oid = roleid
       JOIN pg_roles AS holder ON holder.oid = member WHERE holder.rolname LIKE 'evenhand\\_%'
         AND NOT (holder.rolname = 'evenhand_logins' AND granted.rolname LIKE 'eh\\_%')""",
    """SELECT 'power of ' || rolname, concat_ws(' ', CASE WHEN rolsuper THEN 'superuser' END,
         CASE WHEN rolcreaterole THEN 'createrole' END, CASE WHEN rolcreatedb THEN 'createdb' END,
         CASE WHEN rolbypassrls THEN 'bypassrls' END, CASE WHEN rolreplication THEN 'replication' END)
       FROM pg_roles WHERE rolname LIKE 'eh\\_%'
         AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)""",
    """SELECT 'stranger ' || holder.rolname || ' in ' || granted.rolname, 'member'
       FROM pg_auth_members JOIN pg_roles AS granted ON granted.oid = roleid
       JOIN pg_roles AS holder ON holder.oid = member
       WHERE granted.rolname LIKE 'evenhand\\_%' AND holder.rolname NOT LIKE 'evenhand\\_%'
         AND (holder.rolname NOT LIKE 'eh\\_%' OR granted.rolname IN ('evenhand_owner', 'evenhand_guard', 'evenhand_logins')
              OR admin_option)""",
    # people in groups that are not ours (pg_read_all_data and the like), and whose login was changed otherwise
    """SELECT 'foreign group ' || granted.rolname || ' of ' || holder.rolname, 'member'
       FROM pg_auth_members JOIN pg_roles AS granted ON granted.oid = roleid
       JOIN pg_roles AS holder ON holder.oid = member
       WHERE (holder.rolname LIKE 'eh\\_%' OR holder.rolname LIKE 'evenhand\\_%') AND granted.rolname NOT LIKE 'evenhand\\_%'
         AND NOT (holder.rolname = 'evenhand_logins'
                  AND (granted.rolname LIKE 'eh\\_%' OR granted.rolname IN ('pg_signal_backend', 'pg_read_all_stats')))""",
    """SELECT 'setting of ' || coalesce(rolname, 'everybody') || ' ' || split_part(setting, '=', 1), split_part(setting, '=', 2)
       FROM pg_db_role_setting LEFT JOIN pg_roles ON pg_roles.oid = setrole, unnest(setconfig) AS setting
       WHERE (setrole = 0 OR rolname LIKE 'eh\\_%' OR rolname LIKE 'evenhand\\_%')
         AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))""",
    """SELECT 'unlimited ' || rolname, 'connections ' || rolconnlimit FROM pg_roles
       WHERE rolname LIKE 'eh\\_%' AND rolcanlogin AND rolconnlimit NOT BETWEEN 0 AND 20""",
    # rights that are to come by themselves, code from elsewhere, and ways out of the database
    f"""SELECT 'default ' || defaclrole::regrole || ' ' || defaclobjtype::text || ' ' || coalesce(nspname, ''), defaclacl::text
        FROM pg_default_acl LEFT JOIN pg_namespace ON pg_namespace.oid = defaclnamespace
        WHERE defaclnamespace IN (0, {_SCHEMA})""",
    """SELECT 'extension ' || extname, extowner::regrole::text FROM pg_extension""",
    """SELECT 'foreign server ' || srvname, srvowner::regrole::text FROM pg_foreign_server""",
    """SELECT 'publication ' || pubname, pubowner::regrole::text FROM pg_publication""",
    """SELECT 'parameter ' || parname || ' ' || CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
         privilege_type FROM pg_parameter_acl, LATERAL aclexplode(paracl)
       WHERE grantee = 0 OR grantee::regrole::text ~ '^(eh|evenhand)_'""",
    """SELECT 'object of ' || rolname, classid::regclass::text FROM pg_shdepend JOIN pg_roles ON pg_roles.oid = refobjid
       WHERE refclassid = 'pg_authid'::regclass AND deptype = 'o' AND rolname LIKE 'eh\\_%'
         AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())""",
    # groups that the facts do not give, and roles on record whose group the login lacks
    """SELECT 'membership ' || coalesce(live.holder, said.holder) || ' in ' || coalesce(live.name, said.name),
         CASE WHEN said.name IS NULL THEN 'not on record' ELSE 'on record only' END
       FROM (SELECT holder.rolname AS holder, granted.rolname AS name
             FROM pg_auth_members JOIN pg_roles AS granted ON granted.oid = roleid
             JOIN pg_roles AS holder ON holder.oid = member
             WHERE holder.rolname LIKE 'eh\\_%' AND granted.rolname LIKE 'evenhand\\_%') AS live
       FULL JOIN (SELECT 'eh_' || login AS holder, 'evenhand_' || replace(role, '-', '_') AS name
             FROM evenhand.staff JOIN evenhand.role_held ON staff_id = staff.id
             WHERE EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'eh_' || login AND rolcanlogin)
               AND role <> 'administrator') AS said
       ON said.holder = live.holder AND said.name = live.name
       WHERE (said.name IS NULL OR live.name IS NULL) AND EXISTS (SELECT 1 FROM evenhand.staff)""",
)


def read_catalogue(connection: Connection) -> Mapping[str, str]:
    """Everything that holds a centre's rules on this database, by name; no data is read."""
    run = connection.execution_options(no_parameters=True).exec_driver_sql
    found: dict[str, str] = {}
    for query in _QUERIES:
        for name, text in run(query).all():
            found[name] = text
    return found
