package storetest

import (
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func (w *world) provider(name string) chat.Provider {
	w.Helper()
	p := chat.Provider{
		ID: chat.NewID[chat.Provider](), Name: name, Type: chat.ProviderOpenAI, BaseURL: "http://127.0.0.1:1/v1",
		SealedKey: "key", Enabled: true, Source: chat.SourceAdmin, CreatedAt: w.now(), UpdatedAt: w.clock,
	}
	w.must(w.AddProvider(w.Context(), p))
	return p
}

func (w *world) model(p chat.Provider, upstream string) chat.Model {
	w.Helper()
	m, err := w.PutModel(w.Context(), chat.Model{
		ID: chat.NewID[chat.Model](), ProviderID: p.ID, UpstreamID: upstream, DisplayName: upstream, Enabled: true,
		Source: chat.SourceDiscovered, CreatedAt: w.now(), UpdatedAt: w.clock,
	})
	w.must(err)
	equal(w, "what was there before", m.Before, chat.Model{})
	return m.After
}

func testProviders(w *world) {
	ctx := w.Context()
	b, a := w.provider("Beta"), w.provider("alpha")
	list, err := w.ListProviders(ctx)
	w.must(err)
	equal(w, "providers", list, []chat.Provider{a, b})
	again := a
	again.ID, again.Name = chat.NewID[chat.Provider](), "BETA"
	w.refuses(chat.Conflict, w.AddProvider(ctx, again))

	changed, err := w.UpdateProvider(ctx, store.ProviderPatch{
		ID: b.ID, BaseURL: pointer("http://127.0.0.1:2"), SealedKey: pointer(""), Enabled: pointer(false), At: w.now(),
	})
	w.must(err)
	before := b
	b.BaseURL, b.SealedKey, b.Enabled, b.UpdatedAt = "http://127.0.0.1:2", "", false, w.clock
	equal(w, "changed provider", changed, store.Changed[chat.Provider]{Before: before, After: b})
	_, err = w.UpdateProvider(ctx, store.ProviderPatch{ID: b.ID, Name: pointer("Alpha"), At: w.now()})
	w.refuses(chat.Conflict, err)

	w.model(b, "m")
	w.must(w.DeleteProvider(ctx, b.ID))
	models, err := w.ListModels(ctx)
	w.must(err)
	equal(w, "models", models, nil)
	w.refuses(chat.NotFound, w.DeleteProvider(ctx, b.ID))
	_, err = w.UpdateProvider(ctx, store.ProviderPatch{ID: b.ID, At: w.now()})
	w.refuses(chat.NotFound, err)
}

func testModels(w *world) {
	ctx := w.Context()
	p := w.provider("local")
	b, a := w.model(p, "Beta"), w.model(p, "alpha")

	// The same upstream id is the same model.
	temperature := 0.5
	again := a
	again.ID, again.DisplayName, again.CreatedAt, again.UpdatedAt = chat.NewID[chat.Model](), "Alpha 2", w.now(), w.clock
	again.Params = chat.ModelParams{Temperature: &temperature, Stop: []string{"x"}}
	again.Facts = chat.ModelFacts{ContextSize: pointer(8192), InputPrice: pointer(chat.MicroDollars(0)), Capabilities: []chat.Capability{chat.Tools}}
	again.Reported = chat.ModelFacts{OutputPrice: pointer(chat.MaxPrice), Capabilities: []chat.Capability{}}
	put, err := w.PutModel(ctx, again)
	w.must(err)
	again.ID, again.CreatedAt = a.ID, a.CreatedAt
	equal(w, "overwritten model", put, store.Changed[chat.Model]{Before: a, After: again})

	marked, err := w.UpdateModel(ctx, store.ModelPatch{ID: b.ID, IsDefault: pointer(true), At: w.now()})
	w.must(err)
	b = marked.After
	list, err := w.ListModels(ctx)
	w.must(err)
	equal(w, "models", list, []chat.Model{b, again})
	put, err = w.UpdateModel(ctx, store.ModelPatch{ID: a.ID, IsDefault: pointer(true), At: w.now()})
	w.must(err)
	b.IsDefault = false
	list, err = w.ListModels(ctx)
	w.must(err)
	equal(w, "models after the default moved", list, []chat.Model{put.After, b})

	_, err = w.UpdateModel(ctx, store.ModelPatch{ID: b.ID, UpstreamID: pointer("alpha"), At: w.now()})
	w.refuses(chat.Conflict, err)
	_, err = w.UpdateModel(ctx, store.ModelPatch{ID: chat.NewID[chat.Model](), At: w.now()})
	w.refuses(chat.NotFound, err)
	orphan := b
	orphan.ProviderID = chat.NewID[chat.Provider]()
	_, err = w.PutModel(ctx, orphan)
	w.refuses(chat.NotFound, err)
	w.must(w.DeleteModel(ctx, b.ID))
	w.refuses(chat.NotFound, w.DeleteModel(ctx, b.ID))
}

func testModelFacts(w *world) {
	ctx := w.Context()
	m := w.model(w.provider("local"), "m")
	stored := m
	update := func(p store.ModelPatch) {
		w.Helper()
		p.ID, p.At = m.ID, w.now()
		changed, err := w.UpdateModel(ctx, p)
		w.must(err)
		m.UpdatedAt = w.clock
		equal(w, "model before", changed.Before, stored)
		equal(w, "changed model", changed.After, m)
		stored = m
		list, err := w.ListModels(ctx)
		w.must(err)
		equal(w, "models", list, []chat.Model{m})
	}

	m.Facts = chat.ModelFacts{
		ContextSize: pointer(131072), InputPrice: pointer(chat.MicroDollars(150_000)), OutputPrice: pointer(chat.MaxPrice),
		Capabilities: []chat.Capability{chat.Vision, chat.Tools},
	}
	update(store.ModelPatch{Facts: m.Facts})
	update(store.ModelPatch{}) // what is not said stays
	m.Facts.InputPrice, m.Facts.Capabilities = pointer(chat.MicroDollars(0)), []chat.Capability{}
	update(store.ModelPatch{Facts: chat.ModelFacts{InputPrice: m.Facts.InputPrice, Capabilities: m.Facts.Capabilities}})

	m.Reported = chat.ModelFacts{ContextSize: pointer(4096), Capabilities: []chat.Capability{chat.Audio}}
	update(store.ModelPatch{Reported: &m.Reported})
	m.Facts = chat.ModelFacts{OutputPrice: pointer(chat.MicroDollars(7))} // a new value wins over clearing the old one
	update(store.ModelPatch{
		Clear: []chat.ModelFact{chat.FactContextSize, chat.FactInputPrice, chat.FactOutputPrice, chat.FactCapabilities},
		Facts: m.Facts,
	})
	m.Reported = chat.ModelFacts{}
	update(store.ModelPatch{Reported: &m.Reported})
}

// testOffers: what a provider offers is its list until people make one, whichever
// of the two comes last.
func testOffers(w *world) {
	ctx := w.Context()
	p, other := w.provider("local"), w.provider("other")
	offer := func(upstream ...string) {
		w.Helper()
		o := store.Offers{Provider: p.ID, At: w.now()}
		for i, id := range upstream {
			o.Models = append(o.Models, store.Offer{
				ID: chat.NewID[chat.Model](), UpstreamID: id, Reported: chat.ModelFacts{ContextSize: pointer(1000 * (i + 1))},
			})
		}
		w.must(w.OfferModels(ctx, o))
	}
	listed := func() (list []chat.Model) {
		w.Helper()
		all, err := w.ListModels(ctx)
		w.must(err)
		for _, m := range all {
			if m.ProviderID == p.ID {
				list = append(list, m)
			}
		}
		return list
	}
	w.model(other, "a")

	offer("a", "b")
	first := w.clock
	list := listed()
	for i, m := range list {
		equal(w, "offered model", m, chat.Model{
			ID: m.ID, ProviderID: p.ID, ProviderName: "local", UpstreamID: []string{"a", "b"}[i], DisplayName: []string{"a", "b"}[i],
			Enabled: true, Source: chat.SourceDiscovered, Reported: chat.ModelFacts{ContextSize: pointer(1000 * (i + 1))},
			CreatedAt: first, UpdatedAt: first,
		})
	}
	changed, err := w.UpdateModel(ctx, store.ModelPatch{
		ID: list[1].ID, Enabled: pointer(false), DisplayName: pointer("B"), IsDefault: pointer(true), At: w.now(),
	})
	w.must(err)
	b := changed.After

	offer("c", "b")
	list = listed()
	equal(w, "names", []string{list[0].UpstreamID, list[1].UpstreamID}, []string{"b", "c"})
	equal(w, "models", len(list), 2)
	equal(w, "what people changed of a model that says the same", list[0], b)
	offer("b", "c")
	b.Reported, b.UpdatedAt = chat.ModelFacts{ContextSize: pointer(1000)}, w.clock
	equal(w, "of one that says something else", listed()[0], b)

	own := b
	own.ID, own.Source, own.DisplayName, own.Enabled, own.UpdatedAt = chat.NewID[chat.Model](), chat.SourceAdmin, "Mine", true, w.now()
	put, err := w.PutModel(ctx, own)
	w.must(err)
	own.ID = b.ID
	equal(w, "a model that people made of it", put, store.Changed[chat.Model]{Before: b, After: own})
	equal(w, "the list that people made", listed(), []chat.Model{own})
	offer("a", "b", "c")
	equal(w, "the list that people made", listed(), []chat.Model{own})

	w.must(w.DeleteModel(ctx, own.ID))
	offer("c")
	equal(w, "models without a list that people made", len(listed()), 1)
	offer()
	equal(w, "models", len(listed()), 0)
	w.refuses(chat.NotFound, w.OfferModels(ctx, store.Offers{Provider: chat.NewID[chat.Provider](), At: w.now()}))
	w.model(p, "again") // nothing of another provider's went
	all, err := w.ListModels(ctx)
	w.must(err)
	equal(w, "models of both", len(all), 2)
}

func testModelNames(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	p := w.provider("local")
	m := w.model(p, "m")
	c := w.conversation(store.NewConversation{Kind: chat.KindChat, Owner: ada.ID, ModelID: m.ID})
	n := w.newMessage(c, chat.MessageID{}, ada.ID, "hello")
	n.Answers = oneAnswer(ada.ID)
	n.Answers[0].ModelID = m.ID
	posted, err := w.PostMessage(ctx, n)
	w.must(err)
	equal(w, "model of the answer", w.find(posted.Answer().ID, ada.ID).Answer.ModelID, m.ID)

	w.must(w.DeleteProvider(ctx, p.ID))
	answer := w.find(posted.Answer().ID, ada.ID).Answer
	equal(w, "names", []string{answer.ModelName, answer.ProviderName}, []string{"gpt-tiny", "local"})
	equal(w, "model of the answer", answer.ModelID, chat.ModelID{})
	equal(w, "model of the chat", w.see(c, ada.ID).ModelID, chat.ModelID{})

	// A model that goes between choosing it and posting.
	n = w.newMessage(c, chat.MessageID{}, ada.ID, "again")
	n.Answers = oneAnswer(ada.ID)
	n.Answers[0].ModelID = m.ID
	_, err = w.PostMessage(ctx, n)
	w.must(err)
}
