package cli

import (
	"io"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/logfile"
)

// openLog is the server's log: on standard error, and in files where the settings
// ask for them and they can be written; files is nil otherwise.
func openLog(console io.Writer, cfg config.Config) (log *slog.Logger, files *logfile.Files) {
	if !cfg.Logging.File {
		return newLogger(console, cfg.Logging), nil
	}
	files, err := logfile.Open(logfile.Options{
		Dir:      filepath.Join(cfg.Storage.DataDir, "logs"),
		MaxBytes: int64(cfg.Logging.FileMB) << 20,
		Keep:     cfg.Logging.KeepFiles,
		Now:      time.Now,
	})
	if err != nil {
		log := newLogger(console, cfg.Logging)
		log.Warn("the log is not kept in files", "error", err)
		return log, nil
	}
	return newLogger(both{console, files}, cfg.Logging), files
}

// both writes to two places. That one fails, as a terminal that was closed does,
// is no matter of the other.
type both struct{ console, files io.Writer }

func (b both) Write(entry []byte) (int, error) {
	_, _ = b.console.Write(entry)
	return b.files.Write(entry)
}

// newLogger writes entries as the settings ask.
func newLogger(w io.Writer, l config.Logging) *slog.Logger {
	options := &slog.HandlerOptions{Level: l.SlogLevel(), ReplaceAttr: nameTrace}
	if l.Format == config.LogJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// nameTrace calls the level below debug by its name instead of DEBUG-4.
func nameTrace(_ []string, a slog.Attr) slog.Attr {
	if level, ok := a.Value.Any().(slog.Level); ok && a.Key == slog.LevelKey && level == config.LevelTrace {
		return slog.String(a.Key, "TRACE")
	}
	return a
}
