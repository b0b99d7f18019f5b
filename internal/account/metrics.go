package account

import (
	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	loginSucceeded, loginRefused, loginDisabled, loginThrottled, loginFailed prometheus.Counter

	passwordChecks prometheus.Counter
	rotations      map[rotationReason]prometheus.Counter
	activeSessions map[string]prometheus.Gauge // by role name
}

func newMetrics(reg prometheus.Registerer) *metrics {
	logins := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "rustygpt_auth_logins_total",
		Help: "Attempts to sign in, by result.",
	}, []string{"result"})
	checks := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "rustygpt_auth_password_checks_total",
		Help: "Password hashes computed to check a password.",
	})
	rotations := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "rustygpt_auth_session_rotations_total",
		Help: "Login sessions replaced by a fresh one, by reason.",
	}, []string{"reason"})
	active := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "rustygpt_auth_active_sessions",
		Help: "Live login sessions, by role at the time of issue.",
	}, []string{"role"})
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	reg.MustRegister(logins, checks, rotations, active)

	m := &metrics{
		loginSucceeded: logins.WithLabelValues("success"),
		loginRefused:   logins.WithLabelValues("invalid_credentials"),
		loginDisabled:  logins.WithLabelValues("disabled"),
		loginThrottled: logins.WithLabelValues("throttled"),
		loginFailed:    logins.WithLabelValues("error"),
		passwordChecks: checks,
		rotations:      map[rotationReason]prometheus.Counter{},
		activeSessions: map[string]prometheus.Gauge{},
	}
	for _, reason := range rotationReasons {
		m.rotations[reason] = rotations.WithLabelValues(string(reason))
	}
	for _, role := range allRoles.Names() {
		m.activeSessions[role] = active.WithLabelValues(role)
	}
	return m
}
