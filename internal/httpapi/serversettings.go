package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/settings"
	"github.com/rustygpt/rustygpt/internal/store"
)

func (s *Server) getServerSettings(ctx context.Context, _ *nothing) (*payload[api.ServerSettings], error) {
	v, err := s.settings.Get(ctx)
	if err != nil {
		return nil, err
	}
	return s.serverSettings(v)
}

// updateServerSettings refuses what the machine cannot do before it changes
// anything.
func (s *Server) updateServerSettings(ctx context.Context, in *payload[api.UpdateServerSettingsRequest]) (*payload[api.ServerSettings], error) {
	if deref(in.Body.StartAtLogin) && !s.autostart.Supported() {
		return nil, chat.InvalidField("start_at_login",
			"cannot be switched on: the server's user has no session manager on this machine that starts programs at login")
	}
	if err := s.lmstudio.CheckPath(deref(in.Body.LMStudioCLIPath)); err != nil {
		return nil, err
	}
	changed, err := s.settings.Update(ctx, actorOf(ctx), settings.Input{
		PublicURL:      in.Body.PublicURL,
		TrustedProxies: optionalList(in.Body.TrustedProxies),
		LMStudioPath:   in.Body.LMStudioCLIPath,
	})
	if err != nil {
		return nil, err
	}
	record, before, after := recordOf(ctx), changed.Before, changed.After
	record.Change("public_url", before.PublicURL, after.PublicURL)
	record.Change("trusted_proxies", before.TrustedProxies, after.TrustedProxies)
	record.Change("lmstudio_cli_path", before.LMStudioPath, after.LMStudioPath)
	if on := in.Body.StartAtLogin; on != nil && s.autostart.Supported() {
		if err := s.startAtLogin(record, *on); err != nil {
			return nil, err
		}
	}
	return s.serverSettings(after)
}

func (s *Server) startAtLogin(record *audit.Record, on bool) error {
	before, err := s.autostart.Enabled()
	if err != nil {
		return err
	}
	if err := s.autostart.Set(on); err != nil {
		return err
	}
	record.Change("start_at_login", before, on)
	return nil
}

// optionalList is nil for a list that is missing; an empty one is a value.
func optionalList(list []string) *[]string {
	if list == nil {
		return nil
	}
	return &list
}

func (s *Server) serverSettings(v store.Settings) (*payload[api.ServerSettings], error) {
	answer := api.ServerSettings{
		PublicURL:        orNil(v.PublicURL),
		TrustedProxies:   append([]string{}, v.TrustedProxies...),
		DataDir:          s.config.DataDir,
		StartupSupported: s.autostart.Supported(),
		LMStudioCLIPath:  orNil(v.LMStudioPath),
	}
	if answer.StartupSupported {
		on, err := s.autostart.Enabled()
		if err != nil {
			return nil, err
		}
		answer.StartAtLogin = on
	}
	return respond(answer), nil
}
