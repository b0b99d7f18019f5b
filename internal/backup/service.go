package backup

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// growth is how many times larger than a backup may be the database in it may
// be. Honest ones are packed to a quarter at best.
const growth = 8

// Options are what a Service needs.
type Options struct {
	Place     Place
	Version   string // of this program
	MaxUpload int64  // of a backup that is to be restored, in bytes
	// Restart asks the server to start again. It does not wait for it.
	Restart func()
	Now     func() time.Time
}

// Service makes and takes backups for administrators, while the server runs. It
// is safe for concurrent use.
type Service struct {
	options Options
	log     *slog.Logger

	working sync.Mutex // held by the one job that there may be
	staged  bool       // a backup waits for the start; guarded by working
}

// New makes a Service.
func New(o Options, log *slog.Logger) (*Service, error) {
	var err error
	if o.Place, err = o.Place.absolute(); err != nil {
		return nil, err
	}
	return &Service{options: o, log: log}, nil
}

// begin takes the turn, or refuses.
func (s *Service) begin() (end func(), err error) {
	if !s.working.TryLock() {
		return nil, chat.Errorf(chat.Conflict, "A backup is being made or restored at this moment. Please wait until that is done.")
	}
	if s.staged {
		s.working.Unlock()
		return nil, chat.Errorf(chat.Conflict, "The server is about to start again with a backup. Please wait for it.")
	}
	return s.working.Unlock, nil
}

// Export makes a backup, encrypted if there is a passphrase. It calls send with
// its file name once nothing but the sending can fail any more, and writes to what
// send returns.
func (s *Service) Export(ctx context.Context, passphrase string, send func(name string) io.Writer) (err error) {
	end, err := s.begin()
	if err != nil {
		return err
	}
	defer end()
	quiet := func(Progress) {}
	created := s.options.Now()
	snap, err := s.options.Place.take(ctx, quiet)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snap.remove()) }()
	for _, left := range snap.left {
		s.log.WarnContext(ctx, "a backup has no place for something in the database", "what", left.What, "rows", left.Rows)
	}
	name := FileName(created)
	if passphrase != "" {
		name += ".age"
	}
	if _, err := snap.send(ctx, send(name), passphrase, s.options.Version, created, quiet); err != nil {
		return chat.Wrap(chat.Canceled, "the backup was not sent to its end", err)
	}
	return nil
}

// Import examines a backup and stages it for the start that follows a second
// later. The passphrase is asked for once the upload was read; it is empty for
// files that are not encrypted. The audit log of the restored data is told who it
// was by what the entry says.
func (s *Service) Import(ctx context.Context, upload io.Reader, by chat.AuditEntry, passphrase func() (string, error)) error {
	end, err := s.begin()
	if err != nil {
		return err
	}
	defer end()
	m, err := s.receive(ctx, upload, by, passphrase)
	if err != nil {
		return err
	}
	s.staged = true
	s.log.WarnContext(ctx, "a backup is staged; the server starts again to restore it", "backup", m.String())
	s.options.Restart()
	return nil
}

func (s *Service) receive(ctx context.Context, upload io.Reader, by chat.AuditEntry, passphrase func() (string, error)) (m Manifest, err error) {
	if s.options.Place.onPostgres() { // on SQLite the server itself keeps everybody away
		release, err := s.options.Place.alone()
		if err != nil {
			return m, err
		}
		defer func() { err = errors.Join(err, release()) }()
	}
	dir, err := makeWorkDir(s.options.Place.staging(), stagingPrefix)
	if err != nil {
		return m, chat.Wrap(chat.Unavailable, "There is no place for the upload in the data directory.", err)
	}
	defer func() { err = errors.Join(err, dir.remove()) }()
	file, err := os.OpenFile(dir.file("upload"), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return m, err
	}
	defer func() { _ = file.Close() }()
	if _, err := io.Copy(file, upload); err != nil {
		return m, err
	}
	secret, err := passphrase()
	if err != nil {
		return m, err
	}
	return s.options.Place.unpackAndStage(ctx, file, growth*s.options.MaxUpload, ReadOptions{Passphrase: secret, Now: s.options.Now}, by)
}

// LastRestore says how the last restore went; nil when there was none.
func (s *Service) LastRestore(ctx context.Context) (*Report, error) {
	return s.options.Place.lastReport(ctx)
}
