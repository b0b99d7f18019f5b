package sqlite

import (
	"context"
	"errors"
	"time"
)

// sqlSignOut ends every login, keeps when accounts were seen last, and forgets how
// often somebody tried to log in.
const sqlSignOut = `
	UPDATE accounts
	SET last_seen_at = max(coalesce(last_seen_at, 0), (SELECT max(s.last_seen_at) FROM sessions s WHERE s.account_id = accounts.id))
	WHERE id IN (SELECT account_id FROM sessions);
	DELETE FROM sessions;
	DELETE FROM login_attempts`

// Adopt makes a copy that Examine found sound ready for a server: it brings the
// schema up to date and signs everybody out. All of it is in the one file and on
// the disk when it returns.
func Adopt(ctx context.Context, path string, now time.Time) (err error) {
	conn, err := open(ctx, path, []string{
		"busy_timeout(5000)", "journal_mode(DELETE)", "synchronous(FULL)", "foreign_keys(1)", "trusted_schema(0)", "cache_size(-8000)",
	})
	if err != nil {
		return translate(err)
	}
	defer func() { err = errors.Join(err, conn.close()) }()
	if err := prepareDatabase(conn, func() time.Time { return now }); err != nil {
		return translate(err)
	}
	return translate(conn.script(sqlSignOut))
}
