package demo_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/demo"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

func ask(contents ...string) provider.Request {
	r := provider.Request{Model: demo.Model}
	for i, content := range contents {
		role := chat.RoleUser
		if i%2 == 1 {
			role = chat.RoleAssistant
		}
		r.Messages = append(r.Messages, provider.Message{Role: role, Content: content})
	}
	return r
}

func answer(t *testing.T, r provider.Request) (text string, last provider.Delta) {
	t.Helper()
	for d, err := range demo.New(demo.Options{TokensPerSecond: -1}).Stream(t.Context(), r) {
		if err != nil {
			t.Fatal(err)
		}
		text += d.Content
		last = d
	}
	return text, last
}

func TestConformance(t *testing.T) {
	t.Parallel()
	request := ask("Hello", "Hi", "Tell me a story")
	want, _ := answer(t, request)
	providertest.Run(t, func(*testing.T) providertest.Subject {
		return providertest.Subject{Provider: demo.New(demo.Options{TokensPerSecond: 400}), Request: request, Want: want, Long: request}
	})
}

func TestTheFirstAnswerExplainsItself(t *testing.T) {
	t.Parallel()
	text, _ := answer(t, ask("What is the *meaning* of <life>?"))
	for _, part := range []string{
		"built-in demo", "not a language model", `> What is the \*meaning\* of \<life\>?`, // what it is and what was asked
		"**Providers**", "base URL", "http://localhost:11434/v1", // how to connect a model
		"\n1. ", "\n```toml\n", "\n| --- | --- | --- |\n", // list, code, table
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
}

func TestLaterAnswersReact(t *testing.T) {
	t.Parallel()
	for question, part := range map[string]string{
		"Write me a program":   "```go\n",
		"Please compare them!": "| --- |",
		"a LIST of things":     "1. ",
		"thanks":               "You are welcome",
		"one two":              "2 words",
		"one":                  "1 word ",
		"":                     "0 words",
		"größe 日本語":            "2 words",
	} {
		text, _ := answer(t, ask("Hello", "Hello!", question))
		if !strings.Contains(text, part) {
			t.Errorf("%q: %q is missing in\n%s", question, part, text)
		}
		if strings.Contains(text, "To connect a real model") {
			t.Errorf("%q: the whole explanation comes again", question)
		}
	}
}

func TestALongQuestionIsCutBetweenCharacters(t *testing.T) {
	t.Parallel()
	text, _ := answer(t, ask(strings.Repeat("日本 ", 1000)))
	if !strings.Contains(text, "日本…\n") || strings.ContainsRune(text, '\uFFFD') || len(text) > 3000 {
		t.Errorf("got\n%s", text)
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	_, last := answer(t, ask("one two three"))
	u := last.Usage
	if last.FinishReason != "stop" || u == nil || u.PromptTokens != 3 || u.CompletionTokens < 50 || u.TotalTokens != u.CompletionTokens+3 {
		t.Errorf("finish %q, usage %+v", last.FinishReason, u)
	}
}

func TestMaxTokens(t *testing.T) {
	t.Parallel()
	r := ask("Hello")
	whole, _ := answer(t, r)
	r.Params.MaxTokens = new(5)
	text, last := answer(t, r)
	if !strings.HasPrefix(whole, text) || strings.Count(text, " ") != 5 || last.FinishReason != "length" || last.Usage.CompletionTokens != 5 {
		t.Errorf("%q, %+v", text, last)
	}
	r.Params.MaxTokens = new(0)
	if text, _ := answer(t, r); text != whole {
		t.Error("no limit cuts the answer")
	}
}

func TestPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var tokens int
		for d, err := range demo.New(demo.Options{}).Stream(t.Context(), ask("Hello")) {
			if err != nil {
				t.Fatal(err)
			}
			if d.Content == "" {
				continue
			}
			tokens++
			if want := time.Duration(tokens) * 25 * time.Millisecond; time.Since(start) != want {
				t.Fatalf("token %d after %v, want %v", tokens, time.Since(start), want)
			}
		}
	})
}

func TestCancelDoesNotWaitForTheNextToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		for _, err := range demo.New(demo.Options{TokensPerSecond: 0.1}).Stream(ctx, ask("Hello")) {
			if chat.KindOf(err) != chat.Canceled || time.Since(start) != time.Second {
				t.Errorf("%v after %v", err, time.Since(start))
			}
		}
	})
}
