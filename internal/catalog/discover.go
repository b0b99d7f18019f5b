package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// The pauses after a discovery that failed: doubled each time, up to the usual
// interval.
const firstRetry = 5 * time.Second

// Run keeps the list current until ctx ends: it notices changes by other
// processes, and asks providers without a list of their own what they offer.
// Nobody ever waits for it.
func (s *Service) Run(ctx context.Context) error {
	d := &discovery{Service: s, tries: map[chat.ProviderID]*try{}, done: make(chan outcome)}
	ticker := time.NewTicker(s.opts.Refresh)
	defer ticker.Stop()
	d.start(ctx)
	for {
		select {
		case <-ctx.Done():
			d.finish()
			return nil
		case <-ticker.C:
			if err := s.Refresh(ctx); err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "the list of models could not be read again", "error", err)
			}
		case <-s.kick:
		case o := <-d.done:
			d.note(ctx, o)
		}
		d.start(ctx)
	}
}

// discovery is the state of Run. Only its loop touches it.
type discovery struct {
	*Service
	tries   map[chat.ProviderID]*try
	running int
	done    chan outcome
}

// try is what is known of a provider's discoveries.
type try struct {
	provider chat.Provider // as it was at the last one
	running  bool
	failures int // since the last success
	next     time.Time
}

// outcome is how one discovery ended.
type outcome struct {
	provider chat.ProviderID
	models   int
	err      error
}

// start begins every discovery that is due.
func (d *discovery) start(ctx context.Context) {
	snap, err := d.view(ctx)
	if err != nil {
		return // the next tick reads it again and says so
	}
	now := d.opts.Now()
	for id := range d.tries {
		if snap.backends[id] == nil && !d.tries[id].running {
			delete(d.tries, id)
		}
	}
	for _, p := range snap.providers {
		if !d.discoverable(snap, p) {
			continue
		}
		t := d.tries[p.ID]
		if t == nil || !t.running && (!sameEndpoint(t.provider, p) || !t.provider.Enabled) {
			t = &try{} // new or changed: at once
			d.tries[p.ID] = t
		}
		if t.running || now.Before(t.next) {
			continue
		}
		t.running, t.provider = true, p
		d.running++
		go func() {
			models, err := d.discover(ctx, snap.backends[p.ID])
			d.done <- outcome{p.ID, models, err}
		}()
	}
}

func (d *discovery) discoverable(snap *snapshot, p chat.Provider) bool {
	return p.Enabled && p.Source != chat.SourceBuiltin && d.factories[p.Type] != nil && !snap.hasOwnList(p.ID)
}

// note records an outcome and sets the next try.
func (d *discovery) note(ctx context.Context, o outcome) {
	d.running--
	t := d.tries[o.provider]
	t.running = false
	if ctx.Err() != nil {
		return
	}
	now := d.opts.Now()
	d.mu.Lock()
	c := d.contacts[o.provider]
	if o.err == nil {
		c = contact{seenAt: now}
	} else {
		c.problem = messageOf(o.err)
	}
	d.contacts[o.provider] = c
	d.mu.Unlock()

	name := t.provider.Name
	if o.err == nil {
		d.log.DebugContext(ctx, "a provider's models were discovered", "provider", name, "models", o.models)
		t.failures, t.next = 0, now.Add(d.opts.Rediscover)
		return
	}
	pause := min(firstRetry<<min(t.failures, 16), d.opts.Rediscover)
	if t.failures++; t.failures == 1 {
		d.log.WarnContext(ctx, "a provider's models could not be discovered; trying again", "provider", name, "error", o.err)
	}
	t.next = now.Add(pause)
}

// finish waits for the discoveries that run; their context has ended.
func (d *discovery) finish() {
	for ; d.running > 0; d.running-- {
		<-d.done
	}
}

// discover asks one provider and brings its models on the list up to date.
func (d *discovery) discover(ctx context.Context, b *backend) (models int, err error) {
	adapter, err := b.adapter()
	if err != nil {
		return 0, err
	}
	ids, err := listModels(ctx, adapter, d.opts.TestTimeout)
	if err != nil {
		return 0, err
	}
	ids = slices.DeleteFunc(ids, unfit)
	ids = ids[:min(len(ids), maxDiscovered)]
	if len(ids) == 0 {
		return 0, nil // a service that is starting lists nothing: keep what there is
	}
	snap, err := d.load(ctx)
	if err != nil {
		return 0, err
	}
	if b := snap.backends[b.ID]; b == nil || !d.discoverable(snap, b.Provider) {
		return 0, nil // changed while we asked
	}
	changed, err := d.offer(ctx, snap, b.ID, ids)
	if !changed {
		return len(ids), err
	}
	snap, loadErr := d.load(ctx)
	if loadErr == nil {
		_, loadErr = d.applyPin(ctx, snap)
	}
	d.changed(ctx)
	if err == nil {
		err = loadErr
	}
	return len(ids), err
}

// offer adds the ids that are not on the list and removes those that the
// provider no longer offers. What an administrator changed of the others stays.
func (d *discovery) offer(ctx context.Context, snap *snapshot, id chat.ProviderID, ids []string) (changed bool, err error) {
	listed := map[string]bool{}
	var gone []chat.Model
	for _, m := range snap.discovered(id) {
		listed[m.UpstreamID] = true
		if !slices.Contains(ids, m.UpstreamID) {
			gone = append(gone, m)
		}
	}
	now := d.opts.Now()
	for _, upstreamID := range ids {
		if listed[upstreamID] {
			continue
		}
		changed = true
		_, err := d.store.PutModel(ctx, chat.Model{
			ID: chat.NewID[chat.Model](), ProviderID: id, UpstreamID: upstreamID, DisplayName: upstreamID,
			Enabled: true, Source: chat.SourceDiscovered, CreatedAt: now, UpdatedAt: now,
		})
		if err != nil {
			return changed, fmt.Errorf("add the discovered model %s: %w", upstreamID, err)
		}
	}
	return changed || len(gone) > 0, d.removeModels(ctx, gone, chat.ModelID{})
}

// otherUses are parts of the names of models that cannot chat. Services list
// them beside the others without a hint.
var otherUses = []string{
	"embed", "rerank", "moderation", "whisper", "transcribe", "tts", "dall-e", "image", "sora", "realtime", "babbage", "davinci",
}

// maxDiscovered keeps a service that lists without end from filling the table.
const maxDiscovered = 1000

// unfit reports whether a model, going by its name, does not chat or cannot be
// shown. An administrator can still put the former on the provider's list.
func unfit(id string) bool {
	if _, err := checkName("id", id); err != nil {
		return true
	}
	id = strings.ToLower(id)
	return slices.ContainsFunc(otherUses, func(use string) bool { return strings.Contains(id, use) })
}
