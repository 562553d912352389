-- A layer that nobody edits gets no field either, and nothing is written down that did not happen.

SET ROLE scmap_owner;

ALTER FUNCTION scmap.add_field(text, text, text, jsonb) RENAME TO add_field_unasked;
REVOKE EXECUTE ON FUNCTION scmap.add_field_unasked(text, text, text, jsonb) FROM PUBLIC, scmap_member;

-- A member adds a field to a layer that is not closed: the rows of everybody get a column.
CREATE FUNCTION scmap.add_field(change_uid text, layer_uid text, field text, about jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT scmap.is_member() OR NOT EXISTS (
        SELECT FROM scmap.layer
        WHERE uid = layer_uid AND (mode IN ('joint', 'own_area') OR mode = 'arriving' AND shared_by = session_user)
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'scmap: field';
    END IF;
    RETURN scmap.add_field_unasked(change_uid, layer_uid, field, about);
END $$;
REVOKE EXECUTE ON FUNCTION scmap.add_field(text, text, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scmap.add_field(text, text, text, jsonb) TO scmap_member;

CREATE OR REPLACE FUNCTION scmap.open_layer(layer_uid text, layer_mode text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE scmap.layer SET mode = layer_mode
    WHERE uid = layer_uid AND mode = 'arriving' AND shared_by = session_user AND scmap.is_member();
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM scmap.log('open', jsonb_build_object('layer', layer_uid, 'mode', layer_mode));
    RETURN true;
END $$;

RESET ROLE;
