package storetest

import (
	"fmt"
	"sync"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// testChangedTogether has several change the same thing at once. What each is
// told that it was is what another one has made of it.
func testChangedTogether(w *world) {
	ada, p := w.account("ada"), w.provider("local")
	m := w.model(p, "m")
	at := w.now()
	for what, change := range map[string]func(name string) (before, after string, err error){
		"an account": func(name string) (string, string, error) {
			c, err := w.UpdateAccount(w.Context(), store.AccountPatch{ID: ada.ID, DisplayName: &name, At: at})
			return c.Before.DisplayName, c.After.DisplayName, err
		},
		"the settings": func(name string) (string, string, error) {
			c, err := w.UpdateSettings(w.Context(), store.SettingsPatch{ServerName: &name, At: at})
			return c.Before.ServerName, c.After.ServerName, err
		},
		"a provider": func(name string) (string, string, error) {
			c, err := w.UpdateProvider(w.Context(), store.ProviderPatch{ID: p.ID, Name: &name, At: at})
			return c.Before.Name, c.After.Name, err
		},
		"a model": func(name string) (string, string, error) {
			c, err := w.UpdateModel(w.Context(), store.ModelPatch{ID: m.ID, DisplayName: &name, At: at})
			return c.Before.DisplayName, c.After.DisplayName, err
		},
		"a model that is put again": func(name string) (string, string, error) {
			again := m
			again.ID, again.DisplayName = chat.NewID[chat.Model](), name
			c, err := w.PutModel(w.Context(), again)
			return c.Before.DisplayName, c.After.DisplayName, err
		},
	} {
		w.changeTogether(what, change)
	}
}

func (w *world) changeTogether(what string, change func(name string) (before, after string, err error)) {
	w.Helper()
	const writers, rounds = 4, 5
	var mu sync.Mutex
	became := map[string]string{} // by what it was
	var all sync.WaitGroup
	for writer := range writers {
		all.Go(func() {
			for round := range rounds {
				name := fmt.Sprintf("%s %d.%d", what, writer, round)
				before, after, err := change(name)
				mu.Lock()
				if err != nil || after != name || became[before] != "" {
					w.Errorf("%s: from %q to %q, %v", what, before, after, err)
				}
				became[before] = after
				mu.Unlock()
			}
		})
	}
	all.Wait()
	equal(w, what, len(became), writers*rounds)
}
