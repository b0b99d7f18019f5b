package openai_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/openai"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

const apiKey = "sk-very-secret-key"

func client(t testing.TB, opts openai.Options, e provider.Endpoint) provider.Provider {
	t.Helper()
	pool := openai.NewPool(opts)
	t.Cleanup(pool.Close)
	p, err := pool.Provider(e)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// result is what a whole stream came to.
type result struct {
	content, reasoning, finish string
	usage                      *chat.Usage
	deltas                     int
	err                        error
}

func collect(ctx context.Context, p provider.Provider, r provider.Request) (res result) {
	for d, err := range p.Stream(ctx, r) {
		if err != nil {
			res.err = err
			continue
		}
		res.deltas++
		res.content += d.Content
		res.reasoning += d.Reasoning
		if d.FinishReason != "" {
			res.finish = d.FinishReason
		}
		if d.Usage != nil {
			res.usage = d.Usage
		}
	}
	return res
}

func ask(model string) provider.Request {
	return provider.Request{Model: model, Messages: []provider.Message{{Role: chat.RoleUser, Content: "Hello"}}}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	providertest.Run(t, func(t *testing.T) providertest.Subject {
		upstream := providertest.NewUpstream(t)
		return providertest.Subject{
			Provider: client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.BaseURL()}),
			Request:  ask("tokens-60-at-300"),
			Want:     providertest.Text(60),
			Long:     ask("endless-at-300"),
			Left:     upstream.WaitLeft,
		}
	})
}

