package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/secret"
)

// candidate is a provider that is to be tried.
type candidate struct {
	catalog.ProviderInput
	problem string // why it cannot be tried
}

// checkProviders has every provider list its models, those of the settings and
// those of the database.
func checkProviders(ctx context.Context, e *examination) []Finding {
	list := append(e.configured(), e.administered()...)
	if len(list) == 0 {
		return warning("No provider is set up, so nobody gets an answer.",
			"Add one in the administration of the web app, or under llm.providers in the settings.")
	}
	findings := make([][]Finding, len(list))
	var all sync.WaitGroup
	for i, c := range list {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, usualLimit)
			defer cancel()
			findings[i] = e.try(ctx, c)
			findings[i][0].Check = "provider " + c.Name
		})
	}
	all.Wait()
	return slices.Concat(findings...)
}

func (e *examination) try(ctx context.Context, c candidate) []Finding {
	switch {
	case !c.Enabled:
		return skipped("It is switched off.")
	case c.problem != "":
		return problem(c.problem)
	}
	result, err := e.Try(ctx, c.ProviderInput)
	switch {
	case ctx.Err() != nil:
		return problem(fmt.Sprintf("It did not answer within %v.", usualLimit), reachIt)
	case err != nil:
		return problem(fmt.Sprintf("It cannot be tried: %v.", err), "Correct its address or headers.")
	case result.OK:
		return ok(string(result.Message))
	case c.APIKey == "" && len(c.Headers) == 0 && c.Type == chat.ProviderOpenAI:
		return problem(string(result.Message), reachIt, "No key is given for it: if it wants one, that is missing.")
	default:
		return problem(string(result.Message), reachIt)
	}
}

const reachIt = "Check its address and key in the administration of the web app, or under llm.providers in the settings, " +
	"and whether this machine may connect to it."

// configured are the providers of the settings.
func (e *examination) configured() (list []candidate) {
	providers := e.config.LLM.Providers
	for _, name := range slices.Sorted(maps.Keys(providers)) {
		p := providers[name]
		list = append(list, candidate{ProviderInput: catalog.ProviderInput{
			Name: name, Type: chat.ProviderType(p.Type), BaseURL: p.BaseURL, APIKey: p.APIKey.Reveal(), Headers: revealed(p.Headers), Enabled: p.Enabled,
		}})
	}
	return list
}

func revealed(headers map[string]config.Secret) map[string]string {
	plain := make(map[string]string, len(headers))
	for name, value := range headers {
		plain[name] = value.Reveal()
	}
	return plain
}

// administered are the providers that administrators have added.
func (e *examination) administered() (list []candidate) {
	if e.stored == nil {
		return nil
	}
	box := e.box()
	for _, p := range e.stored.Providers {
		if p.Source == chat.SourceConfig {
			continue
		}
		c := candidate{ProviderInput: catalog.ProviderInput{Name: p.Name, Type: p.Type, BaseURL: p.BaseURL, Enabled: p.Enabled}}
		if !c.unseal(box, p) {
			c.problem = "Its stored key or headers do not open, see encryption key."
		}
		list = append(list, c)
	}
	return list
}

// unseal opens a provider's secrets, and reports whether that was possible.
func (c *candidate) unseal(box *secret.Box, p chat.Provider) bool {
	if p.SealedKey == "" && p.SealedHeaders == "" {
		return true
	}
	if box == nil {
		return false
	}
	var err error
	if p.SealedKey != "" {
		c.APIKey, err = box.Open(p.SealedKey, chat.KeyPlace(p.ID))
	}
	if p.SealedHeaders == "" || err != nil {
		return err == nil
	}
	encoded, err := box.Open(p.SealedHeaders, chat.HeadersPlace(p.ID))
	return err == nil && json.Unmarshal([]byte(encoded), &c.Headers) == nil
}

// box opens with the key of the data directory; nil when there is none.
func (e *examination) box() *secret.Box {
	key, err := os.ReadFile(filepath.Join(e.config.Storage.DataDir, "encryption.key"))
	if err != nil {
		return nil
	}
	box, err := secret.New(key)
	if err != nil {
		return nil
	}
	return box
}
