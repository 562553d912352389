-- What several municipalities edit together on one server, and the rules that it enforces itself.
--
-- Layers are tables in the schema "shared", which QGIS edits like any other; every edit, whichever
-- program makes it, passes the same trigger. Nobody logs in as the owner of all this.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'scmap_owner') THEN CREATE ROLE scmap_owner NOLOGIN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'scmap_viewer') THEN CREATE ROLE scmap_viewer NOLOGIN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'scmap_member') THEN CREATE ROLE scmap_member NOLOGIN; END IF;
END $$;
GRANT scmap_viewer TO scmap_member;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS shared AUTHORIZATION scmap_owner;
GRANT USAGE ON SCHEMA scmap, shared TO scmap_viewer;
ALTER SCHEMA scmap OWNER TO scmap_owner;
ALTER TABLE scmap.meta OWNER TO scmap_owner;
GRANT SELECT ON scmap.meta TO scmap_viewer;
SET ROLE scmap_owner;

CREATE TABLE scmap.member (
    login name PRIMARY KEY,
    name text NOT NULL,
    organisation text NOT NULL DEFAULT '',
    kind text NOT NULL DEFAULT '',
    municipalities text[] NOT NULL DEFAULT '{}',
    active boolean NOT NULL DEFAULT true,
    expires date
);

CREATE TABLE scmap.layer (
    uid text PRIMARY KEY,
    table_name text NOT NULL UNIQUE,
    shared_by name NOT NULL,
    mode text NOT NULL CHECK (mode IN ('arriving', 'joint', 'own_area', 'read_only')),
    srid integer NOT NULL,
    fields jsonb NOT NULL DEFAULT '{}'  -- field name to column name
);

CREATE TABLE scmap.boundary (
    code text PRIMARY KEY,
    geom geometry(MultiPolygon, 5179) NOT NULL
);

CREATE TABLE scmap.change (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    change_id text NOT NULL UNIQUE,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    layer text NOT NULL,
    uid text NOT NULL,
    op text NOT NULL,
    base text[] NOT NULL DEFAULT '{}',
    who name NOT NULL DEFAULT session_user,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    before jsonb,
    after jsonb
);
CREATE INDEX change_by_xid ON scmap.change (xid, seq);
CREATE INDEX change_by_row ON scmap.change (layer, uid);

CREATE TABLE scmap.act (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    who name NOT NULL DEFAULT session_user,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind text NOT NULL,
    said jsonb NOT NULL
);

CREATE TABLE scmap.proposal (
    id text PRIMARY KEY,
    layer text NOT NULL REFERENCES scmap.layer,
    mode text NOT NULL CHECK (mode IN ('joint', 'own_area', 'read_only')),
    proposed_by name NOT NULL,
    passed boolean NOT NULL DEFAULT false
);
CREATE TABLE scmap.vote (
    proposal text NOT NULL REFERENCES scmap.proposal,
    login name NOT NULL,
    yes boolean NOT NULL,
    PRIMARY KEY (proposal, login)
);

GRANT SELECT ON ALL TABLES IN SCHEMA scmap TO scmap_viewer;

-- Whether whoever is logged in belongs to the cooperative now.
CREATE FUNCTION scmap.is_member() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM scmap.member
        WHERE login = session_user AND active AND (expires IS NULL OR expires >= current_date)
    )
$$;

-- Whether whoever is logged in may edit a row of a layer that belongs to these municipalities.
CREATE FUNCTION scmap.may_edit(layer_uid text, codes text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM scmap.member m CROSS JOIN scmap.layer l
        WHERE m.login = session_user AND m.active
          AND (m.expires IS NULL OR m.expires >= current_date)
          AND l.uid = layer_uid
          AND (l.mode = 'joint' OR (l.mode = 'arriving' AND l.shared_by = session_user)
               OR (l.mode = 'own_area' AND m.municipalities && string_to_array(codes, ';')))
    )
$$;

-- A row without its geometry, and that as exact text.
CREATE FUNCTION scmap.as_said(record anyelement, geom public.geometry) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT to_jsonb(record) - 'geom'
        || jsonb_build_object('geom', encode(public.ST_AsBinary(geom, 'NDR'), 'hex'))
$$;