func TestDialects(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	for model, want := range map[string]result{
		"tokens-2000":     {content: providertest.Text(2000), finish: "stop"},
		"tokens-1":        {content: providertest.Text(1), finish: "stop"},
		"tokens-0":        {finish: "stop"},
		"crlf-20":         {content: providertest.Text(20), finish: "stop"},
		"cr-20":           {content: providertest.Text(20), finish: "stop"},
		"comments-20":     {content: providertest.Text(20), finish: "stop"},
		"no-space-20":     {content: providertest.Text(20), finish: "stop"},
		"bom-20":          {content: providertest.Text(20), finish: "stop"},
		"multi-line-20":   {content: providertest.Text(20), finish: "stop"},
		"crowded-20":      {content: providertest.Text(20), finish: "stop"},
		"split-utf8-8":    {content: providertest.Text(8), finish: "stop"},
		"no-done-20":      {content: providertest.Text(20), finish: "stop"},
		"no-finish-20":    {content: providertest.Text(20)},
		"unterminated-20": {content: providertest.Text(20)},
		"json-20":         {content: providertest.Text(20), finish: "stop"},
		"parts-20":        {content: providertest.Text(20), finish: "stop"},
		"no-usage-20":     {content: providertest.Text(20), finish: "stop"},
		"length-20":       {content: providertest.Text(20), finish: "length"},
		"reasoning-20":    {content: providertest.Text(20), reasoning: providertest.Text(20), finish: "stop"},
		"moved":           {content: providertest.Text(20), finish: "stop"},
		"slow-30":         {content: providertest.Text(20), finish: "stop"},
	} {
		t.Run(model, func(t *testing.T) {
			t.Parallel()
			p := client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.BaseURL()})
			got := collect(t.Context(), p, ask(model))
			if got.err != nil {
				t.Fatal(got.err)
			}
			if got.content != want.content || got.reasoning != want.reasoning || got.finish != want.finish {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// silence is longer than a busy machine takes from one piece of an answer to the
// next, also one that stalls now and then.
const silence = 10 * time.Second

func TestFailures(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	half := providertest.Text(10)
	for model, want := range map[string]struct {
		kind    chat.Kind
		code    string
		message string // part of it
		content string
		retry   time.Duration
	}{
		"error-after-10":     {chat.Upstream, provider.CodeBroken, "It says: The model ran out of luck", half, 0},
		"error-after-0":      {chat.Upstream, provider.CodeRefused, "It says: The model ran out of luck", "", 0},
		"close-after-10":     {chat.Upstream, provider.CodeBroken, "broke off", half, 0},
		"reset-after-10":     {chat.Upstream, provider.CodeBroken, "broke off", "*", 0},
		"hang-after-10":      {chat.Unavailable, provider.CodeTimeout, "stopped sending", half, 0},
		"junk-after-10":      {chat.Upstream, provider.CodeInvalidResponse, "not JSON", half, 0},
		"huge-line":          {chat.Upstream, provider.CodeInvalidResponse, "too long", "", 0},
		"silent":             {chat.Upstream, provider.CodeBroken, "broke off", "", 0},
		"hang":               {chat.Unavailable, provider.CodeTimeout, "did not answer in time", "", 0},
		"close":              {chat.Upstream, provider.CodeBroken, "without an answer", "", 0},
		"status-400":         {chat.Upstream, provider.CodeRefused, "400 Bad Request. It says: The test wants status 400", "", 0},
		"status-401":         {chat.Upstream, provider.CodeRefused, "401 Unauthorized. It says: The test wants status 401. Check its API key.", "", 0},
		"status-403":         {chat.Upstream, provider.CodeRefused, "Check its API key", "", 0},
		"status-404":         {chat.Upstream, provider.CodeRefused, "404 Not Found", "", 0},
		"status-429":         {chat.RateLimited, provider.CodeRateLimited, "429 Too Many Requests", "", 0},
		"status-429-retry-7": {chat.RateLimited, provider.CodeRateLimited, "429 Too Many Requests", "", 7 * time.Second},
		"status-500":         {chat.Upstream, provider.CodeRefused, "500 Internal Server Error", "", 0},
		"status-503-retry-9": {chat.Upstream, provider.CodeRefused, "503 Service Unavailable", "", 9 * time.Second},
		"status-599":         {chat.Upstream, provider.CodeRefused, "request: 599.", "", 0},
		"plain-502":          {chat.Upstream, provider.CodeRefused, "502 Bad Gateway. It says: the backend is [31mdown[0m", "", 0},
		"page-502":           {chat.Upstream, provider.CodeRefused, "502 Bad Gateway.", "", 0},
		"html":               {chat.Upstream, provider.CodeInvalidResponse, "a web page", "", 0},
		"empty":              {chat.Upstream, provider.CodeInvalidResponse, "an empty answer", "", 0},
		"elsewhere":          {chat.Upstream, provider.CodeRefused, "redirects the request to another address", "", 0},
		"no-such-model":      {chat.Upstream, provider.CodeRefused, "does not exist", "", 0},
	} {
		t.Run(model, func(t *testing.T) {
			t.Parallel()
			// Everything else comes to an end, however long a busy machine takes.
			patience := map[string]openai.Options{"hang": {AnswerTimeout: 300 * time.Millisecond}, "hang-after-10": {IdleTimeout: silence}}
			p := client(t, patience[model], provider.Endpoint{BaseURL: upstream.BaseURL()})
			got := collect(t.Context(), p, ask(model))
			e, ok := errors.AsType[*chat.Error](got.err)
			if !ok {
				t.Fatalf("error %v (%T) after %q", got.err, got.err, got.content)
			}
			if e.Kind != want.kind || e.Code != want.code || e.RetryAfter != want.retry || !strings.Contains(string(e.Message), want.message) {
				t.Errorf("got %v %v %v %q, want %+v", e.Kind, e.Code, e.RetryAfter, e.Message, want)
			}
			if want.content != "*" && got.content != want.content {
				t.Errorf("text before the failure: %q, want %q", got.content, want.content)
			}
			if strings.ContainsFunc(string(e.Message), func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) {
				t.Errorf("control characters in %q", e.Message)
			}
			if strings.Contains(string(e.Message), "127.0.0.1") || strings.Contains(string(e.Message), "localhost") {
				t.Errorf("an address in %q", e.Message)
			}
		})
	}
	for _, r := range upstream.Requests() {
		if strings.HasPrefix(r.Host, "localhost") {
			t.Error("a redirect to another origin was followed")
		}
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	p := client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.BaseURL()})
	got := collect(t.Context(), p, ask("tokens-7"))
	if want := (&chat.Usage{PromptTokens: 1, CompletionTokens: 7, TotalTokens: 8}); !reflect.DeepEqual(got.usage, want) {
		t.Errorf("usage %+v, want %+v", got.usage, want)
	}
}

func TestAServiceThatRefusesUsageIsAskedOnce(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	p := client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.BaseURL()})
	for range 3 {
		if got := collect(t.Context(), p, ask("no-usage-20")); got.err != nil {
			t.Fatal(got.err)
		}
	}
	if n := len(upstream.Requests()); n != 4 {
		t.Errorf("%d requests for three answers, want 4", n)
	}
}

