package catalog

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// CodeSecretsLost is the code of a failure to open a provider's secrets.
const CodeSecretsLost = "provider_secrets_lost"

func (s *Service) sealKey(id chat.ProviderID, key string) (string, error) {
	if key == "" {
		return "", nil
	}
	return s.box.Seal(key, chat.KeyPlace(id))
}

func (s *Service) sealHeaders(id chat.ProviderID, headers map[string]string) (string, error) {
	if len(headers) == 0 {
		return "", nil
	}
	encoded, err := json.Marshal(headers)
	if err != nil {
		return "", err
	}
	return s.box.Seal(string(encoded), chat.HeadersPlace(id))
}

// endpoint opens a provider's secrets.
func (s *Service) endpoint(p chat.Provider) (provider.Endpoint, error) {
	e := provider.Endpoint{BaseURL: p.BaseURL}
	if p.SealedKey != "" {
		key, err := s.box.Open(p.SealedKey, chat.KeyPlace(p.ID))
		if err != nil {
			return provider.Endpoint{}, secretsLost(err)
		}
		e.APIKey = key
	}
	if p.SealedHeaders != "" {
		encoded, err := s.box.Open(p.SealedHeaders, chat.HeadersPlace(p.ID))
		if err != nil {
			return provider.Endpoint{}, secretsLost(err)
		}
		if err := json.Unmarshal([]byte(encoded), &e.Headers); err != nil {
			return provider.Endpoint{}, secretsLost(fmt.Errorf("the headers are not JSON: %w", err))
		}
	}
	return e, nil
}

func secretsLost(cause error) error {
	return &chat.Error{
		Kind: chat.Unavailable, Code: CodeSecretsLost, Err: cause,
		Message: "The stored key or headers of this provider cannot be read, because the server's key file was replaced. An administrator has to enter them again.",
	}
}

// connect makes the adapter of a stored provider.
func (s *Service) connect(p chat.Provider) (provider.Provider, error) {
	e, err := s.endpoint(p)
	if err != nil {
		return nil, err
	}
	return s.open(p.Type, e)
}

func (s *Service) open(typ chat.ProviderType, e provider.Endpoint) (provider.Provider, error) {
	factory := s.factories[typ]
	if factory == nil {
		return nil, chat.WithCode(chat.Unavailable, provider.CodeUnreachable, unsupported(typ))
	}
	return factory(e)
}

func unsupported(typ chat.ProviderType) chat.Sentence {
	return chat.Fill("This server cannot run providers of type %s.", typ)
}

// headerNames lists names in order.
func headerNames(headers map[string]string) []string {
	return append([]string{}, slices.Sorted(maps.Keys(headers))...)
}
