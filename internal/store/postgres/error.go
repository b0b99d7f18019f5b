package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// SQLSTATE codes, PostgreSQL documentation appendix A.
const (
	featureNotSupported  = "0A000"
	foreignKeyViolation  = "23503"
	uniqueViolation      = "23505"
	readOnlyTransaction  = "25006"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	undefinedFunction    = "42883"
	diskFull             = "53100"
	lockNotAvailable     = "55P03"
	queryCanceled        = "57014"
	adminShutdown        = "57P01"
	raisedException      = "P0001"
)

// retryAfter is what callers are told while the database is away.
const retryAfter = time.Second

// errClosed is what every operation answers once Close was called.
var errClosed = chat.Errorf(chat.Unavailable, "the database is shut")

// translate turns a failure of the driver into one of the kinds that callers
// understand.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*chat.Error](err); ok {
		return err
	}
	if e, ok := pgError(err); ok {
		return translateCode(e)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return chat.Wrap(chat.Canceled, "the caller left", err)
	case errors.Is(err, context.DeadlineExceeded):
		return unavailable("the database did not answer in time", err)
	case errors.Is(err, pgx.ErrNoRows):
		return chat.Wrap(chat.NotFound, "not found", err)
	case err.Error() == "closed pool":
		return errClosed
	case isConnectError(err), isConnectionLost(err):
		return unavailable("the database cannot be reached", err)
	}
	return chat.Wrap(chat.Internal, "the database failed", err)
}

func translateCode(e *pgconn.PgError) error {
	switch e.Code {
	case raisedException:
		return translateRefusal(e)
	case uniqueViolation:
		return chat.Wrap(chat.Conflict, constraintText(e, "already there"), withoutValues(e))
	case foreignKeyViolation:
		return chat.Wrap(chat.NotFound, constraintText(e, "something this refers to does not exist"), withoutValues(e))
	case serializationFailure, deadlockDetected, lockNotAvailable, queryCanceled:
		return unavailable("the database did not answer in time", e)
	case diskFull:
		return store.Full(e)
	}
	switch class := e.Code[:2]; {
	case class == "22", class == "23": // bad data, constraints
		return chat.Wrap(chat.Invalid, "the database does not accept a value", withoutValues(e))
	case isAway(e):
		return unavailable("the database cannot be reached", e)
	}
	return chat.Wrap(chat.Internal, "the database failed", e)
}

// kinds of the refusals of procedures, by the HTTP status in their text.
var kinds = map[string]chat.Kind{
	"400": chat.Invalid, "VALIDATION": chat.Invalid, "401": chat.Unauthenticated, "403": chat.Forbidden, "404": chat.NotFound,
	"409": chat.Conflict, "410": chat.Gone, "422": chat.Unprocessable, "423": chat.Disabled, "429": chat.RateLimited,
}

// translateRefusal reads "RGP.<status>: <text>". The detail of a 429 is the
// number of nanoseconds to wait; the column of a 400 is the field it is about;
// the hint of any is its machine code.
func translateRefusal(e *pgconn.PgError) error {
	code, text, _ := strings.Cut(e.Message, ": ")
	kind, known := kinds[strings.TrimPrefix(code, "RGP.")]
	if !known {
		return chat.Wrap(chat.Internal, "the database failed", e)
	}
	if kind == chat.Invalid && e.ColumnName != "" {
		return chat.InvalidField(e.ColumnName, chat.Verbatim(text))
	}
	refusal := &chat.Error{Kind: kind, Code: e.Hint, Message: chat.Verbatim(text)}
	if kind == chat.RateLimited {
		wait, _ := strconv.ParseInt(e.Detail, 10, 64)
		refusal.RetryAfter = time.Duration(wait)
	}
	return refusal
}

// constraintTexts say what a violated constraint means to people.
var constraintTexts = map[string]chat.Sentence{
	"users_username":                     "the username or e-mail address is taken",
	"users_email":                        "the username or e-mail address is taken",
	"providers_name":                     "there is a provider of this name already",
	"models_provider_id_upstream_id_key": "the provider has a model with this upstream id already",
}

func constraintText(e *pgconn.PgError, otherwise chat.Sentence) chat.Sentence {
	if text, ok := constraintTexts[e.ConstraintName]; ok {
		return text
	}
	return otherwise
}

// withoutValues is the error for the log, without what a person entered.
func withoutValues(e *pgconn.PgError) error {
	return fmt.Errorf("SQLSTATE %s in %s, constraint %q", e.Code, e.Routine, e.ConstraintName)
}

func pgError(err error) (*pgconn.PgError, bool) { return errors.AsType[*pgconn.PgError](err) }

func isConnectError(err error) bool {
	_, ok := errors.AsType[*pgconn.ConnectError](err)
	return ok
}

// isConnectionLost: the server went away, is going, or comes up.
func isConnectionLost(err error) bool {
	if e, ok := pgError(err); ok {
		return isAway(e)
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err)
}

// isAway: the server cannot do any work now: no connection, no resources, shut
// down, or a standby after a change of roles. Who it does not let in, or whose
// database is gone, does not get any further either.
func isAway(e *pgconn.PgError) bool {
	switch e.Code[:2] {
	case "08", "28", "3D", "53", "58":
		return true
	case "57":
		return e.Code != queryCanceled
	}
	return e.Code == readOnlyTransaction
}

func unavailable(message chat.Sentence, cause error) error {
	if e, ok := errors.AsType[*chat.Error](cause); ok && e.Kind == chat.Unavailable {
		return cause
	}
	return &chat.Error{Kind: chat.Unavailable, Message: message, RetryAfter: retryAfter, Err: cause}
}

// orNotFound says message of a query without a row.
func orNotFound(err error, message chat.Sentence) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return chat.Errorf(chat.NotFound, message)
	}
	return err
}
