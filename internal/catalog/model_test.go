package catalog_test

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestPutModel(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	p := f.addProvider("one")
	put, err := f.PutModel(t.Context(), admin, catalog.ModelInput{ProviderID: p.ID, UpstreamID: " m1 ", DisplayName: " One ", Enabled: true, IsDefault: true})
	first := put.After
	if err != nil || !put.Before.ID.IsZero() || first.UpstreamID != "m1" || first.DisplayName != "One" || first.ProviderName != "one" || !first.IsDefault || first.Source != chat.SourceAdmin {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := f.PutModel(t.Context(), admin, catalog.ModelInput{ProviderID: p.ID, UpstreamID: "m1", DisplayName: "Uno", Enabled: true})
	if err != nil || again.Before.DisplayName != "One" || again.After.ID != first.ID || again.After.DisplayName != "Uno" || !again.After.IsDefault {
		t.Errorf("%+v, %v", again, err)
	}
	if _, err := f.PutModel(t.Context(), admin, catalog.ModelInput{ProviderID: p.ID, UpstreamID: "m2", DisplayName: "Two", Enabled: true, IsDefault: true}); err != nil {
		t.Fatal(err)
	}
	if got := f.names(); got != "Two* Uno" {
		t.Errorf("models %s", got)
	}

	_, err = f.PutModel(t.Context(), admin, catalog.ModelInput{ProviderID: chat.NewID[chat.Provider](), UpstreamID: "m", DisplayName: "M"})
	wantKind(t, err, chat.NotFound, "provider")
	_, err = f.PutModel(t.Context(), admin, catalog.ModelInput{ProviderID: p.ID, UpstreamID: " ", DisplayName: "M"})
	wantKind(t, err, chat.Invalid, "upstream_id")
	_, err = f.PutModel(t.Context(), admin, catalog.ModelInput{ProviderID: p.ID, UpstreamID: "m", DisplayName: ""})
	wantKind(t, err, chat.Invalid, "display_name")
}

func TestUpdateModel(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	p := f.addProvider("one")
	a, b := f.putModel(p.ID, "a"), f.putModel(p.ID, "b")
	changed, err := f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: a.ID, UpstreamID: new(" a2 "), DisplayName: new("A"), IsDefault: new(true)})
	m := changed.After
	if err != nil || changed.Before.UpstreamID != "a" || m.UpstreamID != "a2" || m.DisplayName != "A" || !m.IsDefault || !m.Enabled {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: a.ID, IsDefault: new(false)}); err != nil {
		t.Error(err)
	}
	if got := f.names(); got != "A b" {
		t.Errorf("models %s", got)
	}
	_, err = f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: a.ID, UpstreamID: new("b")})
	wantKind(t, err, chat.Conflict, "id b")
	_, err = f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: a.ID, DisplayName: new(" ")})
	wantKind(t, err, chat.Invalid, "display_name")
	_, err = f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: chat.NewID[chat.Model]()})
	wantKind(t, err, chat.NotFound, "")

	if err := f.DeleteModel(t.Context(), admin, b.ID); err != nil {
		t.Error(err)
	}
	wantKind(t, f.DeleteModel(t.Context(), admin, b.ID), chat.NotFound, "")
	if got := f.names(); got != "A" {
		t.Errorf("models %s", got)
	}
}
