package providertest_test

import (
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
