package config_test

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/config"
)

// given is a machine with some files in the working directory and a home.
func given(files map[string]string, environ ...string) config.Input {
	return config.Input{
		WorkDir: "/srv",
		GOOS:    "linux",
		Environ: append([]string{"HOME=/home/ada"}, environ...),
		ReadFile: func(name string) ([]byte, error) {
			rel, err := filepath.Rel("/srv", name)
			if err != nil {
				return nil, err
			}
			content, ok := files[rel]
			if !ok {
				return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
			}
			return []byte(content), nil
		},
		Exists: func(string) bool { return true },
	}
}

func toml(content string) map[string]string { return map[string]string{"config.toml": content} }

func mustLoad(t *testing.T, in config.Input) *config.Loaded {
	t.Helper()
	l, err := config.Load(in)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// problems returns the lines of a refusal.
func problems(t *testing.T, in config.Input) []string {
	t.Helper()
	_, err := config.Load(in)
	ps, ok := errors.AsType[config.Problems](err)
	if !ok {
		t.Fatalf("Load gave %v, want config.Problems", err)
	}
	return lines(ps)
}

func lines(ps config.Problems) []string {
	list := make([]string, len(ps))
	for i, p := range ps {
		list[i] = p.String()
	}
	return list
}

func wantLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got:\n%s\nwant:\n%s", g, w)
	}
}
