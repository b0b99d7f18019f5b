package transcript_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/rustygpt/rustygpt/internal/cli/transcript"
)

func TestText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain\n\ttext, größe 日本語 👩‍👩‍👧": "plain\n\ttext, größe 日本語 👩‍👩‍👧",
		"\x1b[31mred\x1b[0m": "␛[31mred␛[0m",
		"\x1b]0;title\x07":   "␛]0;title␇",
		"over\rwritten":      "overwritten",
		"line\r\nend":        "line\nend",
		"\u009b31m":          "\ufffd31m", // CSI in one character
		"\x7f\x00\x08":       "␡␀␈",
		"safe\u202eexe.txt":  "safe\ufffdexe.txt",
		"a\u2028b\u2066c":    "a\ufffdb\ufffdc",
		"bad \xff\xfe":       "bad \ufffd\ufffd",
	} {
		if got := transcript.Text(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	if got := transcript.Name(" Ada\n\tL.\x1b[2J "); got != "Ada L.␛[2J" {
		t.Errorf("a name becomes %q", got)
	}
}

func TestEscapeJSON(t *testing.T) {
	t.Parallel()
	const said = "a\u009bb\x7fc\u202ed\u2028e"
	text := `{"content":"` + said + `"}`
	escaped := transcript.EscapeJSON([]byte(text))
	if string(escaped) != `{"content":"a\u009bb\u007fc\u202ed\u2028e"}` {
		t.Errorf("%s", escaped)
	}
	var back struct{ Content string }
	if err := json.Unmarshal(escaped, &back); err != nil || back.Content != said {
		t.Errorf("%q, %v", back.Content, err)
	}
}

// FuzzText: whatever is said, nothing that controls a terminal is left.
func FuzzText(f *testing.F) {
	f.Add("\x1b[31m\r\n\u009b\u202e")
	f.Fuzz(func(t *testing.T, in string) {
		out := transcript.Text(in)
		for _, r := range out {
			if unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\u202e' {
				t.Errorf("%q leaves %q", in, r)
			}
		}
		if transcript.Text(out) != out {
			t.Errorf("%q is not harmless yet", out)
		}
		if strings.ContainsAny(transcript.Name(in), "\n\t") {
			t.Errorf("the name %q has more than one line", in)
		}
	})
}
