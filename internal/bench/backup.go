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

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

// measureBackup exports a large database over HTTP and restores it. The memory
// that counts is the most that the process ever had.
func measureBackup(ctx context.Context, l *lab) ([]figure, error) {
	p, err := l.startProduct(ctx, nil)
	if err != nil {
		return nil, err
	}
	rooms, err := p.converse(ctx, 1, chat.AssistantOff)
	if err != nil {
		return nil, err
	}
	if err := p.stop(); err != nil {
		return nil, err
	}
	path := filepath.Join(p.dir, "rustygpt.db")
	if err := stuff(ctx, path, rooms[0], pick[int64](l, 1<<30, 64<<20)); err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
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
	size := float64(info.Size()) / 1e6
	return []figure{
		{what: fmt.Sprintf("resident memory, export of %.0f MB", size), unit: "MB", measured: exportPeak / 1e6, must: 150, aim: 100},
		{what: fmt.Sprintf("resident memory, import of %.0f MB", size), unit: "MB", measured: importPeak / 1e6, must: 150, aim: 100},
		{what: "export", unit: "MB/s", measured: size / exported.Seconds(), higher: true},
		{what: "import, until the server answers again", unit: "MB/s", measured: size / restored.Seconds(), higher: true},
	}, nil
}

// stuff fills a database until its file has a size, with messages that are hard
// to compress.
func stuff(ctx context.Context, path string, room chat.ConversationID, size int64) error {
	st, err := sqlite.Open(ctx, sqlite.Options{Path: path, PersistEvents: true}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	err = fill(ctx, st, path, room, size)
	return errors.Join(err, st.Close())
}

func fill(ctx context.Context, st *sqlite.Store, path string, room chat.ConversationID, size int64) error {
	accounts, err := st.ListAccounts(ctx)
	if err != nil {
		return err
	}
	noise := rand.NewChaCha8([32]byte{})
	bytes := make([]byte, 12<<10)
	for {
		if info, err := os.Stat(path); err != nil || info.Size() >= size {
			return err
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
