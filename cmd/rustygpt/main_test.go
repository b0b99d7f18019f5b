package main

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/secret"
	"github.com/rustygpt/rustygpt/internal/secrettest"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

// runVariable makes a test binary become the program instead of running tests.
const runVariable = "RUN_AS_RUSTYGPT"

func TestMain(m *testing.M) {
	if os.Getenv(runVariable) != "" {
		os.Exit(run())
	}
	os.Exit(m.Run())
}

// away is an address at which nobody listens, with a secret in it.
const away = "postgres://ada:" + secrettest.HeaderValue + "@127.0.0.1:1/chat"

// TestCommandsDoNotPrintSecrets gives the program every secret that it can be
// given, rightly and wrongly, and reads all it prints.
func TestCommandsDoNotPrintSecrets(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, c := range []struct {
		args string
		exit int
		says string // somewhere in the output
	}{
		{"config print", 0, `llm.providers.file.api_key = "***"`},
		{"config print --set db.url=" + away, 0, "postgres://ada:***@127.0.0.1:1/chat"},
		{"config print --set db.url=mysql://ada:" + secrettest.HeaderValue + "@db/chat", 1, "mysql://ada:***@db/chat"},
		{"config print --set llm.providers.file.api_key=", 0, ""},
		{"config print --set llm.providers.file.api_key.deep=" + secrettest.APIKey, 1, "llm.providers.file.api_key.deep"},
		{"config print --set llm.providers.other.api_key=" + secrettest.APIKey + "\n2", 1, "llm.providers.other.api_key"},
		{"doctor", 1, "[removed]"}, // from what the provider repeats
		{"doctor --json", 1, "[removed]"},
		{"doctor --set db.url=" + away, 1, "The database cannot be opened"},
		{"serve --set db.url=" + away, 1, "127.0.0.1"},
		{"serve --set server.port=x --set llm.providers.file.base_url=" + secrettest.APIKey, 1, "server.port"},
		{"backup --encrypt monday.zip.age", 0, "monday.zip.age"},
		{"backup --encrypt --set db.url=" + away, 1, "127.0.0.1"},
		{"backup verify monday.zip.age", 0, "can be restored"},
		{"restore --yes monday.zip.age", 0, "Restored"},
		{"db move --to " + away, 1, "postgres://ada:***@127.0.0.1:1/chat"},
		{"db move --from " + away + " --to sqlite:other.db", 1, "postgres://ada:***@127.0.0.1:1/chat"},
		{"db accept-key --set db.url=" + away, 1, "127.0.0.1"},
		{"login --server " + d.refuses, 1, "do not fit together"},
		{"me --server " + d.refuses, 1, "Log in"},
		{"invite accept --server " + d.refuses + " " + inviteToken, 1, "Log in"},
	} {
		printed, exit := d.run(t, c.args)
		if exit != c.exit || !strings.Contains(printed, c.says) {
			t.Errorf("%s exits with %d, and says\n%s", c.args, exit, printed)
		}
	}
	d.passphrase = secrettest.Passphrase + " mistyped"
	for _, args := range []string{"backup verify monday.zip.age", "restore --yes monday.zip.age"} {
		if printed, exit := d.run(t, args); exit != 1 || !strings.Contains(printed, "passphrase") {
			t.Errorf("%s exits with %d, and says\n%s", args, exit, printed)
		}
	}
}

// inviteToken has the form of an invitation's.
const inviteToken = "aW52aXRhdGlvbi10b2tlbi1vZi1hLWRlc2staW4tdGU"

// desk is where commands run: beside the data of a server that was stopped, with
// a provider and a server that repeat what they are told.
type desk struct {
	dir        string
	echo       string // a provider that refuses everything
	refuses    string // a server that refuses logins
	passphrase string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	echo := func(w http.ResponseWriter, r *http.Request) {
		var heard bytes.Buffer
		_, _ = heard.ReadFrom(r.Body)
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintf(w, `{"error":{"message":%q},"message":"Name and password do not fit together."}`, fmt.Sprint(r.Header, heard.String()))
	}
	server := httptest.NewServer(http.HandlerFunc(echo))
	t.Cleanup(server.Close)
	d := &desk{dir: t.TempDir(), echo: server.URL + "/v1", refuses: server.URL, passphrase: secrettest.Passphrase}
	d.seed(t)
	return d
}

// seed makes what a server leaves in its data directory.
func (d *desk) seed(t *testing.T) {
	t.Helper()
	path := filepath.Join(d.dir, "data", "rustygpt.db")
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	st, err := sqlite.Open(t.Context(), sqlite.Options{Path: path}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	box, err := secret.LoadOrCreate(filepath.Join(filepath.Dir(path), "encryption.key"))
	if err == nil {
		_, err = st.ClaimKey(t.Context(), box.Fingerprint())
	}
	if err == nil {
		people := account.New(st, account.Options{Hash: account.HashParams{Time: 1, MemoryKiB: 64, Threads: 1}}, slog.New(slog.DiscardHandler), nil)
		_, err = people.Setup(t.Context(), account.SetupInput{Username: "ada", Email: "ada@example.com", Password: secrettest.Password})
	}
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
}

// run runs a command and looks for secrets in what it prints.
func (d *desk) run(t *testing.T, line string) (printed string, exit int) {
	t.Helper()
	args := strings.Split(line, " ")
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Dir = d.dir
	cmd.Stdin = strings.NewReader("ada\n" + secrettest.Password + "\n")
	cmd.Env = []string{
		runVariable + "=1",
		"HOME=" + d.dir,
		"RUSTYGPT__STORAGE__DATA_DIR=" + filepath.Join(d.dir, "data"),
		"RUSTYGPT__LLM__PROVIDERS__FILE__PROVIDER_TYPE=openai",
		"RUSTYGPT__LLM__PROVIDERS__FILE__BASE_URL=" + d.echo,
		"RUSTYGPT__LLM__PROVIDERS__FILE__API_KEY=" + secrettest.APIKey,
		"RUSTYGPT_BACKUP_PASSPHRASE=" + d.passphrase,
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		exit = failed.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	secrettest.CheckPrinted(t, args, stdout.Bytes(), stderr.Bytes())
	return stdout.String() + stderr.String(), exit
}
