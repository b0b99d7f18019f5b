package event

import "time"

// warnPause is the shortest time between two mentions of slow readers.
const warnPause = 10 * time.Second

// account counts what one look at a subscription found and mentions readers
// that are about to lose something.
func (h *Hub) account(s *Subscription, v verdict, b *batch) {
	switch v {
	case missed:
		h.metrics.lostDeltas.Add(float64(b.lostDeltas))
		h.metrics.lostSystem.Add(float64(b.lostSystem))
	case lagged:
		h.metrics.cutoffs.Inc()
	case ready:
		if float64(b.behind) <= max(0, h.opts.WarnRatio)*float64(h.opts.Capacity) {
			return
		}
	case parked, ended:
		return
	}
	h.warn(s, b)
}

func (h *Hub) warn(s *Subscription, b *batch) {
	now := h.opts.Now()
	next := h.warnAt.Load()
	if now.UnixNano() < next || !h.warnAt.CompareAndSwap(next, now.Add(warnPause).UnixNano()) {
		return
	}
	log := h.logger
	if !s.feed.conversation.IsZero() {
		log = log.With("conversation_id", s.feed.conversation)
	}
	log.Warn("a reader does not keep up with its events", "account_id", s.account,
		"behind", b.behind, "capacity", h.opts.Capacity, "lost_deltas", b.lostDeltas)
}
