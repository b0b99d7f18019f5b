package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/cli"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/doctor"
	"github.com/rustygpt/rustygpt/internal/secret"
	"github.com/rustygpt/rustygpt/internal/secrettest"
	"github.com/rustygpt/rustygpt/internal/server"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// TestMain makes the program available to the scripts in testdata under its own
// name, and watches what it prints. Only the server behind it is a stand-in: it
// says what it was given.
func TestMain(m *testing.M) {
	servertest.ServeIfAsked()
	testscript.Main(m, map[string]func(){
		"seed": func() { os.Exit(seed(os.Args[1])) },
		"rustygpt": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			env, args := processEnv(), os.Args[1:]
			var looked func()
			env.Stdout, env.Stderr, looked = secrettest.Watch(args, os.Stdout, os.Stderr)
			code := cli.Run(ctx, args, env)
			looked()
			os.Exit(code)
		},
	})
}

func processEnv() cli.Env {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	return cli.Env{
		Stdin: os.Stdin, Environ: os.Environ(), WorkDir: dir,
		Version: cli.Version{Number: "v1.2.3", Revision: "abcdef"},
		Serve: func(_ context.Context, cfg config.Config, opts cli.ServeOptions) error {
			engine, where := cfg.Database()
			opts.Log.Debug("a detail")
			_, err := fmt.Fprintf(opts.Console, "%s serves %s at %s with %s %s\n",
				opts.Version, cfg.Server.Address(), cfg.Server.PublicBaseURL, engine, where)
			return err
		},
		Move: move, Backup: writeBackup, VerifyBackup: verifyBackup, Restore: restoreBackup,
		AcceptKey: func(_ context.Context, cfg config.Config, _ *slog.Logger) ([]string, error) {
			engine, where := cfg.Database()
			fmt.Printf("the key of %s %s\n", engine, where)
			if engine == config.Postgres {
				return []string{"Attic", "Basement"}, nil
			}
			return nil, nil
		},
		Examine: func(ctx context.Context, p doctor.Patient) doctor.Report {
			if p.Settings != nil {
				p.Try = server.ProviderProbe(p.Settings.Config.LLM.Global)
			}
			return doctor.Examine(ctx, p)
		},
		Spec: func() (json, yaml []byte, err error) {
			return []byte("{\"openapi\": \"3.1.0\"}\n"), []byte("openapi: 3.1.0\n"), nil
		},
	}
}

// seed makes what a server leaves in a data directory.
func seed(dir string) int {
	ctx := context.Background()
	st, err := sqlite.Open(ctx, sqlite.Options{Path: filepath.Join(dir, "rustygpt.db")}, slog.New(slog.DiscardHandler))
	if err == nil {
		var box *secret.Box
		if box, err = secret.LoadOrCreate(filepath.Join(dir, "encryption.key")); err == nil {
			_, err = st.ClaimKey(ctx, box.Fingerprint())
		}
		err = errors.Join(err, st.Close())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// writeBackup pretends to write a backup: a line that says of what.
func writeBackup(_ context.Context, cfg config.Config, w io.Writer, o backup.WriteOptions) (backup.Written, error) {
	engine, where := cfg.Database()
	if strings.Contains(where, "broken") {
		return backup.Written{}, errors.New("the database is damaged")
	}
	o.Report(backup.Progress{Doing: "writing the backup", Done: 3 << 20, Total: 3 << 20})
	how := "plain"
	if o.Passphrase != "" {
		how = "with " + o.Passphrase
	}
	_, err := fmt.Fprintln(w, o.Version, engine, where, how)
	return backup.Written{Left: []transfer.Remnant{{What: "memberships that have ended", Rows: 3}}}, err
}

// verifyBackup pretends to examine a file.
func verifyBackup(_ context.Context, path string, o backup.ReadOptions) (backup.Manifest, error) {
	text, err := os.ReadFile(path)
	switch {
	case err != nil:
		return backup.Manifest{}, err
	case bytes.HasPrefix(text, []byte("words")):
		return backup.Manifest{}, errors.New("the file is no ZIP archive")
	case bytes.HasPrefix(text, []byte("age")) && o.Passphrase != secrettest.Passphrase:
		return backup.Manifest{}, errors.New("no passphrase")
	}
	o.Report(backup.Progress{Doing: "copying accounts", Done: 2, Total: 2, Rows: true})
	return backup.Manifest{Application: "RustyGPT", Version: "v1", CreatedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}, nil
}

// restoreBackup pretends to restore one.
func restoreBackup(ctx context.Context, cfg config.Config, path string, o backup.ReadOptions, _ *slog.Logger) (done backup.Restored, err error) {
	if engine, _ := cfg.Database(); engine == config.SQLite {
		done.OldData = "/old"
	}
	done.Manifest, err = verifyBackup(ctx, path, o)
	return done, err
}

// move pretends to move two accounts, and memberships that only PostgreSQL has.
// It leaves a file that says from where to where.
func move(_ context.Context, from, to config.Database, report func(transfer.Progress)) (transfer.Result, error) {
	if strings.HasSuffix(to.Where, "full") {
		return transfer.Result{}, errors.New("the database has accounts already")
	}
	said := fmt.Sprintf("%s %s to %s %s\n", from.Engine, from.Where, to.Engine, to.Where)
	if err := os.WriteFile("moved.txt", []byte(said), 0o600); err != nil {
		return transfer.Result{}, err
	}
	for _, checking := range []bool{false, true} {
		report(transfer.Progress{Table: "accounts", Checking: checking, Done: 2, Total: 2})
		report(transfer.Progress{Table: "messages", Checking: checking, Done: 500, Total: 2000})
	}
	result := transfer.Result{Moved: []transfer.Moved{{Table: "accounts", Rows: 2, Checksum: "00ff"}}}
	if from.Engine == config.Postgres {
		result.Remnants = []transfer.Remnant{{What: "memberships that have ended", Rows: 3}}
	}
	return result, nil
}

func TestScripts(t *testing.T) {
	t.Parallel()
	report := secrettest.Report(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", "/home/ada") // so that printed paths are the same everywhere
			e.Setenv("API_KEY", secrettest.APIKey)
			e.Setenv("SECRET", secrettest.HeaderValue)
			e.Setenv("PASSPHRASE", secrettest.Passphrase)
			e.Setenv(secrettest.ReportVariable, report)
			return nil
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func TestFailuresExitWithOne(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	env := cli.Env{
		Stdout: &stdout, Stderr: &stderr, WorkDir: t.TempDir(), Environ: []string{"HOME=/home/ada"},
		Serve: func(context.Context, config.Config, cli.ServeOptions) error { return errors.New("the port is taken") },
		Spec:  func() (json, yaml []byte, err error) { return nil, nil, errors.New("no routes") },
	}
	for _, command := range []string{"serve", "spec"} {
		if code := cli.Run(t.Context(), []string{command}, env); code != 1 {
			t.Errorf("%s exits with %d, want 1", command, code)
		}
		secrettest.CheckPrinted(t, []string{command}, stdout.Bytes(), stderr.Bytes())
	}
	if got := stderr.String(); !strings.Contains(got, "rustygpt: the port is taken\n") || !strings.Contains(got, "rustygpt: no routes\n") {
		t.Errorf("standard error holds %q", got)
	}
}
