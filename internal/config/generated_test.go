package config_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rustygpt/rustygpt/internal/config"
)

// update rewrites the generated files instead of comparing them: make generate.
var update = flag.Bool("update", false, "rewrite generated files")

func TestGeneratedFilesAreCurrent(t *testing.T) {
	t.Parallel()
	example, err := config.Skeleton("toml")
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join("..", "..")
	files := map[string]string{
		filepath.Join(root, "config.example.toml"):                   example,
		filepath.Join(root, "docs", "reference", "configuration.md"): config.Reference(),
	}
	for name, want := range files {
		if *update {
			write(t, name, want)
		}
		got, err := os.ReadFile(name)
		if err != nil || string(got) != want {
			t.Errorf("%s is not current (%v): run make generate", name, err)
		}
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
