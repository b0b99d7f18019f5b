package config_test

import (
	"errors"
	"testing"

	"github.com/rustygpt/rustygpt/internal/config"
)

// FuzzLoad feeds any file to the loader: it either gives settings that can be
// shown or a list of what is wrong.
func FuzzLoad(f *testing.F) {
	extensions := []string{"toml", "yaml", "json"}
	for i, content := range []string{ // short ones: the engine spends its time shrinking long ones
		"server = { cors = { allowed_origins = ['*'] } }\n[[well_known.entries]]\npath = '.well-known/x'\n[[well_known.entries]]",
		"llm:\n  providers:\n    a: {api_key: '***', headers: {X-A: b}}\n  models: {m: {default_params: {top_k: 1}}}\nauth: {csrf: no}",
		`{"session": {"idle_seconds": 1e3, "max_sessions_per_user": null}, "db": {"url": "postgres://a:b@[::1"}}`,
	} {
		f.Add(byte(i), content, "rustygpt=trace,x")
		f.Add(byte(i+1), content, "A='b\nexport B=\"c\\\"\"")
	}
	f.Fuzz(func(t *testing.T, format byte, content, other string) {
		name := "config." + extensions[int(format)%len(extensions)]
		l, err := config.Load(given(map[string]string{name: content, ".env": other}, "RUST_LOG="+other))
		if _, ok := errors.AsType[config.Problems](err); err != nil && !ok {
			t.Fatalf("Load gave %v, want config.Problems", err)
		}
		if l != nil {
			l.Settings()
		}
	})
}