-- Before any edit of a row: its place is looked at, it gets its revision, and the history a line.
CREATE FUNCTION scmap.track() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    layer_uid text := TG_ARGV[0];
    change text := coalesce(nullif(current_setting('scmap.change', true), ''), gen_random_uuid()::text);
    seen text[] := coalesce(nullif(current_setting('scmap.base', true), ''), '{}')::text[];
    old_said jsonb;
    new_said jsonb;
BEGIN
    PERFORM set_config('scmap.change', '', true);  -- one change a statement: it names one row
    PERFORM set_config('scmap.base', '', true);
    IF TG_OP <> 'INSERT' THEN
        old_said := scmap.as_said(OLD, OLD.geom);
        seen := array_append(array_remove(seen, OLD.rev), OLD.rev);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        NEW.rev := change;
        IF TG_OP = 'INSERT' THEN
            NEW.uid := coalesce(NEW.uid, gen_random_uuid()::text);
        ELSIF NEW.uid IS DISTINCT FROM OLD.uid THEN
            RAISE insufficient_privilege USING MESSAGE = 'scmap: uid';
        END IF;
        new_said := scmap.as_said(NEW, NEW.geom);
        PERFORM scmap.check_ground(layer_uid, NEW.geom);
    END IF;
    INSERT INTO scmap.change (change_id, layer, uid, op, base, before, after)
    VALUES (change, layer_uid, coalesce(NEW.uid, OLD.uid), lower(TG_OP), seen, old_said, new_said);
    PERFORM pg_notify('scmap', layer_uid);
    RETURN coalesce(NEW, OLD);
END $$;

