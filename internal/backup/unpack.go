package backup

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/rustygpt/rustygpt/internal/backup/feltnerai"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/secret"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// unlimited is for files that whoever runs the server has chosen.
const unlimited = 1 << 62

// unpacking turns a file of which nothing is known into a database and a key
// that a server can use, in a directory of its own.
type unpacking struct {
	dir        *workDir
	passphrase string
	limit      int64 // of the database, in bytes
	report     func(Progress)
	now        func() time.Time
}

// run leaves the database and the key in the directory. Failures for which the file is to blame are Invalid or TooLarge.
func (u unpacking) run(ctx context.Context, file *os.File) (Manifest, error) {
	if isSealed(file) {
		plain, err := u.unseal(ctx, file)
		if err != nil {
			return Manifest{}, err
		}
		defer func() { _ = plain.Close() }()
		file = plain
	}
	m, err := u.extract(ctx, file)
	if err != nil {
		return m, err
	}
	u.report(Progress{Doing: "checking the database"})
	path := u.dir.file(databaseName)
	if m.foreign() {
		if err := u.convert(ctx, path); err != nil {
			return m, err
		}
	}
	found, err := sqlite.Examine(ctx, path)
	if err != nil {
		return m, err
	}
	if err := u.judge(m, found); err != nil {
		return m, err
	}
	return m, sqlite.Adopt(ctx, path, u.now())
}

// unseal decrypts into a file that has no name any more on systems that allow
// it, and goes with the directory on the others.
func (u unpacking) unseal(ctx context.Context, sealed *os.File) (*os.File, error) {
	if _, err := sealed.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	plain, err := unseal(sealed, u.passphrase)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(u.dir.file("unsealed.zip"), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	_ = os.Remove(file.Name())
	counted := &meter{ctx: ctx, report: u.report, at: Progress{Doing: "decrypting the backup"}}
	written := &writeFault{w: io.MultiWriter(file, counted)}
	if _, err := io.Copy(written, plain); err != nil {
		err = chat.Wrap(chat.Invalid, "the encrypted backup is damaged", err)
		if written.err != nil {
			err = written.err
		}
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

func (u unpacking) extract(ctx context.Context, file *os.File) (Manifest, error) {
	info, err := file.Stat()
	if err != nil {
		return Manifest{}, err
	}
	a, err := openArchive(file, info.Size())
	if err != nil {
		return Manifest{}, err
	}
	if err := a.extract(ctx, u.dir.file(a.manifest.database()), u.limit, u.report); err != nil {
		return a.manifest, err
	}
	return a.manifest, writeFile(u.dir.file(keyName), bytes.NewReader(a.key))
}

// convert makes a database of ours out of FeltnerAI's.
func (u unpacking) convert(ctx context.Context, path string) error {
	key, err := os.ReadFile(u.dir.file(keyName))
	if err != nil {
		return err
	}
	source, err := feltnerai.Open(ctx, u.dir.file(feltnerai.DatabaseName), key)
	if err != nil {
		return err
	}
	target, err := sqlite.OpenTarget(ctx, path)
	if err != nil {
		return errors.Join(err, source.Close())
	}
	_, err = transfer.Move(ctx, source, target, func(t transfer.Progress) { u.report(rows(t)) })
	if err := errors.Join(err, target.Close(), source.Close()); err != nil {
		return unconvertible(err)
	}
	return os.Remove(u.dir.file(feltnerai.DatabaseName))
}

// unconvertible blames what was found in the file for a failure that says
// nothing else.
func unconvertible(err error) error {
	if kind := chat.KindOf(err); kind == chat.Invalid || kind == chat.Unavailable || kind == chat.Canceled {
		return err
	}
	return chat.Wrap(chat.Invalid, "the database of FeltnerAI has something in it that cannot be taken over", err)
}

// judge says whether a server could be run on what was found.
func (u unpacking) judge(m Manifest, found sqlite.Examined) error {
	switch {
	case !m.foreign() && m.SchemaVersion != found.Version:
		return chat.Errorf(chat.Invalid, "the database has version %d and not %d, as the manifest says", found.Version, m.SchemaVersion)
	case !found.SetupComplete:
		return chat.Errorf(chat.Invalid, "the server that was backed up was not set up yet")
	case found.Administrators == 0:
		return chat.Errorf(chat.Invalid, "no administrator in the backup can log in")
	}
	key, err := os.ReadFile(u.dir.file(keyName))
	if err != nil {
		return err
	}
	box, err := secret.New(key)
	if err != nil {
		return err
	}
	if found.KeyFingerprint != "" && found.KeyFingerprint != box.Fingerprint() {
		return chat.Errorf(chat.Invalid, "the key in the backup is not that of the database in it")
	}
	for _, p := range found.Providers {
		if p.Source == chat.SourceConfig {
			continue // every start seals those of the settings anew
		}
		if err := opens(box, p); err != nil {
			return chat.Wrap(chat.Invalid, chat.Fill("the key in the backup does not open the secrets of the provider %q", p.Name), err)
		}
	}
	return nil
}

func opens(box *secret.Box, p chat.Provider) error {
	for sealed, place := range map[string]string{p.SealedKey: chat.KeyPlace(p.ID), p.SealedHeaders: chat.HeadersPlace(p.ID)} {
		if sealed == "" {
			continue
		}
		if _, err := box.Open(sealed, place); err != nil {
			return err
		}
	}
	return nil
}
