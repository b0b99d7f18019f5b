package config_test

import (
	"strings"
	"testing"
)

func TestPlacesOfMistakes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ file, content, want string }{
		"toml syntax":       {"config.toml", "[server]\nport = \n", "config.toml:2: toml: unexpected character"},
		"toml twice":        {"config.toml", "[server]\nport = 1\nport = 2", "config.toml:3: toml: key port is already defined"},
		"toml inline":       {"config.toml", "\nserver = { cors = { max_age = 1 } }", "config.toml:2: server.cors.max_age: there is no such key; did you mean server.cors.max_age_seconds?"},
		"toml date":         {"config.toml", "server.host = 2026-01-01", "config.toml:1: server.host: must be text; put it in quotes"},
		"toml second entry": {"config.toml", "[[well_known.entries]]\npath='.well-known/a'\n[[well_known.entries]]\npth='.well-known/b'", ""},
		"toml table":        {"config.toml", "server = 3", "config.toml:1: server: must be a table of keys"},
		"yaml syntax":       {"config.yaml", "server:\n  port: 1\n host: x\n", "config.yaml:2: did not find expected key"},
		"yaml twice":        {"config.yaml", "server:\n  port: 1\n  port: 2\n", `config.yaml:3: the key "port" is there twice`},
		"yaml unknown":      {"config.yaml", "server:\n  port: 1\n  hots: x\n", "config.yaml:3: server.hots: there is no such key; did you mean server.host?"},
		"yaml type":         {"config.yaml", "server:\n  host: 8\n", "config.yaml:2: server.host = 8: must be text; put it in quotes"},
		"yaml list":         {"config.yaml", "server:\n  host:\n  - a\n", "config.yaml:2: server.host = […]: must be a single value"},
		"yaml alias":        {"config.yaml", "a: &a {}\nserver: *a\n", "config.yaml:2: anchors and aliases cannot be used here"},
		"yaml merge":        {"config.yaml", "server:\n  <<: {port: 1}\n", "config.yaml:2: keys must be plain words"},
		"yaml documents":    {"config.yaml", "profile: dev\n---\nprofile: prod\n", "config.yaml: must hold a single document"},
		"json syntax":       {"config.json", "{\n  \"server\": {\n    \"port\": x\n}}", "config.json:3: invalid character 'x' looking for beginning of value"},
		"json end":          {"config.json", "{\n  \"server\": {", "config.json:2: the document ends too early"},
		"json tail":         {"config.json", "{}\n{}", "config.json:2: there is something after the end"},
		"json twice":        {"config.json", "{\"server\": {},\n \"server\": {}}", `config.json:2: the key "server" is there twice`},
		"json unknown":      {"config.json", "{\n \"server\": {\n  \"prot\": 1}}", "config.json:3: server.prot: there is no such key; did you mean server.port?"},
		"json type":         {"config.json", "{\"server\":\n {\"port\": 1.5}}", "config.json:2: server.port = 1.5: must be a whole number"},
		"json deep":         {"config.json", strings.Repeat("[", 100), "config.json:1: is nested too deeply"},
		"json list":         {"config.json", "[]", "config.json:1: must be a table of keys"},
		"dotenv":            {".env", "A=1\n\nB 2\n", "environment .env:3: must be NAME=value, with a closed quote where one is opened"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := problems(t, given(map[string]string{test.file: test.content}))
			if test.want == "" {
				wantLines(t, got,
					`config.toml:3: well_known.entries[1].path = "": must not be empty`,
					`config.toml:4: well_known.entries[1].pth: there is no such key; did you mean well_known.entries[].path?`)
				return
			}
			if !strings.HasPrefix(got[0], test.want) {
				t.Errorf("got  %s\nwant %s", got[0], test.want)
			}
		})
	}
}

func TestFormatsAgree(t *testing.T) {
	t.Parallel()
	files := []map[string]string{
		{"config.toml": "[server]\nhost = '0.0.0.0'\n[server.cors]\nallowed_origins = ['https://a.example']\n[rate_limits]\ndefault_rps = 5\n[security.cookie]\nsecure = true"},
		{"config.yaml": "server:\n  host: 0.0.0.0\n  cors:\n    allowed_origins:\n    - https://a.example\nrate_limits: {default_rps: 5}\nsecurity:\n  cookie:\n    secure: yes\n"},
		{"config.json": `{"server": {"host": "0.0.0.0", "cors": {"allowed_origins": ["https://a.example"]}}, "rate_limits": {"default_rps": 5}, "security": {"cookie": {"secure": true}}}`},
	}
	for _, file := range files {
		c := mustLoad(t, given(file)).Config
		if c.Server.Host != "0.0.0.0" || c.Server.CORS.AllowedOrigins[0] != "https://a.example" ||
			c.RateLimits.DefaultRPS != 5 || !c.Security.Cookie.Secure {
			t.Errorf("%v gave %+v", file, c)
		}
	}
}

func TestEmptyFiles(t *testing.T) {
	t.Parallel()
	for _, file := range []map[string]string{
		{"config.toml": ""}, {"config.yaml": ""}, {"config.yaml": "# nothing\n"}, {"config.yaml": "server:\nsse:\n"},
		{"config.json": "null"}, {"config.json": "{}"},
	} {
		mustLoad(t, given(file))
	}
}

func TestDotenv(t *testing.T) {
	t.Parallel()
	c := mustLoad(t, given(map[string]string{".env": strings.Join([]string{
		`RUSTYGPT__SERVER__HOST = localhost # a comment`,
		`RUSTYGPT__LLM__PROVIDERS__A__API_KEY="with \"quotes\"\\ and # no comment"`,
		`RUSTYGPT__LLM__PROVIDERS__B__API_KEY='$literal\n'`,
		`OTHER=`,
	}, "\n")})).Config
	if c.Server.Host != "localhost" || c.LLM.Providers["a"].APIKey.Reveal() != `with "quotes"\ and # no comment` ||
		c.LLM.Providers["b"].APIKey.Reveal() != `$literal\n` {
		t.Errorf("got %q %+v", c.Server.Host, c.LLM.Providers)
	}
}
