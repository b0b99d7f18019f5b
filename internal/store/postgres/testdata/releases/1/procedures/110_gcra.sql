-- The generic cell rate algorithm, as package chat of the server has it: p_rate
-- actions a second, and p_burst more at once after a pause. It calculates in
-- nanoseconds and keeps the arrival time in microseconds; both are tested with
-- the same vectors.
--
-- p_tat is the theoretical arrival time, NULL before the first action. An
-- allowed action has wait 0 (nanoseconds) and the new arrival time; a refused
-- one leaves it as it was.
CREATE OR REPLACE FUNCTION rustygpt.gcra(
    p_tat timestamptz, p_now timestamptz, p_rate double precision, p_burst int, OUT tat timestamptz, OUT wait bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    interval_ns CONSTANT bigint := trunc(1e9::double precision / p_rate)::bigint;
    now_ns CONSTANT bigint := rustygpt.unix_micros(p_now) * 1000;
    arrival_ns bigint := rustygpt.unix_micros(p_tat) * 1000;
BEGIN
    wait := greatest(0, arrival_ns - p_burst * interval_ns - now_ns); -- greatest ignores NULL
    IF wait > 0 THEN
        tat := p_tat;
        RETURN;
    END IF;
    arrival_ns := greatest(arrival_ns, now_ns) + interval_ns;
    tat := 'epoch'::timestamptz + (arrival_ns / 1000) * interval '1 microsecond';
END
$$;
