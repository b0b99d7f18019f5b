package doctor_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/doctor"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
)

// TestASoundServer is examined while it runs and after it has stopped.
func TestASoundServer(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	running := examine(t, c.patient())
	if running.Problems > 0 || running.Warnings > 0 {
		t.Errorf("a sound server: %s", running.text())
	}
	running.says("database", doctor.OK, "sound")
	running.says("encryption key", doctor.OK, "opens")
	running.says("provider Built-in demo", doctor.OK, "Connected")
	running.says("public address", doctor.OK, "leads to this server")
	running.says("event streams", doctor.OK)
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	stopped := examine(t, c.patient())
	stopped.says("database", doctor.OK, "sound")
	if enginetest.Postgres() {
		stopped.says("public address", doctor.Problem, "the connection was refused")
		return
	}
	stopped.says("server", doctor.OK, "No server")
	stopped.says("public address", doctor.Skipped, "start it")
	if stopped.Problems > 0 || stopped.Warnings > 0 {
		t.Errorf("after the end: %s", stopped.text())
	}
}

// TestWhatIsInBetween puts other things between people and a server.
func TestWhatIsInBetween(t *testing.T) {
	t.Parallel()
	c, other := newClinic(t), newClinic(t)
	through := func(t *testing.T, address string) examined {
		t.Helper()
		return examine(t, c.patient(public(address)))
	}
	t.Run("a proxy", func(t *testing.T) {
		t.Parallel()
		e := through(t, serve(t, proxyTo(t, c.URL, false)))
		e.says("public address", doctor.OK)
		e.says("event streams", doctor.OK)
		e.says("proxy", doctor.OK)
	})
	t.Run("a proxy that buffers", func(t *testing.T) {
		t.Parallel()
		e := through(t, serve(t, buffered(proxyTo(t, c.URL, false))))
		e.says("public address", doctor.OK)
		e.says("event streams", doctor.Problem, "holds event streams back", "proxy_buffering off")
	})
	t.Run("a proxy that is not trusted", func(t *testing.T) {
		t.Parallel()
		through(t, serve(t, proxyTo(t, c.URL, true))).says("proxy", doctor.Problem, "does not trust", "server.trusted_proxies")
	})
	t.Run("a proxy that breaks streams off", func(t *testing.T) {
		t.Parallel()
		next := proxyTo(t, c.URL, false)
		through(t, serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/stream") {
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		}))).says("event streams", doctor.Problem, "does not come to its end")
	})
	t.Run("another server", func(t *testing.T) {
		t.Parallel()
		if enginetest.Postgres() {
			t.Skip("databases of tests are copies of one server's")
		}
		through(t, other.URL).says("public address", doctor.Problem, "Another RustyGPT")
	})
	t.Run("something else", func(t *testing.T) {
		t.Parallel()
		through(t, serve(t, http.NotFoundHandler())).says("public address", doctor.Problem, "Something else", "status 404")
	})
	t.Run("a redirect", func(t *testing.T) {
		t.Parallel()
		through(t, serve(t, http.RedirectHandler("https://chat.example/", http.StatusFound))).
			says("public address", doctor.Problem, "sends people on to https://chat.example/")
	})
	t.Run("nothing", func(t *testing.T) {
		t.Parallel()
		e := through(t, "http://127.0.0.1:1")
		e.says("public address", doctor.Problem, "the connection was refused")
		e.says("event streams", doctor.Problem)
	})
	t.Run("a newer program", func(t *testing.T) {
		t.Parallel()
		p := c.patient()
		p.Version = "v9"
		examine(t, p).says("public address", doctor.Warning, "this program is version v9")
	})
}

