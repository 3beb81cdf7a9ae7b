-- Who may write the ledger: nobody directly. The two functions at the end append and erase; they run as
-- the owner, keep chain and tree right by themselves, and are all the application and retention roles get.
-- The triggers repeat the refusal for whoever has more rights than those roles.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'DR001';
END $$;

CREATE TRIGGER entry_is_append_only BEFORE UPDATE OR DELETE ON entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entry_is_never_emptied BEFORE TRUNCATE ON entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER content_is_never_changed BEFORE UPDATE ON content
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER content_is_never_emptied BEFORE TRUNCATE ON content
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER head_is_never_removed BEFORE DELETE ON head
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER head_is_never_emptied BEFORE TRUNCATE ON head
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Content goes only after the ledger has said so.
CREATE FUNCTION refuse_unrecorded_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.entry WHERE erases = OLD.id AND kind = 'Erased') THEN
    RAISE EXCEPTION 'content can be erased only with an Erased entry' USING ERRCODE = 'DR001';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER content_is_erased_on_record BEFORE DELETE ON content
  FOR EACH ROW EXECUTE FUNCTION refuse_unrecorded_erasure();

-- One clock: only a record whose first entry says "scratch" may have its time set.
CREATE FUNCTION record_is_scratch() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT (convert_from(body, 'UTF8')::jsonb ->> 'scratch')::boolean
                   FROM public.entry WHERE seq = 1), false)
$$;
CREATE FUNCTION refuse_set_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT public.record_is_scratch() THEN
    RAISE EXCEPTION 'the clock can be set only on a scratch record' USING ERRCODE = 'DR001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER clock_is_set_on_scratch_only BEFORE INSERT OR UPDATE ON clock
  FOR EACH ROW EXECUTE FUNCTION refuse_set_clock();

-- Lock the head, chain the body, grow the tree. The lock is held until the transaction ends: append last.
CREATE FUNCTION ledger_write(p_body bytea, p_doc jsonb, p_content_id uuid, p_erases uuid,
                             OUT new_seq bigint, OUT new_hash bytea)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  tip head;
  written int := coalesce(nullif(current_setting('disclosure.written', true), '')::int, 0) + 1;
  carry bytea;
  top int;
  rest bigint;
BEGIN
  IF written > 100 THEN
    RAISE EXCEPTION 'at most 100 entries in one transaction' USING ERRCODE = 'DR003';
  END IF;
  PERFORM set_config('disclosure.written', written::text, true);
  SELECT * INTO STRICT tip FROM head WHERE id = 1 FOR UPDATE;
  -- Looked up under the lock, so that of two runs of one step exactly one writes.
  IF EXISTS (SELECT FROM entry WHERE entry.key = p_doc ->> 'key') THEN
    RAISE EXCEPTION 'this step is already in the record' USING ERRCODE = 'DR002';
  END IF;
  new_seq := tip.size + 1;
  new_hash := sha256('\x00'::bytea || tip.hash || p_body);
  INSERT INTO entry (seq, kind, consideration, key, at, by, body, previous, hash, content_id, erases)
  VALUES (new_seq, p_doc ->> 'kind', (p_doc ->> 'consideration')::uuid, p_doc ->> 'key',
          (p_doc ->> 'at')::timestamptz, p_doc ->> 'by', p_body, tip.hash, new_hash, p_content_id, p_erases);
  carry := new_hash;
  rest := tip.size;
  top := cardinality(tip.frontier);
  WHILE rest & 1 = 1 LOOP
    carry := sha256('\x01'::bytea || tip.frontier[top] || carry);
    top := top - 1;
    rest := rest >> 1;
  END LOOP;
  UPDATE head SET size = new_seq, hash = new_hash, frontier = tip.frontier[1:top] || carry WHERE id = 1;
  -- PostgreSQL delivers equal notifications of one transaction once.
  PERFORM pg_notify('disclosure', coalesce(p_doc ->> 'consideration', ''));
END $$;

CREATE FUNCTION ledger_append(p_body bytea, p_content_id uuid, p_salt bytea, p_bytes bytea,
                              OUT new_seq bigint, OUT new_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  doc jsonb := convert_from(p_body, 'UTF8')::jsonb;
BEGIN
  IF doc ->> 'kind' = 'Erased' THEN
    RAISE EXCEPTION 'an Erased entry is written only by erasing' USING ERRCODE = 'DR001';
  END IF;
  IF doc ->> 'content' IS DISTINCT FROM encode(sha256(p_salt || p_bytes), 'hex')
     OR (p_content_id IS NULL) <> (p_bytes IS NULL) OR length(p_salt) <> 16 THEN
    RAISE EXCEPTION 'the entry does not commit to its content' USING ERRCODE = 'DR001';
  END IF;
  IF p_content_id IS NOT NULL THEN
    INSERT INTO content (id, salt, bytes) VALUES (p_content_id, p_salt, p_bytes);
  END IF;
  SELECT w.new_seq, w.new_hash INTO new_seq, new_hash FROM ledger_write(p_body, doc, p_content_id, NULL) w;
END $$;

CREATE FUNCTION ledger_erase(p_body bytea, p_content_id uuid, OUT new_seq bigint, OUT new_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  doc jsonb := convert_from(p_body, 'UTF8')::jsonb;
  digest text;
BEGIN
  SELECT encode(sha256(salt || bytes), 'hex') INTO digest FROM content WHERE id = p_content_id FOR UPDATE;
  IF digest IS NULL OR doc ->> 'kind' IS DISTINCT FROM 'Erased' OR doc ->> 'content' IS NOT NULL
     OR doc ->> 'content_digest' IS DISTINCT FROM digest THEN
    RAISE EXCEPTION 'the Erased entry does not name this content' USING ERRCODE = 'DR001';
  END IF;
  SELECT w.new_seq, w.new_hash INTO new_seq, new_hash FROM ledger_write(p_body, doc, NULL, p_content_id) w;
  DELETE FROM content WHERE id = p_content_id;
END $$;

INSERT INTO head (id, size, hash, frontier) VALUES (1, 0, decode(repeat('00', 32), 'hex'), '{}');

REVOKE ALL ON FUNCTION ledger_write, ledger_append, ledger_erase FROM PUBLIC;
REVOKE ALL ON entry, content, head, clock FROM PUBLIC, disclosure_application, disclosure_retention;
GRANT USAGE ON SCHEMA public TO disclosure_application, disclosure_retention;
GRANT SELECT ON entry, content, head, clock, alembic_version TO disclosure_application, disclosure_retention;
GRANT INSERT, UPDATE, DELETE ON clock TO disclosure_application;
GRANT EXECUTE ON FUNCTION ledger_append TO disclosure_application;
GRANT EXECUTE ON FUNCTION ledger_erase TO disclosure_retention;

-- Ordinary tables of later migrations; the ledger's own, above, came before and stay as they are.
ALTER DEFAULT PRIVILEGES FOR ROLE disclosure_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO disclosure_application;
ALTER DEFAULT PRIVILEGES FOR ROLE disclosure_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO disclosure_application;
