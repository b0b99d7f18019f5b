package sqlite

import (
	"log/slog"
	"time"
)

const (
	// checkpointPause is the least time between two checkpoints.
	checkpointPause = time.Second
	// maxLogPages is how long the write-ahead log may get: 64 MiB. Reading
	// looks pages up in it, and after a crash it is read whole.
	maxLogPages = 64 << 20 / 4096
)

const (
	sqlCheckpoint      = `PRAGMA wal_checkpoint(PASSIVE)`
	sqlCheckpointWhole = `PRAGMA wal_checkpoint(FULL)`
)

// checkpointerPragmas make the checkpointer give way: while it waits for
// readers the writer has to wait too.
func checkpointerPragmas() []string {
	return []string{"busy_timeout(200)", "journal_mode(WAL)"}
}

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
	for {
		select {
		case <-c.wake:
		case <-c.quit:
			return
		}
		if err := c.checkpoint(); err != nil {
			c.log.Warn("checkpoint failed; trying again", "error", err)
			c.committed()
		}
		select {
		case <-time.After(checkpointPause):
		case <-c.quit:
			return
		}
	}
}

// checkpoint does what can be done beside the writer. The log begins anew once
// all of it is folded in, which never happens while commits follow each other
// closely; so when it has become long the writer has to wait for the rest.
func (c *checkpointer) checkpoint() error {
	pages, err := c.fold(sqlCheckpoint)
	if err == nil && pages > maxLogPages {
		_, err = c.fold(sqlCheckpointWhole)
	}
	return err
}

// fold returns how many pages the log has.
func (c *checkpointer) fold(query string) (pages int, err error) {
	var busy, folded int
	err = scanOne(c.conn, query, nil, &busy, &pages, &folded)
	return pages, err
}

func (c *checkpointer) close() error {
	close(c.quit)
	<-c.stopped
	return c.conn.close()
}
