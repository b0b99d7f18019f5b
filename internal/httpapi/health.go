package httpapi

import (
	"context"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/rustygpt/rustygpt/api"
)

func (s *Server) healthz(context.Context, *nothing) (*payload[api.Liveness], error) {
	s.metrics.health.WithLabelValues("healthz", "ok").Inc()
	return respond(api.Liveness{Status: "ok"}), nil
}

type readiness struct {
	Status int
	Body   api.Readiness
}

// readyz tells a load balancer whether to send people here.
func (s *Server) readyz(ctx context.Context, _ *nothing) (*readiness, error) {
	missing, err := s.readiness.Ready(ctx)
	status, body := http.StatusServiceUnavailable, api.Readiness{Missing: missing}
	for _, w := range s.care.Warnings() {
		body.Warnings = append(body.Warnings, w.Code)
	}
	result := "incomplete"
	switch {
	case err != nil:
		exchangeOf(ctx).fault = err
		result, body.Status, body.Missing = "error", "no_db", []string{"database_connection_unavailable"}
	case len(missing) > 0:
		body.Status = "degraded"
	default:
		result, status, body.Ready, body.Status = "ok", http.StatusOK, true, "ready"
	}
	s.metrics.health.WithLabelValues("readyz", result).Inc()
	return &readiness{status, body}, nil
}

func (s *Server) chatsHealth(context.Context, *nothing) (*payload[api.HealthResponse], error) {
	return respond(api.HealthResponse{Status: "ok", Version: s.config.Version}), nil
}

// getHealth tells administrators what they should look after.
func (s *Server) getHealth(ctx context.Context, _ *nothing) (*payload[api.AdminHealth], error) {
	health, err := s.care.Health(ctx)
	if err != nil {
		return nil, err
	}
	return respond(health), nil
}

func (s *Server) getMetrics(w http.ResponseWriter, r *http.Request, _ *nothing) error {
	promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{DisableCompression: true}).ServeHTTP(w, r)
	return nil
}
