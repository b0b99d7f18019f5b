package disk

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// checkEvery leaves time to act: at 100 MB/s a disk fills by 1.5 GB between two
// looks.
const checkEvery = 15 * time.Second

// Level says how bad it is.
type Level uint8

// The levels, each worse than the one before.
const (
	Ample Level = iota
	Low         // worth a warning
	Full        // nothing more is to be taken in
)

// String is the level's name.
func (l Level) String() string { return [...]string{"ample", "low", "full"}[l] }

// Directory is one that is watched.
type Directory struct {
	Name string // data or database, in metrics and for administrators
	Path string
}

// Options say what is watched, and when it is too little.
type Options struct {
	Directories []Directory
	Low, Full   uint64 // free bytes below which the levels begin; 0 = never
	Of          func(path string) (Space, error)
}

// Seen is what was seen of a directory.
type Seen struct {
	Directory
	Space
	Level Level
}

// Watch looks at directories now and then. It is safe for concurrent use.
type Watch struct {
	options Options
	log     *slog.Logger
	free    *prometheus.GaugeVec
	total   *prometheus.GaugeVec

	mu   sync.RWMutex
	seen []Seen // those that could ever be looked at
	bad  bool   // the last look failed
}

// New makes a Watch that has looked once.
func New(o Options, log *slog.Logger, reg prometheus.Registerer) *Watch {
	if o.Of == nil {
		o.Of = Of
	}
	w := &Watch{
		options: o, log: log,
		free: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "rustygpt_disk_free_bytes", Help: "Room on the file system of a directory that the server may use.",
		}, []string{"directory"}),
		total: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "rustygpt_disk_total_bytes", Help: "Size of the file system of a directory.",
		}, []string{"directory"}),
	}
	reg.MustRegister(w.free, w.total)
	w.Look()
	return w
}

// Run looks until ctx ends.
func (w *Watch) Run(ctx context.Context) error {
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			w.Look()
		}
	}
}

// Seen is what was seen at the last look.
func (w *Watch) Seen() []Seen {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return append([]Seen{}, w.seen...)
}

// Level is the worst of all directories.
func (w *Watch) Level() (worst Level) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	for _, s := range w.seen {
		worst = max(worst, s.Level)
	}
	return worst
}

// Look looks now, and tells the log what has become better or worse. What cannot
// be looked at stays as it was.
func (w *Watch) Look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	var seen []Seen
	var failure error
	for _, d := range w.options.Directories {
		before, known := find(w.seen, d.Name)
		space, err := w.options.Of(d.Path)
		if err == nil {
			now := Seen{d, space, w.level(space)}
			w.tell(before.Level, now)
			w.free.WithLabelValues(d.Name).Set(float64(space.Free))
			w.total.WithLabelValues(d.Name).Set(float64(space.Total))
			seen = append(seen, now)
			continue
		}
		failure = err
		if known {
			seen = append(seen, before)
		}
	}
	if failure != nil && !w.bad {
		w.log.Warn("cannot tell how much room is left on the disk", "error", failure)
	}
	w.seen, w.bad = seen, failure != nil
}

func find(seen []Seen, name string) (s Seen, found bool) {
	for _, s := range seen {
		if s.Name == name {
			return s, true
		}
	}
	return Seen{}, false
}

func (w *Watch) level(s Space) Level {
	switch {
	case s.Free < w.options.Full:
		return Full
	case s.Free < w.options.Low:
		return Low
	default:
		return Ample
	}
}

func (w *Watch) tell(before Level, s Seen) {
	details := []any{"directory", s.Path, "free_mb", s.Free >> 20, "total_mb", s.Total >> 20}
	if s.Level == before {
		return
	}
	switch s.Level {
	case Full:
		w.log.Error("the disk is nearly full: make room", details...)
	case Low:
		w.log.Warn("the disk is filling up: make room", details...)
	case Ample:
		w.log.Info("there is enough room on the disk again", details...)
	}
}
