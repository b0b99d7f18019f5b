package event

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/chat"
)

var eventTypes = []chat.EventType{
	chat.EventThreadNew, chat.EventThreadActivity, chat.EventMessageNew, chat.EventMessageUpdated,
	chat.EventMessageDelta, chat.EventMessageDone, chat.EventUnreadUpdate, chat.EventMembershipChanged,
	chat.EventConversationUpdated, chat.EventPresenceUpdate, chat.EventTypingUpdate, chat.EventError,
	chat.EventConversationNew, chat.EventGenerationStarted, chat.EventGenerationEnded, chat.EventMention,
}

type metrics struct {
	open       prometheus.Gauge
	events     map[chat.EventType]prometheus.Counter
	lostDeltas prometheus.Counter
	lostSystem prometheus.Counter
	cutoffs    prometheus.Counter
	gaps       prometheus.Counter
	personal   map[chat.EventType]prometheus.Counter
	replays    map[chat.EventType]prometheus.Counter
	replayTime prometheus.Histogram
}

func newMetrics(reg prometheus.Registerer) *metrics {
	open := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "rustygpt_streams_open",
		Help: "Event streams being served.",
	})
	events := byLabel("rustygpt_stream_events_total", "Events fanned out to the subscribers of their conversation, each counted once.", "type")
	drops := byLabel("rustygpt_stream_drops_total", "Events that readers lost because they were too slow.", "class")
	cutoffs := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "rustygpt_stream_cutoffs_total",
		Help: "Readers cut off because they were too slow for events that must not be lost.",
	})
	gaps := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "rustygpt_stream_replay_gaps_total",
		Help: "Readers whose resume point was too old or unknown.",
	})
	personal := byLabel("rustygpt_stream_personal_events_total", "Events that people's own streams were told, each counted once.", "type")
	replays := byLabel("rustygpt_sse_replay_events_total", "Events replayed to resuming readers.", "type")
	replayTime := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name:    "rustygpt_sse_replay_duration_ms",
		Help:    "Time it took to collect a replay, in milliseconds.",
		Buckets: []float64{1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000},
	})
	reg.MustRegister(open, events, drops, cutoffs, gaps, personal, replays, replayTime)
	return &metrics{
		open:       open,
		events:     children(events),
		lostDeltas: drops.WithLabelValues("delta"),
		lostSystem: drops.WithLabelValues("system"),
		cutoffs:    cutoffs,
		gaps:       gaps,
		personal:   children(personal),
		replays:    children(replays),
		replayTime: replayTime,
	}
}

func byLabel(name, help, label string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label})
}

func children(v *prometheus.CounterVec) map[chat.EventType]prometheus.Counter {
	m := make(map[chat.EventType]prometheus.Counter, len(eventTypes))
	for _, t := range eventTypes {
		m[t] = v.WithLabelValues(string(t))
	}
	return m
}

func (m *metrics) published(events []chat.Event) {
	for _, e := range events {
		count(m.events, e.Type)
	}
}

func (m *metrics) told(list []news) {
	for _, n := range list {
		if n.entry != nil {
			count(m.personal, n.entry.event.Type)
		}
	}
}

func (m *metrics) replayed(entries []*entry, took time.Duration) {
	for _, e := range entries {
		count(m.replays, e.event.Type)
	}
	m.replayTime.Observe(float64(took) / float64(time.Millisecond))
}

func count(counters map[chat.EventType]prometheus.Counter, t chat.EventType) {
	if c, ok := counters[t]; ok {
		c.Inc()
	}
}
