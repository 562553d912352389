-- What is said of a layer (title, source, security grade) reaches the others as its rows do; where
-- members give one field two types it is text for all, which holds what each of them wrote.

SET ROLE scmap_owner;

-- Whether whoever is logged in may change what is said of a layer, or give it a field.
CREATE FUNCTION scmap.may_shape(layer_uid text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN scmap.is_member() AND EXISTS (
        SELECT FROM scmap.layer
        WHERE uid = layer_uid AND (mode IN ('joint', 'own_area') OR mode = 'arriving' AND shared_by = session_user)
    );
END $$;

-- A member says something else of a layer. Nobody else's word goes away: whoever had not seen it
-- gave the layer a second one, and all are asked which holds. Where it lies is not for one to say.
CREATE FUNCTION scmap.describe_layer(change_uid text, layer_uid text, seen text[], about jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT scmap.may_shape(layer_uid) OR about ? 'crs' THEN
        RAISE insufficient_privilege USING MESSAGE = 'scmap: layer';
    END IF;
    IF EXISTS (SELECT FROM scmap.change WHERE change_id = change_uid) THEN
        RETURN;
    END IF;
    PERFORM scmap.note(change_uid, layer_uid, layer_uid, 'describe', seen, NULL, about);
    IF about ? 'title' THEN
        EXECUTE format('COMMENT ON TABLE shared.%I IS %L',
            (SELECT table_name FROM scmap.layer WHERE uid = layer_uid), about ->> 'title');
    END IF;
END $$;

DROP FUNCTION scmap.add_field(text, text, text, jsonb);
DROP FUNCTION scmap.add_field_unasked(text, text, text, jsonb);

-- A member adds a field to a layer that is not closed: the rows of everybody get a column; two who
-- add the same one get the same column. Who knows its type makes it text at most, who does not and
-- gives another makes it text: in a layer that is edited by area neither, for foreign rows have it.
CREATE FUNCTION scmap.add_field(change_uid text, layer_uid text, field text, about jsonb, seen text[] DEFAULT '{}') RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    known record;
    chosen text := field;
    given text := about ->> 'type';
    former text := CASE WHEN field = 'municipality_code' THEN 'text' ELSE (
        SELECT CASE WHEN count(DISTINCT c.after ->> 'type') > 1 THEN 'text' ELSE min(c.after ->> 'type') END
        FROM scmap.change c WHERE c.layer = layer_uid AND c.uid = field AND c.op = 'add_field') END;
    kind text := CASE given WHEN 'number' THEN 'double precision' WHEN 'date' THEN 'date' ELSE 'text' END;
BEGIN
    SELECT * INTO known FROM scmap.layer WHERE uid = layer_uid FOR UPDATE;
    IF NOT scmap.may_shape(layer_uid) THEN
        RAISE insufficient_privilege USING MESSAGE = 'scmap: field';
    END IF;
    IF given IS NULL OR (former <> given AND (
        known.mode = 'own_area' OR field = 'municipality_code' OR (given <> 'text' AND seen <> '{}')
    )) THEN
        RAISE insufficient_privilege USING MESSAGE = 'scmap: type';
    END IF;
    IF EXISTS (SELECT FROM scmap.change WHERE change_id = change_uid) THEN
        RETURN known.fields ->> field;
    END IF;
    IF NOT known.fields ? field THEN
        -- 63 bytes are 21 Hangul: what is longer would be cut without a word
        IF octet_length(chosen) > 60 OR lower(chosen) IN ('uid', 'rev', 'geom', 'municipality_code', 'tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid') THEN
            chosen := 'field_' || substr(md5(field), 1, 12);
        END IF;
        EXECUTE format('ALTER TABLE shared.%I ADD COLUMN %I %s', known.table_name, chosen, kind);
        UPDATE scmap.layer SET fields = fields || jsonb_build_object(field, chosen) WHERE uid = layer_uid;
    ELSIF former <> given THEN
        EXECUTE format('ALTER TABLE shared.%I ALTER COLUMN %I TYPE text', known.table_name, known.fields ->> field);
        PERFORM scmap.equip(layer_uid);
    END IF;
    PERFORM scmap.note(change_uid, layer_uid, field, 'add_field', seen, NULL, about);
    RETURN coalesce(known.fields ->> field, chosen);
END $$;

DROP FUNCTION scmap.apply(jsonb);

-- Carry out changes, each whole or not at all; rules hold for whoever is logged in, and of what they
-- forbid is told why: the ground on which a shape lies, or a value that a field cannot hold.
CREATE FUNCTION scmap.apply(changes jsonb)
RETURNS TABLE (change_id text, status text, why text)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    one jsonb;
    target text;
BEGIN
    FOR one IN SELECT value FROM jsonb_array_elements(changes) ORDER BY value ->> 'layer', value ->> 'uid' LOOP
        change_id := one ->> 'id';
        why := NULL;
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
            WHEN insufficient_privilege THEN
                status := 'forbidden';
                why := CASE SQLERRM WHEN 'scmap: ground' THEN 'ground' END;
            WHEN data_exception OR check_violation THEN  -- everything else goes on
                status := 'forbidden';
                why := 'type';
            WHEN unique_violation THEN status := 'conflict';
        END;
        RETURN NEXT;
    END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION scmap.apply(jsonb), scmap.may_shape(text), scmap.describe_layer(text, text, text[], jsonb),
    scmap.add_field(text, text, text, jsonb, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scmap.describe_layer(text, text, text[], jsonb), scmap.add_field(text, text, text, jsonb, text[]),
    scmap.apply(jsonb) TO scmap_member;
RESET ROLE;
