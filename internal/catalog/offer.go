package catalog

import (
	"context"
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
	if !snap.isNews(b.ID, offers) {
		return nil
	}
	if err := d.offer(ctx, b.ID, offers); err != nil {
		return err
	}
	defer d.changed(ctx)
	snap, err = d.load(ctx)
	if err != nil {
		return err
	}
	_, err = d.applyPin(ctx, snap)
	return err
}

// isNews reports whether the list differs from what is offered.
func (v *snapshot) isNews(id chat.ProviderID, offers []provider.Offer) bool {
	listed := map[string]chat.ModelFacts{}
	for _, m := range v.discovered(id) {
		listed[m.UpstreamID] = m.Reported
	}
	for _, o := range offers {
		if facts, known := listed[o.ID]; !known || !facts.Equal(o.Facts) {
			return true
		}
	}
	return len(listed) != len(offers)
}

func (d *discovery) offer(ctx context.Context, id chat.ProviderID, offers []provider.Offer) error {
	list := store.Offers{Provider: id, At: d.opts.Now()}
	for _, o := range offers {
		list.Models = append(list.Models, store.Offer{ID: chat.NewID[chat.Model](), UpstreamID: o.ID, Reported: o.Facts})
	}
	return d.store.OfferModels(ctx, list)
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
