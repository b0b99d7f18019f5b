package doctor_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/doctor"
	"github.com/rustygpt/rustygpt/internal/server"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
)

func TestMain(m *testing.M) { servertest.Main(m) }

// clinic is a real server and what a doctor is told about it.
type clinic struct {
	*servertest.Process
	t       testing.TB
	environ []string
}

// newClinic starts a server with settings in the form RUSTYGPT__SECTION__KEY=value.
// How full the disk of the tests is does not matter to it.
func newClinic(t testing.TB, environ ...string) *clinic {
	t.Helper()
	environ = append([]string{"RUSTYGPT__STORAGE__DISK_WARN_MB=0", "RUSTYGPT__STORAGE__DISK_REFUSE_MB=0"}, environ...)
	if enginetest.Postgres() {
		environ = append(environ, "RUSTYGPT__DB__URL="+enginetest.URL(t))
	}
	return &clinic{servertest.StartProcess(t, environ...), t, environ}
}

// patient is the server as its settings describe it, with further ones.
func (c *clinic) patient(settings ...string) doctor.Patient {
	c.t.Helper()
	in := config.Input{
		Environ:   append(slices.Clone(c.environ), settings...),
		Overrides: []config.Override{{Key: "storage.data_dir", Value: c.DataDir, Flag: "--data-dir"}},
		WorkDir:   c.t.TempDir(),
	}
	if !slices.ContainsFunc(settings, func(s string) bool { return strings.Contains(s, "PUBLIC_BASE_URL") }) {
		in.Environ = append(in.Environ, public(c.URL))
	}
	return patient(c.t, in)
}

func public(address string) string { return "RUSTYGPT__SERVER__PUBLIC_BASE_URL=" + address }

func patient(t testing.TB, in config.Input) doctor.Patient {
	t.Helper()
	loaded, err := config.Load(in)
	if err != nil {
		t.Fatal(err)
	}
	return doctor.Patient{
		Settings: loaded, Version: "test", Now: time.Now, Try: server.ProviderProbe(loaded.Config.LLM.Global),
	}
}

// examined is a report with what tests look for.
type examined struct {
	doctor.Report
	t testing.TB
}

func examine(t testing.TB, p doctor.Patient) examined {
	t.Helper()
	return examined{doctor.Examine(t.Context(), p), t}
}

// says wants a verdict and words in the finding of a check, its advice included.
func (e examined) says(check string, want doctor.Verdict, words ...string) {
	e.t.Helper()
	for _, f := range e.Findings {
		if f.Check != check {
			continue
		}
		all := f.Text + "\n" + strings.Join(f.Advice, "\n")
		if f.Verdict != want {
			e.t.Errorf("%s is %s, want %s: %s", check, f.Verdict, want, all)
		}
		for _, w := range words {
			if !strings.Contains(all, w) {
				e.t.Errorf("%s does not say %q: %s", check, w, all)
			}
		}
		return
	}
	e.t.Errorf("nothing is said about %s: %+v", check, e.Findings)
}

// text is everything that is said.
func (e examined) text() string {
	e.t.Helper()
	text, err := json.Marshal(e.Report)
	if err != nil {
		e.t.Fatal(err)
	}
	return string(text)
}

// proxyTo passes requests on as a proxy does that is set up well.
func proxyTo(t testing.TB, target string, forwards bool) http.Handler {
	t.Helper()
	to, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	return &httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		if forwards {
			r.SetXForwarded()
		}
	}}
}

// buffered keeps an answer back until all of it is there.
func buffered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		whole := httptest.NewRecorder()
		next.ServeHTTP(whole, r)
		for name, values := range whole.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(whole.Code)
		_, _ = w.Write(whole.Body.Bytes()) // the client may be gone
	})
}

func serve(t testing.TB, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// transport answers requests in the place of the internet.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
