package sqlite

import (
	"log/slog"
	"time"
)

// checkpointPause is the least time between two checkpoints.
const checkpointPause = time.Second

// longLog is how many pages the write-ahead log may have before the writer folds
// it in itself: 32 MiB. The log begins anew once all of it is folded in, which
// the checkpointer never achieves while commits follow each other closely. Only
// the writer can be sure that nobody adds to it meanwhile. It cannot while another
// checkpoint is under way, so on a slow disk the log grows to about twice that
// before its turn comes.
const longLog = 32 << 20 / 4096

const sqlCheckpoint = `PRAGMA wal_checkpoint(PASSIVE)`

// checkpointer folds the write-ahead log into the database file, on a
// connection of its own. Left to SQLite the writer would do it within a commit,
// and everybody who waits for that commit would wait for the disk.
type checkpointer struct {
	conn    *connection
	log     *slog.Logger
	wake    chan struct{}
	quit    chan struct{}
	stopped chan struct{}
}

func startCheckpointer(conn *connection, log *slog.Logger) *checkpointer {
	c := &checkpointer{
		conn:    conn,
		log:     log,
		wake:    make(chan struct{}, 1),
		quit:    make(chan struct{}),
		stopped: make(chan struct{}),
	}
	go c.run()
	return c
}

// committed tells that the log has grown.
func (c *checkpointer) committed() {
	select {
	case c.wake <- struct{}{}:
	default: // it knows
	}
}

func (c *checkpointer) run() {
	defer close(c.stopped)
	failing := false
	for {
		select {
		case <-c.wake:
		case <-c.quit:
			return
		}
		failing = c.checkpoint(failing)
		select {
		case <-time.After(checkpointPause):
		case <-c.quit:
			return
		}
	}
}

// checkpoint reports whether it failed. Of failures in a row the first is told: a
// disk can be full for a long time.
func (c *checkpointer) checkpoint(failing bool) (failed bool) {
	err := c.conn.exec(sqlCheckpoint)
	if err == nil {
		return false
	}
	if !failing {
		c.log.Warn("checkpoint failed; trying again", "error", err)
	}
	c.committed()
	return true
}

func (c *checkpointer) close() error {
	close(c.quit)
	<-c.stopped
	return c.conn.close()
}