-- In a layer that is edited by area a geometry lies in the editor's own municipalities.
CREATE FUNCTION scmap.check_ground(layer_uid text, ground public.geometry) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF ground IS NULL OR public.ST_IsEmpty(ground) OR NOT EXISTS (SELECT FROM scmap.layer WHERE uid = layer_uid AND mode = 'own_area') THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM scmap.boundary) AND NOT EXISTS (
        SELECT FROM scmap.boundary b JOIN scmap.member m ON b.code = ANY (m.municipalities)
        WHERE m.login = session_user
          AND public.ST_Intersects(b.geom, public.ST_Transform(public.ST_PointOnSurface(ground), 5179))
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'scmap: ground';
    END IF;
END $$;

CREATE FUNCTION scmap.log(kind text, said jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO scmap.act (kind, said) VALUES (kind, said)
$$;

-- A member shares a layer: the server makes its table with history and rules.
CREATE FUNCTION scmap.share_layer(change_uid text, layer_uid text, about jsonb, srid integer)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    slug text := 'layer_' || substr(md5(layer_uid), 1, 12);
    owned text;
BEGIN
    IF NOT scmap.is_member() THEN
        RAISE insufficient_privilege USING MESSAGE = 'scmap: member';
    END IF;
    IF EXISTS (SELECT FROM scmap.layer WHERE uid = layer_uid) THEN
        RETURN (SELECT table_name FROM scmap.layer WHERE uid = layer_uid);
    END IF;
    EXECUTE format(
        'CREATE TABLE shared.%I (uid text PRIMARY KEY DEFAULT gen_random_uuid()::text, rev text, '
        'municipality_code text, geom public.geometry CHECK (public.ST_SRID(geom) = %s))', slug, srid);
    EXECUTE format('CREATE INDEX ON shared.%I USING gist (geom)', slug);
    EXECUTE format('COMMENT ON TABLE shared.%I IS %L', slug, about ->> 'title');
    EXECUTE format('CREATE TRIGGER track BEFORE INSERT OR UPDATE OR DELETE ON shared.%I '
                   'FOR EACH ROW EXECUTE FUNCTION scmap.track(%L)', slug, layer_uid);
    EXECUTE format('ALTER TABLE shared.%I ENABLE ROW LEVEL SECURITY', slug);
    owned := format('scmap.may_edit(%L, municipality_code)', layer_uid);
    EXECUTE format('CREATE POLICY reading ON shared.%I FOR SELECT USING (true)', slug);
    EXECUTE format('CREATE POLICY drawing ON shared.%I FOR INSERT WITH CHECK (%s)', slug, owned);
    EXECUTE format('CREATE POLICY editing ON shared.%I FOR UPDATE USING (%s) WITH CHECK (%s)', slug, owned, owned);
    EXECUTE format('CREATE POLICY deleting ON shared.%I FOR DELETE USING (%s)', slug, owned);
    EXECUTE format('GRANT SELECT ON shared.%I TO scmap_viewer', slug);
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON shared.%I TO scmap_member', slug);
    INSERT INTO scmap.layer (uid, table_name, shared_by, mode, srid, fields)
    VALUES (layer_uid, slug, session_user, 'arriving', srid, '{"municipality_code": "municipality_code"}');
    INSERT INTO scmap.change (change_id, layer, uid, op, after) VALUES (change_uid, layer_uid, layer_uid, 'add_table', about);
    PERFORM scmap.log('share', jsonb_build_object('layer', layer_uid));
    RETURN slug;
END $$;

-- Its first rows are complete: from now on the mode that whoever shared it chose holds.
CREATE FUNCTION scmap.open_layer(layer_uid text, layer_mode text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE scmap.layer SET mode = layer_mode
    WHERE uid = layer_uid AND mode = 'arriving' AND shared_by = session_user AND scmap.is_member();
    PERFORM scmap.log('open', jsonb_build_object('layer', layer_uid, 'mode', layer_mode));
    RETURN FOUND;
END $$;

-- A member adds a field; two who add the same one get the same column.
CREATE FUNCTION scmap.add_field(change_uid text, layer_uid text, field text, about jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    known record;
    chosen text := field;
    kind text := CASE about ->> 'type' WHEN 'number' THEN 'double precision' WHEN 'date' THEN 'date' ELSE 'text' END;
BEGIN
    IF NOT scmap.is_member() THEN
        RAISE insufficient_privilege USING MESSAGE = 'scmap: member';
    END IF;
    SELECT * INTO known FROM scmap.layer WHERE uid = layer_uid FOR UPDATE;
    IF known IS NULL OR EXISTS (SELECT FROM scmap.change WHERE change_id = change_uid) THEN
        RETURN known.fields ->> field;
    END IF;
    IF NOT known.fields ? field THEN
        -- 63 bytes are 21 Hangul: what is longer would be cut without a word
        IF octet_length(chosen) > 60 OR lower(chosen) IN ('uid', 'rev', 'geom', 'municipality_code', 'tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid') THEN
            chosen := 'field_' || substr(md5(field), 1, 12);
        END IF;
        EXECUTE format('ALTER TABLE shared.%I ADD COLUMN %I %s', known.table_name, chosen, kind);
        UPDATE scmap.layer SET fields = fields || jsonb_build_object(field, chosen) WHERE uid = layer_uid;
    END IF;
    INSERT INTO scmap.change (change_id, layer, uid, op, after) VALUES (change_uid, layer_uid, field, 'add_field', about);
    RETURN coalesce(known.fields ->> field, chosen);
END $$;

-- Carry out changes, each whole or not at all; rules hold for whoever is logged in.
CREATE FUNCTION scmap.apply(changes jsonb)
RETURNS TABLE (change_id text, status text)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    one jsonb;
    target record;
    columns text;
    listed text;
    done integer;
    found_rev text;
BEGIN
    FOR one IN SELECT value FROM jsonb_array_elements(changes) ORDER BY value ->> 'layer', value ->> 'uid' LOOP
        change_id := one ->> 'id';
        IF EXISTS (SELECT FROM scmap.change c WHERE c.change_id = one ->> 'id' AND c.who = session_user) THEN
            status := 'duplicate';
            RETURN NEXT;
            CONTINUE;
        END IF;
        SELECT * INTO target FROM scmap.layer l WHERE l.uid = one ->> 'layer';
        done := 0;
        BEGIN
            PERFORM set_config('scmap.change', one ->> 'id', true), set_config('scmap.base', one ->> 'base', true);
            SELECT string_agg(format('%I', name), ', '), string_agg(format('r.%I', name), ', ')
            INTO columns, listed FROM jsonb_object_keys(one -> 'values') AS name;
            IF one ->> 'op' = 'delete' THEN
                EXECUTE format('DELETE FROM shared.%I WHERE uid = $1 AND rev = $2', target.table_name)
                USING one ->> 'uid', one ->> 'expected';
            ELSIF one ->> 'op' = 'insert' THEN
                EXECUTE format(
                    'INSERT INTO shared.%I (uid%s) SELECT $1%s FROM jsonb_populate_record(NULL::shared.%I, $2) r ON CONFLICT DO NOTHING',
                    target.table_name, coalesce(', ' || columns, ''), coalesce(', ' || listed, ''), target.table_name)
                USING one ->> 'uid', one -> 'values';
            ELSE
                EXECUTE format(
                    'UPDATE shared.%I t SET %s FROM jsonb_populate_record(NULL::shared.%I, $3) r WHERE t.uid = $1 AND t.rev = $2',
                    target.table_name,
                    (SELECT coalesce(string_agg(format('%1$I = r.%1$I', name), ', '), 'rev = t.rev')
                     FROM jsonb_object_keys(one -> 'values') AS name),
                    target.table_name)
                USING one ->> 'uid', one ->> 'expected', one -> 'values';
            END IF;
            GET DIAGNOSTICS done = ROW_COUNT;
            status := CASE WHEN done = 1 THEN 'applied' END;
        EXCEPTION
            WHEN insufficient_privilege THEN status := 'forbidden';
            WHEN unique_violation THEN status := 'conflict';
        END;
        IF status IS NULL THEN
            found_rev := NULL;
            EXECUTE format('SELECT rev FROM shared.%I WHERE uid = $1', target.table_name) INTO found_rev USING one ->> 'uid';
            -- a rule hides a row from an update as if it were not there: that is no conflict
            status := CASE WHEN one ->> 'op' <> 'insert' AND found_rev = one ->> 'expected' THEN 'forbidden' ELSE 'conflict' END;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

-- One member, one vote; more than half of the members decide.
CREATE FUNCTION scmap.vote_mode(proposal_id text, layer_uid text, layer_mode text, agreed boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    yes_votes integer;
    members integer;
BEGIN
    IF NOT scmap.is_member() THEN
        RAISE insufficient_privilege USING MESSAGE = 'scmap: member';
    END IF;
    INSERT INTO scmap.proposal (id, layer, mode, proposed_by) VALUES (proposal_id, layer_uid, layer_mode, session_user)
    ON CONFLICT DO NOTHING;
    IF (SELECT passed FROM scmap.proposal WHERE id = proposal_id) THEN
        RETURN true;
    END IF;
    INSERT INTO scmap.vote VALUES (proposal_id, session_user, agreed)
    ON CONFLICT (proposal, login) DO UPDATE SET yes = excluded.yes;
    PERFORM scmap.log('vote', jsonb_build_object('proposal', proposal_id, 'yes', agreed));
    SELECT count(*) INTO members FROM scmap.member WHERE active;
    SELECT count(*) INTO yes_votes FROM scmap.vote v JOIN scmap.member m USING (login)
    WHERE v.proposal = proposal_id AND v.yes AND m.active;
    IF yes_votes * 2 <= members THEN
        RETURN false;
    END IF;
    UPDATE scmap.proposal SET passed = true WHERE id = proposal_id;
    UPDATE scmap.layer l SET mode = p.mode FROM scmap.proposal p WHERE p.id = proposal_id AND l.uid = p.layer;
    RETURN true;
END $$;

-- Who edits which row now (편집 중): by advisory locks, which the server lets go of itself.
CREATE FUNCTION scmap.editing(layer_uid text, row_uid text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(m.name, a.usename::text)
    FROM pg_locks k
    JOIN pg_stat_activity a USING (pid)
    LEFT JOIN scmap.member m ON m.login = a.usename
    WHERE k.locktype = 'advisory' AND k.granted AND k.pid <> pg_backend_pid()
      AND ((k.classid::bigint << 32) | k.objid::bigint) = hashtextextended(layer_uid || '/' || row_uid, 0)
    LIMIT 1
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA scmap FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scmap.is_member(), scmap.may_edit(text, text), scmap.as_said(anyelement, public.geometry),
    scmap.editing(text, text) TO scmap_viewer;
GRANT EXECUTE ON FUNCTION scmap.apply(jsonb), scmap.share_layer(text, text, jsonb, integer), scmap.open_layer(text, text),
    scmap.add_field(text, text, text, jsonb), scmap.vote_mode(text, text, text, boolean) TO scmap_member;
RESET ROLE;
GRANT USAGE, CREATE ON SCHEMA public TO scmap_owner;
