package generation

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	running       prometheus.Gauge
	ended         map[string]prometheus.Counter // by outcome
	firstToken    prometheus.Histogram
	commitSeconds prometheus.Histogram
	commitChunks  prometheus.Histogram
	cancels       prometheus.Counter
	timeouts      prometheus.Counter
	cancelLatency prometheus.Histogram
}

func newMetrics(reg prometheus.Registerer) *metrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	m := &metrics{
		running: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "rustygpt_generations_running",
			Help: "Answers that are being written or wait their turn.",
		}),
		ended: map[string]prometheus.Counter{},
		firstToken: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "rustygpt_generation_first_token_seconds",
			Help:    "Time from the start of an answer to its first text.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}),
		commitSeconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "rustygpt_commit_seconds",
			Help:    "Time to commit one group of chunks.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1},
		}),
		commitChunks: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "rustygpt_commit_chunks",
			Help:    "Chunks and endings in one group.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 12),
		}),
		cancels: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "rustygpt_stream_cancels_total",
			Help: "Answers that a person stopped.",
		}),
		timeouts: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "rustygpt_stream_timeouts_total",
			Help: "Answers that ran into their deadline.",
		}),
		cancelLatency: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "rustygpt_stream_cancel_latency_ms",
			Help:    "Time from the start of an answer to the moment it was stopped.",
			Buckets: []float64{1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000},
		}),
	}
	total := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "rustygpt_generations_total",
		Help: "Answers that have ended, by outcome.",
	}, []string{"outcome"})
	for _, o := range []string{"completed", "cancelled", "timed_out", "failed", "interrupted"} {
		m.ended[o] = total.WithLabelValues(o)
	}
	reg.MustRegister(m.running, total, m.firstToken, m.commitSeconds, m.commitChunks,
		m.cancels, m.timeouts, m.cancelLatency)
	return m
}
