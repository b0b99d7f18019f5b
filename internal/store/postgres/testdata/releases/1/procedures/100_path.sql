-- The keys of messages in the depth-first order of their thread, as package
-- chat of the server makes them; its file path.go explains the form. Both are
-- tested with the same vectors.
--
-- A key is ASCII, so its bytes are its characters; get_byte does not walk the
-- text as substr does.

-- path_digit: the value of a base 32 digit.
CREATE OR REPLACE FUNCTION rustygpt.path_digit(p_digit int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_digit < 58 THEN p_digit - 48 ELSE p_digit - 87 END
$$;

-- path_number: a number behind its length, so that greater numbers sort behind
-- smaller ones with p_flip 0, and before them with p_flip 31.
CREATE OR REPLACE FUNCTION rustygpt.path_number(p_number bigint, p_flip int) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    digits CONSTANT text := '0123456789abcdefghijklmnopqrstuv';
    number text := '';
    rest bigint := p_number;
BEGIN
    WHILE rest > 0 LOOP
        number := substr(digits, 1 + ((rest & 31)::int # p_flip), 1) || number;
        rest := rest >> 5;
    END LOOP;
    RETURN substr(digits, 1 + (length(number) # p_flip), 1) || number;
END
$$;

-- path_split: the branches at the start of a key, and the number of first
-- children at its end.
CREATE OR REPLACE FUNCTION rustygpt.path_split(p_path text, OUT branches text, OUT run bigint)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    key CONSTANT bytea := convert_to(p_path, 'UTF8');
    at int := 0;
BEGIN
    WHILE get_byte(key, at) = 49 LOOP -- '1', a branch: one number descending, one ascending
        at := at + 2 + (31 # rustygpt.path_digit(get_byte(key, at + 1)));
        at := at + 1 + rustygpt.path_digit(get_byte(key, at));
    END LOOP;
    branches := left(p_path, at);
    run := 0;
    FOR i IN at + 2 .. length(key) - 1 LOOP -- behind '0' and the length
        run := run << 5 | rustygpt.path_digit(get_byte(key, i));
    END LOOP;
END
$$;

-- path_child: the key of a child, the oldest having ordinal 1.
CREATE OR REPLACE FUNCTION rustygpt.path_child(p_path text, p_ordinal int) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    parent CONSTANT record := rustygpt.path_split(p_path);
BEGIN
    IF p_ordinal = 1 THEN
        RETURN parent.branches || '0' || rustygpt.path_number(parent.run + 1, 0);
    END IF;
    RETURN parent.branches || '1' || rustygpt.path_number(parent.run, 31) || rustygpt.path_number(p_ordinal - 2, 0) || '00';
END
$$;

-- path_subtree_end: a key behind the last descendant of a message and before
-- whatever follows it.
CREATE OR REPLACE FUNCTION rustygpt.path_subtree_end(p_path text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT branches || '1' || rustygpt.path_number(run, 31) || 'w' FROM rustygpt.path_split(p_path)
$$;
