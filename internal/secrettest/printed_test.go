package secrettest_test

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/secrettest"
)

// TestWatch: secrets are found in each line, however it is written, and passed
// on like everything else.
func TestWatch(t *testing.T) {
	token := strings.Repeat("aB3_-", 9)[:43]
	for _, tt := range []struct {
		args   []string
		pieces []string // of standard output
		leaks  bool
	}{
		{[]string{"config", "print"}, []string{"all is ", "well\n"}, false},
		{[]string{"config", "print"}, []string{"key = sk-plan", "ted-key\nand so on\n"}, true},
		{[]string{"config", "print"}, []string{"without an end: " + secrettest.Password}, true},
		{[]string{"me"}, []string{"you are " + token + "\n"}, true},
		{[]string{"me"}, []string{"a longer word: " + token, token + "\n"}, false},
		{[]string{"invite", "create"}, []string{"token " + token + "\n"}, false},
		{[]string{"invite", "create"}, []string{"for " + secrettest.Passphrase + "\n"}, true},
		{[]string{"invite", "accept"}, []string{"token " + token + "\n"}, true},
	} {
		report := secrettest.Report(t)
		t.Setenv(secrettest.ReportVariable, report)
		var printed bytes.Buffer
		out, errs, done := secrettest.Watch(tt.args, &printed, io.Discard)
		for _, piece := range tt.pieces {
			if _, err := io.WriteString(out, piece); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := io.WriteString(errs, "warning: none\n"); err != nil {
			t.Fatal(err)
		}
		done()
		found, err := os.ReadFile(report)
		if err != nil || (len(found) > 0) != tt.leaks {
			t.Errorf("%q, %q: the report says %q, %v", tt.args, tt.pieces, found, err)
		}
		if printed.String() != strings.Join(tt.pieces, "") {
			t.Errorf("%q, %q: %q is passed on", tt.args, tt.pieces, &printed)
		}
		if err := os.Truncate(report, 0); err != nil { // it has been read
			t.Fatal(err)
		}
	}
}
