package httpapi

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics of the edge. The path label is always a row of the table or one of
// two words, so their number is bounded.
type metrics struct {
	limitMetrics
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	health   *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	labels := []string{"method", "path", "status"}
	m := &metrics{
		limitMetrics: newLimitMetrics(reg),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_requests_total", Help: "Requests answered.",
		}, labels),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_request_duration_seconds", Help: "Time from the request's header to the end of its answer.",
			Buckets: prometheus.DefBuckets,
		}, labels),
		health: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "health_checks_total", Help: "Probe answers.",
		}, []string{"endpoint", "status"}),
	}
	reg.MustRegister(m.requests, m.duration, m.health)
	return m
}

// answered counts one request. A taken-over connection counts as its upgrade:
// the stream lives on by itself. Children cannot be resolved up front, since
// statuses are only known by the answers.
func (m *metrics) answered(method, path string, status int, took time.Duration) {
	text := strconv.Itoa(status)
	m.requests.WithLabelValues(method, path, text).Inc()
	m.duration.WithLabelValues(method, path, text).Observe(took.Seconds())
}