// TestEncryptedAddress: the proxy ends TLS, and the server has to be told.
func TestEncryptedAddress(t *testing.T) {
	t.Parallel()
	c := newClinic(t, "RUSTYGPT__SERVER__TRUSTED_PROXIES=127.0.0.1")
	encrypted := func(forwards bool) (p doctor.Patient) {
		s := httptest.NewTLSServer(proxyTo(t, c.URL, forwards))
		t.Cleanup(s.Close)
		p = c.patient(public(s.URL))
		p.Transport = s.Client().Transport
		return p
	}
	good := encrypted(true)
	e := examine(t, good)
	e.says("public address", doctor.OK, "with a certificate that ends on 20")
	e.says("proxy", doctor.OK, "people's own addresses")
	examine(t, encrypted(false)).says("proxy", doctor.Problem, "does not tell", "X-Forwarded-Proto")

	stranger := good
	stranger.Transport = nil
	examine(t, stranger).says("public address", doctor.Problem, "whom this machine trusts", "certificate")
	late := good
	late.Now = func() time.Time { return time.Date(2084, 1, 20, 0, 0, 0, 0, time.UTC) } // the certificate is net/http's own
	examine(t, late).says("public address", doctor.Warning, "Renew")
}

// sick is a data directory of a server that has stopped, on SQLite.
func sick(t *testing.T, environ ...string) *clinic {
	t.Helper()
	if enginetest.Postgres() {
		t.Skip("about files of SQLite")
	}
	c := newClinic(t, environ...)
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDataDirectory(t *testing.T) {
	t.Parallel()
	c := sick(t)
	file := func(name string) string { return filepath.Join(c.DataDir, name) }
	change := func(path string, content []byte) (undo func()) {
		before, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return func() {
			if err := os.WriteFile(path, before, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}

	undo := change(file("encryption.key"), []byte(strings.Repeat("k", 32)))
	examine(t, c.patient()).says("encryption key", doctor.Problem, "not the one", "accept-key")
	undo()
	undo = change(file("encryption.key"), []byte("short"))
	examine(t, c.patient()).says("encryption key", doctor.Problem, "is none")
	undo()
	if err := os.Rename(file("encryption.key"), file("away")); err != nil {
		t.Fatal(err)
	}
	examine(t, c.patient()).says("encryption key", doctor.Problem, "is missing")
	if err := os.Rename(file("away"), file("encryption.key")); err != nil {
		t.Fatal(err)
	}

	undo = change(file("rustygpt.db"), []byte(strings.Repeat("no database ", 1000)))
	e := examine(t, c.patient())
	e.says("database", doctor.Problem, "damaged", "rustygpt restore")
	e.says("encryption key", doctor.Skipped)
	undo()

	if runtime.GOOS != "windows" {
		for path, mode := range map[string]os.FileMode{c.DataDir: 0o755, file("rustygpt.db"): 0o640} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
		}
		examine(t, c.patient()).says("permissions", doctor.Warning, "chmod 700 "+c.DataDir, "chmod 600 "+file("rustygpt.db"))
	}

	examine(t, c.patient("RUSTYGPT__STORAGE__DISK_WARN_MB=1000000000")).says("disk", doctor.Warning, "Make room")
	examine(t, c.patient("RUSTYGPT__STORAGE__DISK_WARN_MB=0", "RUSTYGPT__STORAGE__DISK_REFUSE_MB=1000000000")).says("disk", doctor.Problem, "refuses")

	if err := os.RemoveAll(c.DataDir); err != nil {
		t.Fatal(err)
	}
	e = examine(t, c.patient())
	e.says("data directory", doctor.Warning, "no directory")
	e.says("database", doctor.Warning, "no database")
	e.says("permissions", doctor.OK)
	if _, err := os.Stat(c.DataDir); err == nil {
		t.Error("the examination made a data directory")
	}
	if err := os.WriteFile(c.DataDir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	examine(t, c.patient()).says("data directory", doctor.Problem, "is no directory")
}

// TestProviders: what is wrong with each of them is told apart, and no secret
// is told.
func TestProviders(t *testing.T) {
	t.Parallel()
	const secret = "sk-nobody-may-read-this"
	refusing := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, `{"error":{"message":"invalid: `+r.Header.Get("Authorization")+`"}}`, http.StatusUnauthorized)
	}))
	settings := []string{
		"RUSTYGPT__LLM__PROVIDERS__REFUSED__BASE_URL=" + refusing, "RUSTYGPT__LLM__PROVIDERS__REFUSED__API_KEY=" + secret,
		"RUSTYGPT__LLM__PROVIDERS__KEYLESS__BASE_URL=" + refusing,
		"RUSTYGPT__LLM__PROVIDERS__AWAY__BASE_URL=http://127.0.0.1:1", "RUSTYGPT__LLM__PROVIDERS__AWAY__API_KEY=" + secret,
		"RUSTYGPT__LLM__PROVIDERS__OFF__BASE_URL=http://127.0.0.1:1", "RUSTYGPT__LLM__PROVIDERS__OFF__ENABLED=false",
		"RUSTYGPT__LLM__PROVIDERS__DEMO__PROVIDER_TYPE=demo",
	}
	p := patient(t, config.Input{
		Environ: settings, WorkDir: t.TempDir(),
		Overrides: []config.Override{{Key: "storage.data_dir", Value: t.TempDir(), Flag: "--data-dir"}},
	})
	e := examine(t, p)
	e.says("provider refused", doctor.Problem, "401")
	e.says("provider keyless", doctor.Problem, "401", "No key is given")
	e.says("provider away", doctor.Problem, "the connection was refused")
	e.says("provider off", doctor.Skipped)
	e.says("provider demo", doctor.OK)
	if strings.Contains(e.text(), secret) {
		t.Errorf("a secret is told: %s", e.text())
	}
	p.Try = func(ctx context.Context, _ catalog.ProviderInput) (catalog.TestResult, error) {
		return catalog.TestResult{}, errors.New("a header is wrong")
	}
	examine(t, p).says("provider away", doctor.Problem, "a header is wrong")
}

