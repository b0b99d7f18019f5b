package disk_test

import (
	"bytes"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/rustygpt/rustygpt/internal/disk"
)

func TestOf(t *testing.T) {
	t.Parallel()
	space, err := disk.Of(t.TempDir())
	if err != nil || space.Total == 0 || space.Free > space.Total {
		t.Errorf("%+v, %v", space, err)
	}
	if _, err := disk.Of("there is no such directory"); err == nil {
		t.Error("a directory that is not there has space")
	}
}

// TestChangesAreTold fills two disks and empties them again. The log hears of
// each change once, the metrics show the latest.
func TestChangesAreTold(t *testing.T) {
	t.Parallel()
	free := map[string]uint64{"/data": 500, "/db": 500}
	var failure error
	var log bytes.Buffer
	reg := prometheus.NewRegistry()
	watch := disk.New(disk.Options{
		Directories: []disk.Directory{{Name: "data", Path: "/data"}, {Name: "database", Path: "/db"}},
		Low:         100, Full: 10,
		Of: func(path string) (disk.Space, error) { return disk.Space{Free: free[path], Total: 1000}, failure },
	}, slog.New(slog.NewTextHandler(&log, nil)), reg)
	for _, step := range []struct {
		data, db uint64
		failure  error
		want     disk.Level
		told     []string
	}{
		{500, 500, nil, disk.Ample, nil},
		{99, 500, nil, disk.Low, []string{"level=WARN"}},
		{98, 500, nil, disk.Low, nil},
		{9, 99, nil, disk.Full, []string{"level=ERROR", "level=WARN"}},
		{8, 98, nil, disk.Full, nil},
		{8, 98, errors.New("stale handle"), disk.Full, []string{"level=WARN"}},
		{8, 98, errors.New("stale handle"), disk.Full, nil},
		{100, 500, nil, disk.Ample, []string{"level=INFO", "level=INFO"}},
		{50, 500, nil, disk.Low, []string{"level=WARN"}},
		{500, 500, nil, disk.Ample, []string{"level=INFO"}},
	} {
		log.Reset()
		free["/data"], free["/db"], failure = step.data, step.db, step.failure
		watch.Look()
		if got := watch.Level(); got != step.want {
			t.Errorf("%+v: level %v", step, got)
		}
		var told []string
		for line := range strings.Lines(log.String()) {
			told = append(told, strings.Fields(line)[1])
		}
		if !slices.Equal(told, step.told) {
			t.Errorf("%+v: told %q", step, log.String())
		}
	}
	want := "# HELP rustygpt_disk_free_bytes Room on the file system of a directory that the server may use.\n" +
		"# TYPE rustygpt_disk_free_bytes gauge\nrustygpt_disk_free_bytes{directory=\"data\"} 500\nrustygpt_disk_free_bytes{directory=\"database\"} 500\n"
	if err := testutil.GatherAndCompare(reg, strings.NewReader(want), "rustygpt_disk_free_bytes"); err != nil {
		t.Error(err)
	}
}
