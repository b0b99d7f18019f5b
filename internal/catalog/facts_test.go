package catalog_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// said are facts in short: 0 and "" stand for what is not known.
func said(size int, input, output chat.MicroDollars, capabilities ...chat.Capability) chat.ModelFacts {
	f := chat.ModelFacts{Capabilities: capabilities}
	if size != 0 {
		f.ContextSize = &size
	}
	if input != 0 {
		f.InputPrice = &input
	}
	if output != 0 {
		f.OutputPrice = &output
	}
	return f
}

func (f *fixture) wantKnown(step string, upstreamID string, want chat.ModelFacts) {
	f.t.Helper()
	if got := f.model(upstreamID).Known(); !got.Equal(want) {
		f.t.Errorf("%s: %+v, want %+v", step, got, want)
	}
}

func TestFactsInput(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	m := f.putModel(f.addProvider("one").ID, "a")
	for name, tt := range map[string]struct {
		in    catalog.FactsInput
		field string // that is wrong; empty = none
	}{
		"nothing":                {catalog.FactsInput{}, ""},
		"smallest":               {catalog.FactsInput{ContextSize: new(1), InputPrice: new(0.0), Capabilities: []chat.Capability{}}, ""},
		"largest":                {catalog.FactsInput{ContextSize: new(100_000_000), OutputPrice: new(1e6)}, ""},
		"six decimals":           {catalog.FactsInput{InputPrice: new(0.123456), OutputPrice: new(999999.999999)}, ""},
		"what floats cannot say": {catalog.FactsInput{InputPrice: new(0.1), OutputPrice: new(4.35)}, ""},
		"no size":                {catalog.FactsInput{ContextSize: new(0)}, "context_size"},
		"negative size":          {catalog.FactsInput{ContextSize: new(-1)}, "context_size"},
		"too large":              {catalog.FactsInput{ContextSize: new(100_000_001)}, "context_size"},
		"negative price":         {catalog.FactsInput{InputPrice: new(-0.01)}, "input_price"},
		"seven decimals":         {catalog.FactsInput{InputPrice: new(0.1234567)}, "input_price"},
		"almost nothing":         {catalog.FactsInput{OutputPrice: new(1e-9)}, "output_price"},
		"too dear":               {catalog.FactsInput{OutputPrice: new(1e6 + 1)}, "output_price"},
		"no number":              {catalog.FactsInput{OutputPrice: new(math.NaN())}, "output_price"},
		"without end":            {catalog.FactsInput{OutputPrice: new(math.Inf(1))}, "output_price"},
		"unknown capability":     {catalog.FactsInput{Capabilities: []chat.Capability{"vision", "smell"}}, "capabilities"},
		"unknown fact":           {catalog.FactsInput{Clear: []chat.ModelFact{"context_size", "name"}}, "clear"},
	} {
		_, putErr := f.PutModel(t.Context(), admin, catalog.ModelInput{ProviderID: m.ProviderID, UpstreamID: "a", DisplayName: "a", Facts: tt.in})
		_, updateErr := f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: m.ID, Facts: tt.in})
		for call, err := range map[string]error{"put": putErr, "update": updateErr} {
			e, _ := errors.AsType[*chat.Error](err)
			switch {
			case tt.field == "" && err != nil:
				t.Errorf("%s, %s: %v", name, call, err)
			case tt.field != "" && (e == nil || e.Kind != chat.Invalid || len(e.Fields) != 1 || e.Fields[0].Field != tt.field):
				t.Errorf("%s, %s: %v", name, call, err)
			}
		}
	}
	wrong := catalog.FactsInput{ContextSize: new(0), InputPrice: new(-1.0), OutputPrice: new(-1.0)}
	_, err := f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: m.ID, Facts: wrong})
	if e, _ := errors.AsType[*chat.Error](err); e == nil || len(e.Fields) != 3 {
		t.Errorf("several at once: %v", err)
	}
}

