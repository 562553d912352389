-- The same rules at a fraction of the price, and no line of history for an insert that did nothing.
--
-- A function in SQL is planned each time it is called, one in plpgsql once a connection; so is a
-- statement that is put together from text. Each layer therefore has a function that writes it.

SET ROLE scmap_owner;

CREATE OR REPLACE FUNCTION scmap.is_member() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM scmap.member
        WHERE login = session_user AND active AND (expires IS NULL OR expires >= current_date)
    );
END $$;

CREATE OR REPLACE FUNCTION scmap.may_edit(layer_uid text, codes text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM scmap.member m CROSS JOIN scmap.layer l
        WHERE m.login = session_user AND m.active
          AND (m.expires IS NULL OR m.expires >= current_date)
          AND l.uid = layer_uid
          AND (l.mode = 'joint' OR (l.mode = 'arriving' AND l.shared_by = session_user)
               OR (l.mode = 'own_area' AND m.municipalities && string_to_array(codes, ';')))
    );
END $$;

-- A line of the history, and a hint to whoever listens. A hint makes commits wait for each other:
-- while one is on its way the next change needs none, those who hear one look twice.
CREATE FUNCTION scmap.note(change text, layer_uid text, row_uid text, op text, seen text[], before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO scmap.change (change_id, layer, uid, op, base, before, after)
    VALUES (change, layer_uid, row_uid, op, seen, before, after);
    IF pg_try_advisory_xact_lock(495488688240) THEN
        PERFORM pg_notify('scmap', layer_uid);
    END IF;
    PERFORM set_config('scmap.change', '', true), set_config('scmap.base', '', true);  -- they name one row
END $$;

-- Before any edit of a row: its place is looked at and it gets its revision. What becomes of an
-- insert is known only afterwards: it may meet a row that is there (ON CONFLICT DO NOTHING).
CREATE OR REPLACE FUNCTION scmap.track() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    layer_uid text := TG_ARGV[0];
    change text := coalesce(nullif(current_setting('scmap.change', true), ''), gen_random_uuid()::text);
    seen text[] := coalesce(nullif(current_setting('scmap.base', true), ''), '{}')::text[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        NEW.rev := change;
        IF TG_OP = 'INSERT' THEN
            NEW.uid := coalesce(NEW.uid, gen_random_uuid()::text);
        ELSIF NEW.uid IS DISTINCT FROM OLD.uid THEN
            RAISE insufficient_privilege USING MESSAGE = 'scmap: uid';
        END IF;
        IF NEW.geom IS NOT NULL AND EXISTS (SELECT FROM scmap.layer WHERE uid = layer_uid AND mode = 'own_area') THEN
            PERFORM scmap.check_ground(layer_uid, NEW.geom);
        END IF;
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NEW;
    END IF;
    seen := array_append(array_remove(seen, OLD.rev), OLD.rev);
    IF TG_OP = 'DELETE' THEN
        PERFORM scmap.note(change, layer_uid, OLD.uid, 'delete', seen,
            to_jsonb(OLD) - 'geom' || jsonb_build_object('geom', encode(public.ST_AsBinary(OLD.geom, 'NDR'), 'hex')), NULL);
        RETURN OLD;
    END IF;
    PERFORM scmap.note(change, layer_uid, NEW.uid, 'update', seen,
        to_jsonb(OLD) - 'geom' || jsonb_build_object('geom', encode(public.ST_AsBinary(OLD.geom, 'NDR'), 'hex')),
        to_jsonb(NEW) - 'geom' || jsonb_build_object('geom', encode(public.ST_AsBinary(NEW.geom, 'NDR'), 'hex')));
    RETURN NEW;
END $$;

-- After a row was really inserted.
CREATE FUNCTION scmap.inserted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM scmap.note(NEW.rev, TG_ARGV[0], NEW.uid, 'insert',
        coalesce(nullif(current_setting('scmap.base', true), ''), '{}')::text[], NULL,
        to_jsonb(NEW) - 'geom' || jsonb_build_object('geom', encode(public.ST_AsBinary(NEW.geom, 'NDR'), 'hex')));
    RETURN NULL;
END $$;

-- Give a layer what writes one change of it: 'applied', 'conflict' (the row is not as expected) or
-- 'forbidden' (it is, and a rule hides it from the writer as if it were not there).
CREATE FUNCTION scmap.equip(layer_uid text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    slug text := (SELECT table_name FROM scmap.layer WHERE uid = layer_uid);
    names text;
    given text;
    chosen text;
    body text;
BEGIN
    SELECT string_agg(format(', %I', attname), '' ORDER BY attnum),
           string_agg(format(', (said ->> %L)::%s', attname, kind), '' ORDER BY attnum),
           string_agg(format('%1$I = CASE WHEN said ? %1$L THEN (said ->> %1$L)::%2$s ELSE t.%1$I END', attname, kind), ', ' ORDER BY attnum)
    INTO names, given, chosen
    FROM (SELECT attname, attnum, CASE WHEN attname = 'geom' THEN 'public.geometry' ELSE format_type(atttypid, NULL) END AS kind
          FROM pg_attribute
          WHERE attrelid = format('shared.%I', slug)::regclass AND attnum > 0 AND NOT attisdropped
            AND attname NOT IN ('uid', 'rev')) AS columns;
    body := format(
        '#variable_conflict use_variable' || chr(10) || 'BEGIN '
        'IF op = ''delete'' THEN DELETE FROM shared.%1$I t WHERE t.uid = row_uid AND t.rev = expected; '
        'ELSIF op = ''insert'' THEN INSERT INTO shared.%1$I (uid%2$s) VALUES (row_uid%3$s); '
        'ELSE UPDATE shared.%1$I t SET %4$s WHERE t.uid = row_uid AND t.rev = expected; END IF; '
        'IF FOUND THEN RETURN ''applied''; END IF; '
        'IF EXISTS (SELECT FROM shared.%1$I t WHERE t.uid = row_uid AND t.rev = expected) THEN RETURN ''forbidden''; END IF; '
        'RETURN ''conflict''; END',
        slug, names, given, chosen);
    -- as a literal: a column may be named like any sign that ends a text between dollars
    EXECUTE format('CREATE OR REPLACE FUNCTION scmap.%I(op text, row_uid text, expected text, said jsonb) RETURNS text '
                   'LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS %L', 'write_' || slug, body);
    EXECUTE format('REVOKE EXECUTE ON FUNCTION scmap.%I FROM PUBLIC', 'write_' || slug);
    EXECUTE format('GRANT EXECUTE ON FUNCTION scmap.%I TO scmap_member', 'write_' || slug);
    EXECUTE format('CREATE OR REPLACE TRIGGER inserted AFTER INSERT ON shared.%I '
                   'FOR EACH ROW EXECUTE FUNCTION scmap.inserted(%L)', slug, layer_uid);
END $$;

-- A layer has another column: what writes it is made anew.
CREATE FUNCTION scmap.equip_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM scmap.equip(NEW.uid);
    RETURN NULL;
END $$;
CREATE TRIGGER equip AFTER INSERT OR UPDATE OF fields ON scmap.layer
FOR EACH ROW EXECUTE FUNCTION scmap.equip_changed();

-- Carry out changes, each whole or not at all; rules hold for whoever is logged in.
CREATE OR REPLACE FUNCTION scmap.apply(changes jsonb)
RETURNS TABLE (change_id text, status text)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    one jsonb;
    target text;
BEGIN
    FOR one IN SELECT value FROM jsonb_array_elements(changes) ORDER BY value ->> 'layer', value ->> 'uid' LOOP
        change_id := one ->> 'id';
        IF EXISTS (SELECT FROM scmap.change c WHERE c.change_id = one ->> 'id' AND c.who = session_user) THEN
            status := 'duplicate';
            RETURN NEXT;
            CONTINUE;
        END IF;
        SELECT table_name INTO target FROM scmap.layer l WHERE l.uid = one ->> 'layer';
        BEGIN
            PERFORM set_config('scmap.change', one ->> 'id', true), set_config('scmap.base', one ->> 'base', true);
            EXECUTE format('SELECT scmap.%I($1, $2, $3, $4)', 'write_' || target)
            INTO status USING one ->> 'op', one ->> 'uid', one ->> 'expected', one -> 'values';
        EXCEPTION
            WHEN insufficient_privilege THEN status := 'forbidden';
            WHEN unique_violation THEN status := 'conflict';
        END;
        RETURN NEXT;
    END LOOP;
END $$;

DO $$
DECLARE
    known text;
BEGIN
    FOR known IN SELECT uid FROM scmap.layer LOOP
        PERFORM scmap.equip(known);
    END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION scmap.note(text, text, text, text, text[], jsonb, jsonb), scmap.inserted(), scmap.equip(text),
    scmap.equip_changed() FROM PUBLIC;
DROP FUNCTION scmap.as_said(anyelement, public.geometry);
RESET ROLE;
