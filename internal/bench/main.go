// Command bench measures the server beside floors: minimal programs that only
// do the physical work. Both run in processes of their own on the loopback
// interface, one after the other in the same minutes, because only ratios
// travel between machines. Servers get half of the processors, the load the
// other half.
//
// What is about PostgreSQL runs on a server of its own, whose commits wait for
// the disk; without PostgreSQL on the machine it is left out, and said so.
//
// It prints a table with a verdict for each figure. A verdict is a statement
// about one run on one machine, not a test: a figure that is a little short
// deserves a second run, and other programs' share of the processors is
// printed below the table.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, progress io.Writer) error {
	if len(args) > 0 && args[0] == floorCommand {
		return serveFloor(ctx, args[1:], out)
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	server := flags.String("server", filepath.Join("bin", "rustygpt"), "the server program")
	short := flags.Bool("short", false, "a smoke run: small loads, one repeat, under a minute")
	only := flags.String("only", "", "run the scenarios whose name matches this expression")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "rustygpt-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path, err := filepath.Abs(*server) // servers run in directories of their own
	if err != nil {
		return err
	}
	l := &lab{server: path, dir: dir, short: *short, progress: progress, processors: max(1, runtime.NumCPU()/2)}
	if _, err := os.Stat(l.server); err != nil {
		return fmt.Errorf("%w (build it first, or name it with -server)", err)
	}
	runtime.GOMAXPROCS(max(1, runtime.NumCPU()-l.processors))
	return l.runAll(ctx, chosen, out)
}

// lab is what all scenarios share.
type lab struct {
	server     string // path of the program
	dir        string // for data directories
	short      bool
	processors int // for each server
	progress   io.Writer
	made       int      // data directories so far
	children   []*child // started so far
}

// scenario measures one or more figures.
type scenario struct {
	name string
	run  func(context.Context, *lab) ([]figure, error)
}

var scenarios = []scenario{
	{"start", measureStart},
	{"idle", measureIdle},
	{"personal", measurePersonal},
	{"fanout", measureFanOut},
	{"slow", measureSlow},
	{"relay", measureRelay},
	{"generations", measureGenerations},
	{"requests", measureRequests},
	{"tree", measureTree},
	{"backup", measureBackup},
	{"postgres-trips", measureTrips},
	{"postgres-reply", measureReply},
	{"postgres-notices", measureNotices},
	{"postgres-generations", measurePair},
	{"postgres-backup", measureBackupPostgres},
}

func (l *lab) runAll(ctx context.Context, chosen *regexp.Regexp, out io.Writer) error {
	before := readMachine()
	var figures []figure
	var skipped []string
	for _, s := range scenarios {
		if !chosen.MatchString(s.name) {
			continue
		}
		started := time.Now()
		fmt.Fprintf(l.progress, "%s ...", s.name)
		found, err := s.run(ctx, l)
		l.killAll()
		fmt.Fprintf(l.progress, " %.1f s\n", time.Since(started).Seconds())
		switch {
		case errors.Is(err, pgtest.ErrNotInstalled):
			skipped = append(skipped, s.name)
			continue
		case err != nil:
			return fmt.Errorf("%s: %w", s.name, err)
		}
		figures = append(figures, found...)
	}
	printTable(out, figures)
	if len(skipped) > 0 {
		fmt.Fprintf(out, "\nNot measured: %s. %v\n", strings.Join(skipped, ", "), pgtest.ErrNotInstalled)
	}
	fmt.Fprintf(out, "\n%s/%s, %d processors, %d for each server; other programs took %.0f %% of the machine.\n",
		runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), l.processors, 100*readMachine().others(before))
	return nil
}

// killAll ends the processes that a scenario left behind when it failed.
func (l *lab) killAll() {
	for _, c := range l.children {
		c.kill()
	}
	l.children = nil
}

// pick chooses between the size of a full run and that of a smoke run.
func pick[T any](l *lab, full, short T) T {
	if l.short {
		return short
	}
	return full
}

// repeats is how often each side of a comparison is measured; the median counts.
func (l *lab) repeats() int { return pick(l, 3, 1) }

// directory makes an empty directory for a server's data.
func (l *lab) directory() (string, error) {
	l.made++
	dir := filepath.Join(l.dir, fmt.Sprint(l.made))
	return dir, os.Mkdir(dir, 0o700)
}
