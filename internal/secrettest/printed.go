package secrettest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// CheckPrinted fails the test when a command has printed a secret.
func CheckPrinted(t testing.TB, args []string, stdout, stderr []byte) {
	t.Helper()
	for line := range bytes.Lines(stdout) {
		if s := inStdout(args)(line); s != "" {
			t.Errorf("standard output of %q holds the secret %q: %s", args, s, line)
		}
	}
	CheckLog(t, fmt.Sprintf("standard error of %q", args), stderr)
}

// inStdout is what looks through the standard output of a command. One command
// is there to hand a token out.
func inStdout(args []string) func(text []byte) string {
	if len(args) > 1 && args[0] == "invite" && args[1] == "create" {
		return InAnswer
	}
	return InLog
}

// ReportVariable names the file in which programs that scripts run note what
// secrets they print: their test cannot see it where a script keeps the output
// for itself.
const ReportVariable = "SECRETTEST_REPORT"

// Report makes a file for ReportVariable. The test fails if there is anything in
// it at its end.
func Report(t testing.TB) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "secrets")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		found, err := os.ReadFile(path)
		if err != nil || len(found) > 0 {
			t.Errorf("secrets that were printed: %s%v", found, err)
		}
	})
	return path
}

// Watch passes on what a command prints and notes the secrets in it where
// ReportVariable says. Call done once nothing more is printed.
func Watch(args []string, stdout, stderr io.Writer) (out, errs io.Writer, done func()) {
	o := &watched{w: stdout, find: inStdout(args), what: fmt.Sprintf("standard output of %q", args)}
	e := &watched{w: stderr, find: InLog, what: fmt.Sprintf("standard error of %q", args)}
	return o, e, func() { o.look(o.rest); e.look(e.rest) }
}

// watched looks at each line once it is whole.
type watched struct {
	w    io.Writer
	find func([]byte) string
	what string

	mu   sync.Mutex
	rest []byte // the line so far
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rest = append(w.rest, p...)
	for {
		line, rest, whole := bytes.Cut(w.rest, []byte("\n"))
		if !whole {
			return w.w.Write(p)
		}
		w.look(line)
		w.rest = rest
	}
}

// look notes a secret. A report that cannot be written ends the program, for
// then nobody would know.
func (w *watched) look(line []byte) {
	s := w.find(line)
	if s == "" {
		return
	}
	report, err := os.OpenFile(os.Getenv(ReportVariable), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		panic(err)
	}
	defer report.Close()
	if _, err := fmt.Fprintf(report, "%s holds %q: %s\n", w.what, s, line); err != nil {
		panic(err)
	}
}
