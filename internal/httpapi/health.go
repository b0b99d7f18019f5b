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
	switch {
	case err != nil:
		s.metrics.health.WithLabelValues("readyz", "error").Inc()
		return &readiness{http.StatusServiceUnavailable, api.Readiness{
			Status: "no_db", Missing: []string{"database_connection_unavailable"},
		}}, nil
	case len(missing) > 0:
		s.metrics.health.WithLabelValues("readyz", "incomplete").Inc()
		return &readiness{http.StatusServiceUnavailable, api.Readiness{Status: "degraded", Missing: missing}}, nil
	default:
		s.metrics.health.WithLabelValues("readyz", "ok").Inc()
		return &readiness{http.StatusOK, api.Readiness{Ready: true, Status: "ready"}}, nil
	}
}

func (s *Server) chatsHealth(context.Context, *nothing) (*payload[api.HealthResponse], error) {
	return respond(api.HealthResponse{Status: "ok", Version: s.config.Version}), nil
}

func (s *Server) getMetrics(w http.ResponseWriter, r *http.Request, _ *nothing) error {
	promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{DisableCompression: true}).ServeHTTP(w, r)
	return nil
}
