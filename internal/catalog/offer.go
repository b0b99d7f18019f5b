package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
)

// discover asks one provider, and brings its models on the list up to date
// unless somebody made the list.
func (d *discovery) discover(ctx context.Context, b *backend) error {
	offers, err := d.ask(ctx, b, d.opts.Probe)
	if err != nil {
		return err
	}
	if err = d.update(ctx, b, offers); err != nil && ctx.Err() == nil {
		d.log.WarnContext(ctx, "a provider's models could not be noted; trying again", "provider", b.Name, "error", err)
	}
	return err
}

func (d *discovery) update(ctx context.Context, b *backend, offers []provider.Offer) error {
	offers = slices.DeleteFunc(slices.Clone(offers), func(o provider.Offer) bool { return unfit(o.ID) })
	offers = offers[:min(len(offers), maxDiscovered)]
	if len(offers) == 0 {
		return nil // a service that is starting lists nothing: keep what there is
	}
	snap, err := d.load(ctx)
	if err != nil {
		return err
	}
	if now := snap.backends[b.ID]; now == nil || now.connection != b.connection || snap.hasOwnList(b.ID) {
		return nil // changed while we asked, or made by people
	}
	changed, err := d.offer(ctx, snap, b.ID, offers)
	if !changed {
		return err
	}
	snap, loadErr := d.load(ctx)
	if loadErr == nil {
		_, loadErr = d.applyPin(ctx, snap)
	}
	d.changed(ctx)
	if err == nil {
		err = loadErr
	}
	return err
}

// offer adds the models that are not on the list, notes what the provider says
// of the others, and removes those that it no longer offers. What people
// changed of the others stays.
func (d *discovery) offer(ctx context.Context, snap *snapshot, id chat.ProviderID, offers []provider.Offer) (changed bool, err error) {
	listed := map[string]chat.Model{}
	for _, m := range snap.discovered(id) {
		listed[m.UpstreamID] = m
	}
	for _, o := range offers {
		m, known := listed[o.ID]
		delete(listed, o.ID)
		if known && m.Reported.Equal(o.Facts) {
			continue
		}
		changed = true
		if err := d.noteOffer(ctx, id, m, o); err != nil {
			return changed, err
		}
	}
	var gone []chat.Model
	for _, m := range listed {
		gone = append(gone, m)
	}
	return changed || len(gone) > 0, d.removeModels(ctx, gone, chat.ModelID{})
}

// noteOffer writes a model down, or what is new about the one that is there.
func (d *discovery) noteOffer(ctx context.Context, id chat.ProviderID, known chat.Model, o provider.Offer) (err error) {
	now := d.opts.Now()
	if known.ID.IsZero() {
		_, err = d.store.PutModel(ctx, chat.Model{
			ID: chat.NewID[chat.Model](), ProviderID: id, UpstreamID: o.ID, DisplayName: o.ID, Reported: o.Facts,
			Enabled: true, Source: chat.SourceDiscovered, CreatedAt: now, UpdatedAt: now,
		})
	} else {
		_, err = d.store.UpdateModel(ctx, store.ModelPatch{ID: known.ID, Reported: &o.Facts, At: now})
	}
	if err != nil {
		return fmt.Errorf("note the discovered model %s: %w", o.ID, err)
	}
	return nil
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
