package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestTranslate(t *testing.T) {
	t.Parallel()
	server := func(code, message string) error { return &pgconn.PgError{Code: code, Message: message} }
	tests := map[string]struct {
		err  error
		want chat.Kind
		text string
	}{
		"ours":             {chat.Errorf(chat.Gone, "gone"), chat.Gone, "gone"},
		"wrapped ours":     {fmt.Errorf("open: %w", chat.Errorf(chat.Unavailable, "x")), chat.Unavailable, "open: x"},
		"left":             {fmt.Errorf("query: %w", context.Canceled), chat.Canceled, "the caller left"},
		"late":             {context.DeadlineExceeded, chat.Unavailable, "did not answer in time"},
		"no row":           {pgx.ErrNoRows, chat.NotFound, "not found"},
		"connection gone":  {io.ErrUnexpectedEOF, chat.Unavailable, "cannot be reached"},
		"unknown":          {errors.New("boom"), chat.Internal, "the database failed"},
		"validation":       {server("P0001", "RGP.VALIDATION: the title is blank"), chat.Invalid, "the title is blank"},
		"400":              {server("P0001", "RGP.400: a: b"), chat.Invalid, "a: b"},
		"401":              {server("P0001", "RGP.401: x"), chat.Unauthenticated, "x"},
		"403":              {server("P0001", "RGP.403: x"), chat.Forbidden, "x"},
		"404":              {server("P0001", "RGP.404: x"), chat.NotFound, "x"},
		"409":              {server("P0001", "RGP.409: x"), chat.Conflict, "x"},
		"410":              {server("P0001", "RGP.410: x"), chat.Gone, "x"},
		"422":              {server("P0001", "RGP.422: x"), chat.Unprocessable, "x"},
		"423":              {server("P0001", "RGP.423: x"), chat.Disabled, "x"},
		"429":              {server("P0001", "RGP.429: x"), chat.RateLimited, "x"},
		"not a refusal":    {server("P0001", "assertion failed"), chat.Internal, "the database failed"},
		"unique":           {server("23505", "duplicate key"), chat.Conflict, "already there"},
		"foreign key":      {server("23503", "x"), chat.NotFound, "something this refers to"},
		"check":            {server("23514", "x"), chat.Invalid, "does not accept"},
		"bad text":         {server("22021", "invalid byte sequence"), chat.Invalid, "does not accept"},
		"serialization":    {server("40001", "x"), chat.Unavailable, "in time"},
		"deadlock":         {server("40P01", "x"), chat.Unavailable, "in time"},
		"timeout":          {server("57014", "x"), chat.Unavailable, "in time"},
		"shutting down":    {server("57P01", "x"), chat.Unavailable, "cannot be reached"},
		"starting":         {server("57P03", "x"), chat.Unavailable, "cannot be reached"},
		"too many clients": {server("53300", "x"), chat.Unavailable, "cannot be reached"},
		"no room":          {server("53100", "could not extend file"), chat.Unavailable, "disk is full"},
		"a standby":        {server("25006", "x"), chat.Unavailable, "cannot be reached"},
		"our mistake":      {server("42601", "syntax error"), chat.Internal, "the database failed"},
	}
	for name, tt := range tests {
		got := translate(tt.err)
		if chat.KindOf(got) != tt.want || !strings.Contains(got.Error(), tt.text) {
			t.Errorf("%s: %v of kind %d, want kind %d", name, got, chat.KindOf(got), tt.want)
		}
	}
	if translate(nil) != nil {
		t.Error("nothing became something")
	}
}

func TestRefusalsCarryMore(t *testing.T) {
	t.Parallel()
	err := translate(&pgconn.PgError{Code: "P0001", Message: "RGP.429: slowly", Detail: "1500000000", Hint: "too_fast"})
	e, _ := errors.AsType[*chat.Error](err)
	if e.RetryAfter != 1500*time.Millisecond || e.Code != "too_fast" || e.Message != "slowly" {
		t.Errorf("%+v", e)
	}
	err = translate(&pgconn.PgError{Code: "23505", ConstraintName: "users_email", Detail: "Key (email)=(a@b.c) exists"})
	if strings.Contains(err.Error(), "a@b.c") || !strings.Contains(err.Error(), "is taken") {
		t.Error(err)
	}
	err = translate(&pgconn.PgError{Code: "22P02", Message: `invalid input syntax for type uuid: "my secret"`})
	if strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
}

func TestAttempts(t *testing.T) {
	t.Parallel()
	_, refused := pgconn.Connect(t.Context(), "postgres://ada@127.0.0.1:1/x")
	lost, conflict := io.ErrUnexpectedEOF, error(&pgconn.PgError{Code: serializationFailure})
	s := &Store{metrics: newMetrics(prometheus.NewRegistry(), 1, 0)}
	tests := map[string]struct {
		err          error
		reads, write int
	}{
		"collision":            {conflict, maxAttempts, maxAttempts},
		"deadlock":             {&pgconn.PgError{Code: deadlockDetected}, maxAttempts, maxAttempts},
		"ended before an end":  {&interruptedError{&pgconn.PgError{Code: adminShutdown}}, maxAttempts, maxAttempts},
		"a plan that is old":   {&pgconn.PgError{Code: featureNotSupported, Routine: "RevalidateCachedQuery"}, maxAttempts, maxAttempts},
		"amid an upgrade":      {&pgconn.PgError{Code: undefinedFunction}, maxAttempts, maxAttempts},
		"connection lost":      {lost, maxAttempts, 1},
		"ended at the end":     {&pgconn.PgError{Code: adminShutdown}, maxAttempts, 1},
		"cannot connect":       {refused, 1, 1},
		"statement timed out":  {&pgconn.PgError{Code: queryCanceled}, 1, 1},
		"a refusal":            {chat.Errorf(chat.Conflict, "x"), 1, 1},
		"something is missing": {&pgconn.PgError{Code: featureNotSupported}, 1, 1},
	}
	for name, tt := range tests {
		for kind, again := range map[string]func(error) bool{"read": readAgain, "write": writeAgain} {
			synctest.Test(t, func(t *testing.T) {
				count, want := 0, map[string]int{"read": tt.reads, "write": tt.write}[kind]
				err := s.attempt(t.Context(), again, func(context.Context) error {
					count++
					return tt.err
				})
				if err == nil || count != want {
					t.Errorf("%s, %s: tried %d times, want %d; error %v", name, kind, count, want, err)
				}
			})
		}
	}
	synctest.Test(t, func(t *testing.T) {
		left := []error{conflict, lost, nil}
		err := s.attempt(t.Context(), readAgain, func(context.Context) error {
			err := left[0]
			left = left[1:]
			return err
		})
		if err != nil || len(left) > 0 {
			t.Errorf("error %v, not tried: %v", err, left)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		count := 0
		err := s.attempt(ctx, readAgain, func(context.Context) error {
			count++
			cancel()
			return conflict
		})
		if count != 1 || err == nil {
			t.Errorf("tried %d times for somebody who has left; error %v", count, err)
		}
	})
}
