package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

// measureBackup exports a large SQLite database over HTTP and restores it.
func measureBackup(ctx context.Context, l *lab) ([]figure, error) {
	p, err := l.startProduct(ctx, nil)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(p.dir, "rustygpt.db")
	return l.thereAndBack(ctx, p, large{
		engine: "SQLite",
		open: func() (writable, error) {
			return sqlite.Open(ctx, sqlite.Options{Path: path, PersistEvents: true}, slog.New(slog.DiscardHandler))
		},
		size: func() (int64, error) {
			info, err := os.Stat(path)
			return info.Size(), err
		},
	})
}

// measureBackupPostgres does the same with PostgreSQL.
func measureBackupPostgres(ctx context.Context, l *lab) ([]figure, error) {
	server, url, err := startPostgres(ctx)
	if err != nil {
		return nil, err
	}
	defer server.Remove()
	p, err := l.startProduct(ctx, nil, "RUSTYGPT__DB__URL="+url)
	if err != nil {
		return nil, err
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(ctx) }()
	return l.thereAndBack(ctx, p, large{
		engine: "PostgreSQL",
		open:   func() (writable, error) { return openStore(ctx, url) },
		size: func() (size int64, err error) {
			return size, conn.QueryRow(ctx, "SELECT pg_database_size(current_database())").Scan(&size)
		},
	})
}

// large is a database that is made large.
type large struct {
	engine string
	open   func() (writable, error)
	size   func() (int64, error) // in bytes
}

// writable is an open database, of either engine.
type writable interface {
	ListAccounts(ctx context.Context) ([]chat.Account, error)
	PostMessage(ctx context.Context, m store.NewMessage) (store.Posted, error)
	Close() error
}

// thereAndBack exports and restores. The memory that counts is the most that the
// process ever had.
func (l *lab) thereAndBack(ctx context.Context, p *product, db large) ([]figure, error) {
	rooms, err := p.converse(ctx, 1, chat.AssistantOff)
	if err != nil {
		return nil, err
	}
	if err := p.stop(); err != nil {
		return nil, err
	}
	if err := db.stuff(ctx, rooms[0], pick[int64](l, 1<<30, 64<<20)); err != nil {
		return nil, err
	}
	bytes, err := db.size()
	if err != nil {
		return nil, err
	}
	if err := l.resume(ctx, p); err != nil {
		return nil, err
	}
	file := filepath.Join(l.dir, "backup.zip")
	began := time.Now()
	if err := p.export(ctx, file); err != nil {
		return nil, err
	}
	exported, exportPeak := time.Since(began), p.memory("VmHWM")
	if err := errors.Join(p.stop(), l.resume(ctx, p)); err != nil { // the peak starts over
		return nil, err
	}
	began = time.Now()
	if err := p.restore(ctx, file); err != nil {
		return nil, err
	}
	restored, importPeak := time.Since(began), p.memory("VmHWM")
	if err := p.stop(); err != nil {
		return nil, err
	}
	size := float64(bytes) / 1e6
	of := fmt.Sprintf("of %.0f MB, %s", size, db.engine)
	return []figure{
		{what: "resident memory, export " + of, unit: "MB", measured: exportPeak / 1e6, must: 150, aim: 100},
		{what: "resident memory, import " + of, unit: "MB", measured: importPeak / 1e6, must: 150, aim: 100},
		{what: "export, " + db.engine, unit: "MB/s", measured: size / exported.Seconds(), higher: true},
		{what: "import, until the server answers again, " + db.engine, unit: "MB/s", measured: size / restored.Seconds(), higher: true},
	}, nil
}

// stuff fills a database until it has a size, with messages that are hard to
// compress.
func (db large) stuff(ctx context.Context, room chat.ConversationID, size int64) error {
	st, err := db.open()
	if err != nil {
		return err
	}
	err = db.fill(ctx, st, room, size)
	return errors.Join(err, st.Close())
}

func (db large) fill(ctx context.Context, st writable, room chat.ConversationID, size int64) error {
	accounts, err := st.ListAccounts(ctx)
	if err != nil {
		return err
	}
	noise := rand.NewChaCha8([32]byte{})
	bytes := make([]byte, 12<<10)
	for i := 0; ; i++ {
		if i%100 == 0 { // PostgreSQL looks at all of its files
			if reached, err := db.size(); err != nil || reached >= size {
				return err
			}
		}
		_, _ = noise.Read(bytes) // never fails
		_, err := st.PostMessage(ctx, store.NewMessage{
			ID: chat.NewID[chat.Message](), ConversationID: room, Author: accounts[0].ID, Role: chat.RoleUser,
			Content: base64.StdEncoding.EncodeToString(bytes), At: time.Now(),
		})
		if err != nil {
			return err
		}
	}
}

func (p *product) export(ctx context.Context, path string) error {
	resp, err := p.Send(ctx, http.MethodGet, "/api/v1/admin/data/export", nil, nil)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, resp.Body)
	return errors.Join(err, file.Close())
}

// restore uploads a backup and waits until the server has started again: then
// the session is no longer known.
func (p *product) restore(ctx context.Context, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	body, in := io.Pipe()
	form := multipart.NewWriter(in)
	go func() {
		part, err := form.CreateFormFile("backup", "backup.zip")
		if err == nil {
			_, err = io.Copy(part, file)
		}
		_ = in.CloseWithError(errors.Join(err, form.Close()))
	}()
	if err := p.Upload(ctx, "/api/v1/admin/data/import", form.FormDataContentType(), body, nil); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	for {
		err := p.Do(ctx, http.MethodGet, "/api/v1/auth/session", nil, nil)
		if refused, ok := errors.AsType[*servertest.StatusError](err); ok && refused.Status == http.StatusUnauthorized {
			return nil
		}
		if err := wait(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}
