package sweep

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	removed  *prometheus.CounterVec
	failures *prometheus.CounterVec
	done     *prometheus.GaugeVec
}

func newMetrics(reg prometheus.Registerer) metrics {
	label := []string{"sweep"}
	m := metrics{
		removed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rustygpt_sweep_removed_total", Help: "Things that sweeps have removed: rows, conversations or directories.",
		}, label),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rustygpt_sweep_failures_total", Help: "Sweeps that broke off; they are tried again.",
		}, label),
		done: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "rustygpt_sweep_last_success_timestamp_seconds", Help: "When a sweep last came to its end.",
		}, label),
	}
	reg.MustRegister(m.removed, m.failures, m.done)
	return m
}

// announce shows a sweep before it has done anything.
func (m metrics) announce(name string) {
	m.removed.WithLabelValues(name)
	m.failures.WithLabelValues(name)
}
