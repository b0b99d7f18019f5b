package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

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
	switch {
	case errors.Is(err, context.Canceled):
		return chat.Wrap(chat.Canceled, "the caller left", err)
	case errors.Is(err, context.DeadlineExceeded):
		return chat.Wrap(chat.Unavailable, "the database did not answer in time", err)
	case errors.Is(err, sql.ErrNoRows):
		return chat.Wrap(chat.NotFound, "not found", err)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return translateCode(e)
	}
	return chat.Wrap(chat.Internal, "the database failed", err)
}

func translateCode(e *sqlite.Error) error {
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return chat.Wrap(chat.Conflict, "already there", e)
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return chat.Wrap(chat.NotFound, "something this refers to does not exist", e)
	case sqlite3.SQLITE_IOERR_SHMSIZE: // no room for the index of the write-ahead log
		return store.Full(e)
	}
	const primary = 0xff // the low byte of an extended result code
	switch e.Code() & primary {
	case sqlite3.SQLITE_FULL:
		return store.Full(e)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
		sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PROTOCOL:
		return chat.Wrap(chat.Unavailable, "the database cannot be reached", e)
	}
	return chat.Wrap(chat.Internal, "the database failed", e)
}

// isFailure tells a failure of the database from an answer that somebody may
// not have liked.
func isFailure(err error) bool {
	_, failed := errors.AsType[*sqlite.Error](err)
	return failed
}

// endsTransaction tells the failures after which SQLite may have rolled the whole
// transaction back, not only the statement (https://sqlite.org/lang_transaction.html,
// "Response To Errors Within A Transaction").
func endsTransaction(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return false
	}
	const primary = 0xff
	switch e.Code() & primary {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_INTERRUPT:
		return true
	}
	return false
}

// orNotFound says message of a query without a row.
func orNotFound(err error, message chat.Sentence) error {
	if errors.Is(err, sql.ErrNoRows) {
		return chat.Errorf(chat.NotFound, message)
	}
	return err
}