func TestPeopleSayMoreThanProviders(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, l *lister) {
		l.offer(provider.Offer{ID: "a", Facts: said(4096, 100, 200, chat.Tools)}, provider.Offer{ID: "b"})
		p := f.addListed("one")
		f.want("at once", "a b")
		f.wantKnown("as discovered", "a", said(4096, 100, 200, chat.Tools))
		f.wantKnown("as discovered", "b", chat.ModelFacts{})

		update := func(in catalog.FactsInput) {
			t.Helper()
			if _, err := f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: f.model("a").ID, Facts: in}); err != nil {
				t.Fatal(err)
			}
		}
		update(catalog.FactsInput{ContextSize: new(2048), OutputPrice: new(1.5), Capabilities: []chat.Capability{chat.Audio, chat.Vision, chat.Audio}})
		f.wantKnown("as people say", "a", said(2048, 100, 1_500_000, chat.Vision, chat.Audio))

		l.offer(provider.Offer{ID: "a", Facts: said(8192, 300, 400)}, provider.Offer{ID: "b", Facts: said(1, 0, 0)})
		pass(11 * time.Minute)
		f.want("offered otherwise", "a b")
		f.wantKnown("kept", "a", said(2048, 300, 1_500_000, chat.Vision, chat.Audio))
		f.wantKnown("offered otherwise", "b", said(1, 0, 0))

		update(catalog.FactsInput{Clear: []chat.ModelFact{chat.FactContextSize, chat.FactCapabilities}, OutputPrice: new(2.0)})
		f.wantKnown("cleared", "a", said(8192, 300, 2_000_000))

		m, err := f.PutModel(t.Context(), admin, catalog.ModelInput{
			ProviderID: p.ID, UpstreamID: "a", DisplayName: "A", Enabled: true,
			Facts: catalog.FactsInput{InputPrice: new(0.0), Clear: []chat.ModelFact{chat.FactOutputPrice}},
		})
		want := said(8192, 0, 0)
		want.InputPrice = new(chat.MicroDollars(0))
		if err != nil || m.After.Source != chat.SourceAdmin || !m.After.Facts.Equal(want) {
			t.Errorf("on a list of its own: %+v, %v", m, err)
		}
		if _, err = f.PutModel(t.Context(), admin, catalog.ModelInput{ProviderID: p.ID, UpstreamID: "b", DisplayName: "B"}); err != nil {
			t.Fatal(err)
		}
		f.wantKnown("a new one has what its provider says", "b", said(1, 0, 0))
		l.offer(provider.Offer{ID: "a", Facts: said(7, 7, 7)})
		pass(11 * time.Minute)
		f.want("people's list is theirs", "A")
		f.wantKnown("people's list is theirs", "a", want)
	})
}

func TestDeletingAListAsksAtOnce(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, l *lister) {
		l.set(nil, "a")
		p := f.addListed("one")
		f.want("at once", "a")
		m := f.putModel(p.ID, "mine")
		pass(2 * time.Second)
		if err := f.DeleteModel(t.Context(), admin, m.ID); err != nil {
			t.Fatal(err)
		}
		pass(2 * time.Second)
		f.want("without a list of its own", "a")
	})
}

func TestFactsOfTheConfiguration(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	c := f.configured("one")
	c.Models = []catalog.ConfiguredModel{{Name: "a", Facts: said(4096, 1, 2, chat.Reasoning)}}
	f.sync("", c)
	f.wantKnown("as configured", "a", said(4096, 1, 2, chat.Reasoning))
	_, err := f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: f.model("a").ID, Facts: catalog.FactsInput{ContextSize: new(1)}})
	wantKind(t, err, chat.Conflict, "configuration file")
	c.Models[0].Facts = said(0, 0, 3)
	f.sync("", c)
	f.wantKnown("configured otherwise", "a", said(0, 0, 3))
}
