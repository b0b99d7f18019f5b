package event

import "github.com/prometheus/client_golang/prometheus"

// depth is a collector of how far readers are behind. It looks when it is
// asked, so that nothing is counted where events are delivered.
type depth struct {
	hub                   *Hub
	waiting, furthest     *prometheus.Desc
	conversations, people *prometheus.Desc
}

func newDepth(h *Hub) *depth {
	describe := func(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }
	return &depth{
		hub:           h,
		waiting:       describe("rustygpt_stream_queue_events", "Events that readers have not taken yet, all readers together."),
		furthest:      describe("rustygpt_stream_queue_depth", "Events that the reader who is furthest behind has not taken yet."),
		conversations: describe("rustygpt_stream_conversations", "Conversations whose newest events are in memory."),
		people:        describe("rustygpt_stream_people", "Accounts with a stream of their own open."),
	}
}

// Describe sends the descriptions of the metrics.
func (d *depth) Describe(to chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{d.waiting, d.furthest, d.conversations, d.people} {
		to <- desc
	}
}

// Collect sends their values.
func (d *depth) Collect(to chan<- prometheus.Metric) {
	var waiting, furthest uint64
	for _, f := range d.hub.all() {
		sum, most := f.depth()
		waiting += sum
		furthest = max(furthest, most)
	}
	d.hub.mu.RLock()
	conversations, people := len(d.hub.topics), len(d.hub.people)
	d.hub.mu.RUnlock()
	gauge := func(desc *prometheus.Desc, n float64) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, n)
	}
	gauge(d.waiting, float64(waiting))
	gauge(d.furthest, float64(furthest))
	gauge(d.conversations, float64(conversations))
	gauge(d.people, float64(people))
}

// depth is how many entries all readers together, and the slowest of them, have
// not taken.
func (f *feed) depth() (sum, most uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.subs {
		behind := f.ring.next - s.cursor
		sum += behind
		most = max(most, behind)
	}
	return sum, most
}
