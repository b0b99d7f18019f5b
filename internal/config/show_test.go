package config_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/config"
)

const hidden = "hunter2"

func TestSecretsNeverShow(t *testing.T) {
	t.Parallel()
	l := mustLoad(t, given(toml(`
		db.url = "postgres://ada:`+hidden+`@db/x?password=`+hidden+`"
		oauth.github = { client_id = "`+hidden+`", client_secret = "`+hidden+`" }
		[llm.providers.p]
		api_key = "`+hidden+`"
		headers = { X-Key = "`+hidden+`" }
	`)))
	var printed bytes.Buffer
	if err := l.Print(&printed); err != nil {
		t.Fatal(err)
	}
	slog.New(slog.NewJSONHandler(&printed, nil)).Info("loaded", "oauth", l.Config.OAuth, "llm", l.Config.LLM)
	fmt.Fprintf(&printed, "%v %+v %#v", l.Config.LLM, l.Config.OAuth, l.Config.OAuth)
	if strings.Contains(printed.String(), hidden) {
		t.Errorf("a secret shows:\n%s", printed.String())
	}
	for _, line := range []string{
		`db.url = "postgres://ada:***@db/x?password=***"  # config.toml:2`,
		`llm.providers.p.headers.X-Key = "***"  # config.toml:6`,
		`server.port = 8080  # default`,
		`server.public_base_url = "http://127.0.0.1:8080"  # derived`,
	} {
		if !strings.Contains(printed.String(), line+"\n") {
			t.Errorf("%q is missing", line)
		}
	}
}

func TestMistakesDoNotShowSecrets(t *testing.T) {
	t.Parallel()
	_, err := config.Load(given(toml(`
		db.url = "host=db password=`+hidden+`"
		[llm.providers.p]
		base_url = "http://u:`+hidden+`@[::1"
		api_key = ["`+hidden+`"]
		api_kye = "`+hidden+`"
		headers = "`+hidden+`"
	`), "RUSTYGPT__LLM__PROVIDERS__P__APIKEY="+hidden))
	if err == nil || strings.Contains(err.Error(), hidden) {
		t.Errorf("got %v", err)
	}
}

func TestSkeletonsLoadAsTheDefaults(t *testing.T) {
	t.Parallel()
	want := mustLoad(t, given(nil)).Config
	for _, format := range []string{"toml", "yaml", "json"} {
		skeleton, err := config.Skeleton(format)
		if err != nil {
			t.Fatal(err)
		}
		l := mustLoad(t, given(map[string]string{"config." + format: skeleton}))
		if len(l.Warnings) > 0 {
			t.Errorf("%s: warnings %v", format, lines(l.Warnings))
		}
		got := l.Config
		if got.Server.TrustedProxies == nil || len(got.WellKnown.Entries) > 0 || len(got.LLM.Providers) > 0 {
			t.Errorf("%s: %+v", format, got)
		}
		got.Server.TrustedProxies, got.WellKnown, got.LLM.Providers, got.LLM.Models = nil, want.WellKnown, nil, nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s loads as\n%+v\nwant\n%+v", format, got, want)
		}
	}
	if _, err := config.Skeleton("TOML"); err == nil {
		t.Error("the name of a format is taken in capitals")
	}
}

// The samples are comments; without the marks at the start of their lines they
// are settings that load.
func TestSamplesOfSkeletonsLoad(t *testing.T) {
	t.Parallel()
	samples := regexp.MustCompile(`(?m)^# ((  )*(\[.*\]|# .*|[a-z_]+( = |:).*|-)\n)`)
	for _, format := range []string{"toml", "yaml"} {
		skeleton, err := config.Skeleton(format)
		if err != nil {
			t.Fatal(err)
		}
		head, rest, _ := strings.Cut(skeleton, "\n\n")
		c := mustLoad(t, given(map[string]string{"config." + format: head + "\n" + samples.ReplaceAllString(rest, "$1")})).Config
		if len(c.WellKnown.Entries) != 1 || c.LLM.Providers["openai"].Type != config.ProviderOpenAI ||
			c.LLM.Models["assistant"].UpstreamID != "gpt-4o-mini" {
			t.Errorf("%s: %+v %+v", format, c.WellKnown, c.LLM)
		}
	}
}
