-- A member leaves; others take a lost login's rights away; nobody who stands still holds all others up.

SET ROLE scmap_owner;

-- What was done stays, and so does the line in the list of members.
CREATE FUNCTION scmap.leave() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT scmap.is_member() THEN
        RAISE insufficient_privilege USING MESSAGE = 'scmap: member';
    END IF;
    UPDATE scmap.member SET active = false WHERE login = session_user;
    PERFORM scmap.log('leave', '{}');
END $$;

-- Two members agree (one, where there is no other) that a login was lost: it edits nothing more.
-- Who agreed before the login was given out anew does not count.
CREATE FUNCTION scmap.withdraw(gone text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given bigint := coalesce((SELECT max(seq) FROM scmap.act WHERE kind = 'member' AND said ->> 'login' = gone), 0);
    agreed integer;
    others integer;
BEGIN
    IF NOT scmap.is_member() OR gone = session_user OR NOT EXISTS (SELECT FROM scmap.member WHERE login = gone AND active) THEN
        RAISE insufficient_privilege USING MESSAGE = 'scmap: member';
    END IF;
    PERFORM scmap.log('withdraw', jsonb_build_object('member', gone));
    SELECT count(DISTINCT m.login) INTO agreed FROM scmap.act a JOIN scmap.member m ON m.login = a.who
    WHERE a.kind = 'withdraw' AND a.said ->> 'member' = gone AND a.seq > given AND m.active;
    SELECT count(*) INTO others FROM scmap.member WHERE active AND login <> gone;
    IF agreed < least(2, others) THEN
        RETURN false;
    END IF;
    UPDATE scmap.member SET active = false WHERE login = gone;
    RETURN true;
END $$;

REVOKE EXECUTE ON FUNCTION scmap.leave(), scmap.withdraw(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scmap.leave(), scmap.withdraw(text) TO scmap_member;
RESET ROLE;

-- While a transaction is open nobody hears of what came after it: a program that stands still in
-- the middle of one (QGIS, too) is let go of.
DO $$
DECLARE
    known name;
BEGIN
    FOR known IN SELECT m.login FROM scmap.member m JOIN pg_roles r ON r.rolname = m.login LOOP
        EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', known, '5min');
    END LOOP;
END $$;
