package openai_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/openai"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

func TestModels(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	for dialect, want := range map[string][]string{
		"v1":      providertest.ModelNames(),
		"named":   providertest.ModelNames(),
		"bare":    providertest.ModelNames(),
		"strings": providertest.ModelNames(),
		"none":    {},
	} {
		p := client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.Base(dialect)})
		offers, err := p.Models(t.Context())
		got := ids(offers)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v", dialect, got, err)
		}
	}
}

func ids(offers []provider.Offer) []string {
	list := []string{}
	for _, o := range offers {
		list = append(list, o.ID)
	}
	return list
}

func TestModelsFailures(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	for dialect, want := range map[string]struct{ code, message string }{
		"html":   {provider.CodeInvalidResponse, "not a list of models"},
		"empty":  {provider.CodeInvalidResponse, "not a list of models"},
		"other":  {provider.CodeInvalidResponse, "not a list of models"},
		"error":  {provider.CodeRefused, "no such luck"},
		"locked": {provider.CodeRefused, "Check its API key"},
		"absent": {provider.CodeRefused, "404 Not Found"},
		"hang":   {provider.CodeTimeout, "did not answer in time"},
	} {
		var opts openai.Options
		if want.code == provider.CodeTimeout { // the others answer, however long a busy machine takes
			opts.AnswerTimeout = 300 * time.Millisecond
		}
		p := client(t, opts, provider.Endpoint{BaseURL: upstream.Base(dialect)})
		got, err := p.Models(t.Context())
		e, ok := errors.AsType[*chat.Error](err)
		if !ok || e.Code != want.code || !strings.Contains(string(e.Message), want.message) || got != nil {
			t.Errorf("%s: %+v, %v; want %+v", dialect, got, err, want)
		}
	}
}

func TestModelsFollowsARedirectAtTheSameOrigin(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	p := client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.Base("moved"), APIKey: apiKey})
	if got, err := p.Models(t.Context()); err != nil || len(got) == 0 {
		t.Errorf("%+v, %v", got, err)
	}
	requests := upstream.Requests()
	if last := requests[len(requests)-1]; last.Path != "/v1/models" || last.Header.Get("Authorization") != "Bearer "+apiKey {
		t.Errorf("asked for %+v", last)
	}
}

func TestModelsCancel(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	p := client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.Base("hang")})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := p.Models(ctx); chat.KindOf(err) != chat.Canceled {
		t.Errorf("error %v", err)
	}
}
