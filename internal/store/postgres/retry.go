package postgres

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	maxAttempts = 8
	firstPause  = 5 * time.Millisecond // doubles with every attempt
)

// attempt runs a unit of work, some times more when it failed in a way that
// may pass, and translates the failure that remains.
func (s *Store) attempt(ctx context.Context, again func(error) bool, work func(context.Context) error) error {
	for n := 1; ; n++ {
		err := s.once(ctx, work)
		if err == nil {
			return nil
		}
		if n == maxAttempts || !again(err) || !pause(ctx, firstPause<<(n-1)) {
			return translate(err)
		}
		s.metrics.retries.Inc()
	}
}

func (s *Store) once(ctx context.Context, work func(context.Context) error) error {
	if s.patience > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.patience)
		defer cancel()
	}
	return work(ctx)
}

// pause waits, within half and one and a half times d so that those who
// collided do not do so again. False when the caller left.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d/2 + rand.N(d)) //nolint:gosec // not a secret
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// interruptedError is the failure of a statement that certainly had no effect.
type interruptedError struct{ cause error }

func (e *interruptedError) Error() string { return e.cause.Error() }

func (e *interruptedError) Unwrap() error { return e.cause }

// writeAgain: the work certainly had no effect, and another attempt may
// succeed. A server that is not there is not asked again, so that callers are
// told soon.
func writeAgain(err error) bool {
	if _, ok := errors.AsType[*interruptedError](err); ok {
		return true
	}
	switch e, ok := pgError(err); {
	case isConnectError(err):
		return false
	case !ok:
		return pgconn.SafeToRetry(err)
	case e.Code == serializationFailure, e.Code == deadlockDetected:
		return true
	default:
		return scriptsChange(e)
	}
}

// readAgain: another attempt may succeed.
func readAgain(err error) bool {
	return writeAgain(err) || isConnectionLost(err) && !isConnectError(err)
}

// scriptsChange: a newer instance is bringing the scripts up to date. A prepared
// statement returns other columns than it did, which the driver has forgotten by
// now, or a procedure that is new calls one that comes with a later script.
func scriptsChange(e *pgconn.PgError) bool {
	return e.Code == undefinedFunction || e.Code == featureNotSupported && e.Routine == "RevalidateCachedQuery"
}
