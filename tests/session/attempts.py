"""Ways around the rules of a server, tried by people whom they bind."""

APPLY = (
    'SELECT scmap.apply(\'[{{"id":"a","layer":"zones","uid":"zones-2","base":"{{}}",'
    '"expected":"{rev}",%s}}]\')'
)
ATTEMPTS = (
    "UPDATE shared.{table} SET t = 'x' WHERE uid = 'zones-2'",
    "DELETE FROM shared.{table} WHERE uid = 'zones-2'",
    "INSERT INTO shared.{table} (uid, municipality_code) VALUES ('n', '41610')",
    (
        "INSERT INTO shared.{table} (uid, municipality_code) VALUES ('zones-2', '41590') "
        "ON CONFLICT (uid) DO UPDATE SET t = 'x'"
    ),
    (
        "INSERT INTO shared.{table} (uid, municipality_code, t) VALUES ('zones-2', '41590', 'x') "
        "ON CONFLICT DO NOTHING"
    ),
    (
        "MERGE INTO shared.{table} z USING (VALUES ('zones-2')) v(u) ON z.uid = v.u "
        "WHEN MATCHED THEN UPDATE SET t = 'x'"
    ),
    (
        "WITH g AS (UPDATE shared.{table} SET t = 'x' WHERE uid = 'zones-2' RETURNING 1) "
        "SELECT * FROM g"
    ),
    "UPDATE shared.{table} SET municipality_code = '41610' WHERE uid = 'zones-0'",
    "UPDATE shared.{table} SET uid = 'zones-9' WHERE uid = 'zones-0'",
    "SET row_security = off; UPDATE shared.{table} SET t = 'x' WHERE uid = 'zones-2'",
    (
        "SET session_replication_role = replica; "
        "UPDATE shared.{table} SET t = 'x' WHERE uid = 'zones-2'"
    ),
    "ALTER TABLE shared.{table} DISABLE TRIGGER ALL",
    "ALTER TABLE shared.{table} DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE shared.{table} OWNER TO CURRENT_USER",
    "DROP POLICY editing ON shared.{table}",
    "CREATE POLICY mine ON shared.{table} FOR UPDATE USING (true)",
    "TRUNCATE shared.{table}",
    "DROP TABLE shared.{table}",
    "SET ROLE scmap_owner",
    "SET SESSION AUTHORIZATION chief",
    "GRANT scmap_owner TO CURRENT_USER",
    "UPDATE scmap.member SET municipalities = '{{41610}}'",
    "INSERT INTO scmap.member (login, name) VALUES (CURRENT_USER, 'x')",
    "UPDATE scmap.layer SET mode = 'joint'",
    "SELECT scmap.open_layer('zones', 'joint')",
    "SELECT scmap.open_layer('nothing', 'anything')",
    "SELECT scmap.add_field('f', 'zones', 'n', '{{\"type\": \"text\"}}')",
    "SELECT scmap.describe_layer('f', 'zones', '{{}}', '{{\"crs\": \"EPSG:5186\"}}')",
    "SELECT scmap.describe_layer('f', 'nothing', '{{}}', '{{\"title\": \"x\"}}')",
    "DELETE FROM scmap.change",
    "UPDATE scmap.change SET who = 'x'",
    (
        "INSERT INTO scmap.change (change_id, layer, uid, op) "
        "VALUES ('f', 'zones', 'zones-2', 'update')"
    ),
    "INSERT INTO scmap.act (kind, said) VALUES ('member', '{{}}')",
    "INSERT INTO scmap.vote VALUES ('v', 'somebody', true)",
    "SELECT scmap.log('member', '{{}}')",
    "SELECT scmap.note('f', 'zones', 'zones-2', 'update', '{{}}', NULL, NULL)",
    "SELECT scmap.equip('zones')",
    "SELECT scmap.withdraw(CURRENT_USER::text)",
    "SELECT scmap.withdraw('nobody')",
    "SELECT scmap.write_{table}('update', 'zones-2', '{rev}', '{{\"t\": \"x\"}}')",
    "DELETE FROM scmap.boundary",
    "DELETE FROM scmap.boundary_part",
    "INSERT INTO scmap.boundary_part SELECT '41590', geom FROM scmap.boundary",
    "CREATE TEMP TABLE member AS SELECT 1; UPDATE shared.{table} SET t = 'x' WHERE uid = 'zones-2'",
    "CREATE FUNCTION public.hashtextextended(text, int) RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION shared.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "COPY shared.{table} TO PROGRAM 'cat'",
    "SELECT pg_read_file('PG_VERSION')",
    "CREATE ROLE other LOGIN",
    "LOCK TABLE shared.{table} IN ACCESS EXCLUSIVE MODE; SELECT 1 / 0",
    APPLY % '"op":"delete","values":{{}}',
    APPLY % '"op":"update","values":{{"t":"x"}}',
)