func TestRequestBody(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	p := client(t, openai.Options{}, provider.Endpoint{
		BaseURL: upstream.BaseURL() + "/",
		APIKey:  apiKey,
		Headers: map[string]string{"X-Title": "My server"},
	})
	r := provider.Request{Model: "tokens-1", Messages: []provider.Message{
		{Role: chat.RoleSystem, Content: "Be brief."},
		{Role: chat.RoleUser, Content: "<b>größe</b> \xff"},
	}}
	_ = collect(t.Context(), p, r)
	maxTokens, temperature, topP, topK, penalty := 5, 0.0, 0.9, 40, 1.1
	r.Params = chat.ModelParams{MaxTokens: &maxTokens, Temperature: &temperature, TopP: &topP, TopK: &topK,
		RepetitionPenalty: &penalty, Stop: []string{"END"}}
	_ = collect(t.Context(), p, r)

	messages := `"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"<b>größe</b> ` + "\uFFFD" + `"}]`
	options := `"stream_options":{"include_usage":true}`
	want := []string{
		`{"model":"tokens-1",` + messages + `,"stream":true,` + options + `}`,
		`{"model":"tokens-1",` + messages + `,"stream":true,` + options +
			`,"max_tokens":5,"temperature":0,"top_p":0.9,"top_k":40,"repetition_penalty":1.1,"stop":["END"]}`,
	}
	for i, got := range upstream.Requests() {
		if got.Body.Raw != want[i] {
			t.Errorf("body %d\n%s\nwant\n%s", i, got.Body.Raw, want[i])
		}
		if got.Path != "/v1/chat/completions" || got.Header.Get("Authorization") != "Bearer "+apiKey ||
			got.Header.Get("X-Title") != "My server" || got.Header.Get("Content-Type") != "application/json" {
			t.Errorf("request %d: %s %v", i, got.Path, got.Header)
		}
		if got.Header.Get("Accept-Encoding") != "" || got.Header["Idempotency-Key"] != nil {
			t.Errorf("request %d: unwanted headers %v", i, got.Header)
		}
	}
}

func TestUnboundedParametersAreRefused(t *testing.T) {
	t.Parallel()
	p := client(t, openai.Options{}, provider.Endpoint{BaseURL: "http://127.0.0.1:1"})
	var inf float64
	if err := json.Unmarshal([]byte("1e308"), &inf); err != nil {
		t.Fatal(err)
	}
	inf *= 10
	r := ask("tokens-1")
	r.Params.Temperature = &inf
	if got := collect(t.Context(), p, r); chat.KindOf(got.err) != chat.Invalid {
		t.Errorf("error %v", got.err)
	}
}

func TestSecretsNeverLeave(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	const header, prefix = "header-secret-value", "header-secret"
	p := client(t, openai.Options{}, provider.Endpoint{
		BaseURL: upstream.BaseURL(), APIKey: apiKey,
		Headers: map[string]string{"X-Token": header, "X-Short": prefix, "X-One": "1"},
	})
	got := collect(t.Context(), p, ask("echo-key"))
	for _, secret := range []string{apiKey, header, prefix, "127.0.0.1"} {
		if strings.Contains(got.err.Error(), secret) {
			t.Errorf("%q shows in %v", secret, got.err)
		}
	}
	if !strings.Contains(got.err.Error(), "Bearer [removed]") {
		t.Errorf("the service's words are gone: %v", got.err)
	}
}

func TestASilentTailDoesNotHoldTheAnswerBack(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	p := client(t, openai.Options{IdleTimeout: silence}, provider.Endpoint{BaseURL: upstream.BaseURL()})
	got := collect(t.Context(), p, ask("linger-10"))
	if got.err != nil || got.content != providertest.Text(10) || got.finish != "stop" {
		t.Errorf("got %+v", got)
	}
}
