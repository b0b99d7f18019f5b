package catalog

import (
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// healthChanged logs that a provider is in another state now.
func (s *Service) healthChanged(p chat.Provider, from chat.HealthState, to chat.Health) {
	log := s.log.With("provider", p.Name, "from", from, "to", to.State)
	switch to.State {
	case chat.HealthDown:
		log.Warn("a provider is down", "problem", to.Problem, "retry_in", to.RetryAt.Sub(to.Since).Round(time.Millisecond))
	case chat.HealthFailing:
		log.Warn("a provider fails", "problem", to.Problem)
	default:
		log.Info("a provider answers")
	}
}

// healthOf is what is known of a provider. One that is switched off is not
// watched.
func (s *Service) healthOf(b *backend) chat.Health {
	status := b.health.Health()
	if _, err := b.adapter(); err != nil {
		status.State, status.Problem = chat.HealthFailing, provider.Problem(err)
	}
	return status
}

// metrics tell the health of every provider there is at the moment. Its
// providers bound the number of series: one that is removed is gone from them.
type metrics struct {
	service  *Service
	state    *prometheus.Desc
	failures *prometheus.Desc
	refusals *prometheus.Desc
}

func newMetrics(s *Service) metrics {
	return metrics{
		service: s,
		state: prometheus.NewDesc("provider_health",
			"1 for the state that a provider is in (unknown, ok, failing, down), 0 for the others.", []string{"provider", "state"}, nil),
		failures: prometheus.NewDesc("provider_failures_total",
			"Calls of a provider that failed because it was not reached, silent, broken or had too much to do.", []string{"provider"}, nil),
		refusals: prometheus.NewDesc("provider_refusals_total",
			"Requests for an answer that were not made because the provider or the model is down.", []string{"provider"}, nil),
	}
}

// Describe implements prometheus.Collector.
func (m metrics) Describe(descs chan<- *prometheus.Desc) {
	descs <- m.state
	descs <- m.failures
	descs <- m.refusals
}

// Collect implements prometheus.Collector. It reads no database.
func (m metrics) Collect(found chan<- prometheus.Metric) {
	snap := m.service.current.Load()
	if snap == nil {
		return
	}
	for _, p := range snap.providers {
		if !p.Enabled {
			continue
		}
		status := m.service.healthOf(snap.backends[p.ID])
		name := strings.ToValidUTF8(p.Name, "?") // labels have to be valid
		for _, state := range chat.HealthStates() {
			is := 0.0
			if status.State == state {
				is = 1
			}
			found <- prometheus.MustNewConstMetric(m.state, prometheus.GaugeValue, is, name, string(state))
		}
		found <- prometheus.MustNewConstMetric(m.failures, prometheus.CounterValue, float64(status.Failures), name)
		found <- prometheus.MustNewConstMetric(m.refusals, prometheus.CounterValue, float64(status.Refusals), name)
	}
}