// TestClock: the clock of a provider on the internet is a clock, too.
func TestClock(t *testing.T) {
	t.Parallel()
	p := patient(t, config.Input{
		Environ: []string{"RUSTYGPT__LLM__PROVIDERS__FAR__BASE_URL=https://api.example.com/v1", "RUSTYGPT__LLM__PROVIDERS__FAR__API_KEY=hidden"},
		WorkDir: t.TempDir(), Overrides: []config.Override{{Key: "storage.data_dir", Value: t.TempDir(), Flag: "--data-dir"}},
	})
	p.Try = func(context.Context, catalog.ProviderInput) (catalog.TestResult, error) {
		return catalog.TestResult{OK: true}, nil
	}
	there := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	p.Transport = transport(func(r *http.Request) (*http.Response, error) {
		if r.Host != "api.example.com" || r.Method != http.MethodHead || r.Header.Get("Authorization") != "" {
			return nil, errors.New("no such host")
		}
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Date": {there.Format(http.TimeFormat)}}, Body: http.NoBody, Request: r}, nil
	})
	for apart, want := range map[time.Duration]doctor.Verdict{0: doctor.OK, 10 * time.Second: doctor.OK, time.Minute: doctor.Warning, -time.Hour: doctor.Warning} {
		p.Now = func() time.Time { return there.Add(apart) }
		examine(t, p).says("clock", want, "api.example.com")
	}
}

func TestSettingsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	_, err := config.Load(config.Input{Environ: []string{"HOME=/home/ada", "RUSTYGPT__SERVER__PORT=x", "RUSTYGPT__DB__URL=mysql://ada:hidden@db/x"}, WorkDir: t.TempDir()})
	e := examine(t, doctor.Patient{Refused: err, Now: time.Now})
	e.says("settings", doctor.Problem, "server.port", "db.url")
	if e.Problems != 1 || len(e.Findings) != 1 || strings.Contains(e.text(), "hidden") {
		t.Errorf("the report is %s", e.text())
	}
}

// TestTheEndOfPatience: whoever does not want to wait any longer need not.
func TestTheEndOfPatience(t *testing.T) {
	t.Parallel()
	p := patient(t, config.Input{
		Environ: []string{"RUSTYGPT__LLM__PROVIDERS__SLOW__BASE_URL=http://slow.example/v1"},
		WorkDir: t.TempDir(), Overrides: []config.Override{{Key: "storage.data_dir", Value: t.TempDir(), Flag: "--data-dir"}},
	})
	ctx, stop := context.WithCancel(t.Context())
	p.Transport = transport(func(r *http.Request) (*http.Response, error) { <-r.Context().Done(); return nil, r.Context().Err() })
	p.Try = func(ctx context.Context, _ catalog.ProviderInput) (catalog.TestResult, error) {
		stop()
		<-ctx.Done()
		return catalog.TestResult{}, ctx.Err()
	}
	if r := doctor.Examine(ctx, p); len(r.Findings) == 0 {
		t.Error("nothing was found")
	}
}
