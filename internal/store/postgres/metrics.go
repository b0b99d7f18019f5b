package postgres

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	batches, scripts        *prometheus.CounterVec
	scriptDuration          *prometheus.HistogramVec
	alive, dead             prometheus.Counter
	ready, incomplete, sick prometheus.Counter
	retries                 prometheus.Counter
}

func newMetrics(reg prometheus.Registerer, maxConnections int32, statementTimeout time.Duration) *metrics {
	liveness := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "db_liveness_checks_total",
		Help: "Checks at start whether the database answers, by result.",
	}, []string{"status"})
	readiness := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "db_readiness_checks_total",
		Help: "Checks whether the database has everything it needs, by result.",
	}, []string{"status"})
	connections := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "db_pool_max_connections",
		Help: "Connections to the database kept open at most.",
	})
	timeout := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "db_statement_timeout_ms",
		Help: "Longest time one statement may take, in milliseconds; 0 = no limit.",
	})
	connections.Set(float64(maxConnections))
	timeout.Set(float64(statementTimeout.Milliseconds()))
	m := &metrics{
		batches: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "db_bootstrap_batches_total",
			Help: "Folders of database scripts worked through, by folder.",
		}, []string{"stage", "status"}),
		scripts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "db_bootstrap_scripts_total",
			Help: "Database scripts run, by folder, name and result.",
		}, []string{"stage", "name", "status"}),
		scriptDuration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "db_bootstrap_script_duration_seconds",
			Help:    "How long a database script took.",
			Buckets: prometheus.ExponentialBuckets(0.001, 4, 8),
		}, []string{"stage", "name"}),
		retries: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "db_retries_total",
			Help: "Units of work tried once more after a collision or a lost connection.",
		}),
		alive:      liveness.WithLabelValues("ok"),
		dead:       liveness.WithLabelValues("error"),
		ready:      readiness.WithLabelValues("ok"),
		incomplete: readiness.WithLabelValues("incomplete"),
		sick:       readiness.WithLabelValues("error"),
	}
	reg.MustRegister(liveness, readiness, connections, timeout, m.batches, m.scripts, m.scriptDuration, m.retries)
	return m
}

// watch tells how busy the connections are.
func watch(reg prometheus.Registerer, pool *pgxpool.Pool) {
	gauge := func(name, help string, value func(*pgxpool.Stat) int32) {
		reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			return float64(value(pool.Stat()))
		}))
	}
	gauge("db_pool_connections_in_use", "Connections to the database that a unit of work uses now.", (*pgxpool.Stat).AcquiredConns)
	gauge("db_pool_connections_idle", "Connections to the database that wait for work.", (*pgxpool.Stat).IdleConns)
	reg.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "db_pool_wait_seconds_total",
		Help: "Time that units of work waited for a connection because all were in use.",
	}, func() float64 { return pool.Stat().EmptyAcquireWaitTime().Seconds() }))
}

func (m *metrics) live(err error) {
	if err != nil {
		m.dead.Inc()
	} else {
		m.alive.Inc()
	}
}

func (m *metrics) checked(missing int, err error) {
	switch {
	case err != nil:
		m.sick.Inc()
	case missing > 0:
		m.incomplete.Inc()
	default:
		m.ready.Inc()
	}
}

func (m *metrics) ran(s script, took time.Duration, err error) {
	status := "ok"
	if err != nil {
		status = "error"
	}
	m.scripts.WithLabelValues(s.folder, s.name, status).Inc()
	m.scriptDuration.WithLabelValues(s.folder, s.name).Observe(took.Seconds())
}
