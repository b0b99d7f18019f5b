package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// apiMajor is the version of the chats API that clients check before anything
// else.
const apiMajor = 1

func (s *Server) getServer(ctx context.Context, _ *nothing) (*payload[api.ServerHandshake], error) {
	set, err := s.settings.Get(ctx)
	if err != nil {
		return nil, err
	}
	done, err := s.accounts.IsSetup(ctx)
	if err != nil {
		return nil, err
	}
	return respond(api.ServerHandshake{
		ServerUUID:    set.ServerID,
		APIMajor:      apiMajor,
		Version:       s.config.Version,
		SetupComplete: done,
		PublicURL:     orNil(set.PublicURL),
		Capabilities:  api.Capabilities{ChatStreaming: true, PortalSessions: true, CustomBranding: true},
		Branding:      brandingOf(set),
	}), nil
}

func (s *Server) getSetupStatus(ctx context.Context, _ *nothing) (*payload[api.ChatsSetupStatus], error) {
	done, err := s.accounts.IsSetup(ctx)
	if err != nil {
		return nil, err
	}
	return respond(api.ChatsSetupStatus{Complete: done}), nil
}

// completeSetup makes the first account, the settings and, if wanted, a first
// provider, all in one transaction. Nobody is signed in by it.
func (s *Server) completeSetup(ctx context.Context, in *payload[api.SetupCompleteRequest]) (*nothing, error) {
	setup := account.SetupInput{
		Username:    in.Body.Username,
		Email:       deref(in.Body.Email),
		Password:    in.Body.Password,
		ServerName:  in.Body.ServerName,
		PublicURL:   deref(in.Body.PublicURL),
		AccentColor: deref(in.Body.AccentColor),
	}
	if p := in.Body.Provider; p != nil {
		provider, err := s.catalog.Draft(draftInput(p.ProviderDraft))
		if err != nil {
			return nil, err
		}
		setup.Provider = provider
		setup.Models = setupModels(*provider, p.Models)
	}
	made, err := s.accounts.Setup(ctx, setup)
	noteFirst(recordOf(ctx), made, err)
	if err != nil {
		return nil, err
	}
	if setup.Provider != nil {
		recordOf(ctx).Fact("provider", setup.Provider.Name)
	}
	return &nothing{}, s.catalog.Refresh(ctx)
}

// setupModels are the models that a first provider brings along.
func setupModels(p chat.Provider, models []api.SetupModel) []chat.Model {
	list := make([]chat.Model, 0, len(models))
	for i, m := range models {
		name := deref(m.DisplayName)
		if name == "" {
			name = m.UpstreamID
		}
		list = append(list, chat.Model{
			ID:           chat.NewID[chat.Model](),
			ProviderID:   p.ID,
			ProviderName: p.Name,
			UpstreamID:   m.UpstreamID,
			DisplayName:  name,
			Enabled:      true,
			IsDefault:    i == 0,
			Source:       chat.SourceAdmin,
			CreatedAt:    p.CreatedAt,
			UpdatedAt:    p.CreatedAt,
		})
	}
	return list
}

// testSetupProvider tries a provider out before anything is stored.
func (s *Server) testSetupProvider(ctx context.Context, in *payload[api.ProviderDraft]) (*payload[api.ConnectionTestResponse], error) {
	record := recordOf(ctx)
	record.Target(providerTarget, "", in.Body.Name)
	result, err := s.catalog.TestDraft(ctx, draftInput(in.Body))
	noteTest(record, result, err)
	return testAnswer(result, err)
}

func draftInput(d api.ProviderDraft) catalog.ProviderInput {
	return catalog.ProviderInput{
		Name: d.Name, BaseURL: d.BaseURL, APIKey: deref(d.APIKey), Headers: d.AdditionalHeaders, Enabled: true,
	}
}
