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
