package config_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// What the guide shows can be copied.
func TestSettingsOfTheGuideLoad(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "guides", "configuration.md"))
	if err != nil {
		t.Fatal(err)
	}
	samples := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllSubmatch(guide, -1)
	if len(samples) == 0 {
		t.Fatal("the guide shows no settings")
	}
	for _, sample := range samples {
		if l := mustLoad(t, given(toml(string(sample[1])))); len(l.Warnings) > 0 {
			t.Errorf("%s\ngives warnings: %v", sample[1], lines(l.Warnings))
		}
	}
}
