package providertest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

func TestEveryModelIsExplained(t *testing.T) {
	t.Parallel()
	names := providertest.ModelNames()
	if len(names) < 30 {
		t.Errorf("only %d models", len(names))
	}
	for _, name := range names {
		if providertest.About(name) == "" {
			t.Errorf("%s is not explained", name)
		}
	}
}

func TestTextIsItsTokens(t *testing.T) {
	t.Parallel()
	var joined strings.Builder
	for i := range 100 {
		joined.WriteString(providertest.Token(i))
	}
	if text := providertest.Text(100); text != joined.String() || !utf8.ValidString(text) {
		t.Errorf("got %q", text)
	}
}

func TestEnoughEndsWhatIsEndless(t *testing.T) {
	t.Parallel()
	u := providertest.NewUpstream(t)
	ask := strings.NewReader(`{"model":"endless-at-100","stream":true}`)
	resp, err := http.Post(u.BaseURL()+"/chat/completions", "application/json", ask)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadFull(resp.Body, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	u.Enough()
	rest, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(rest), `"finish_reason":"stop"`) || !strings.HasSuffix(string(rest), "data: [DONE]\n\n") {
		t.Errorf("it ends with %q, %v", rest, err)
	}
}
