package main

import (
	"context"
	"time"
)

// measureStart starts the server on a database that exists.
func measureStart(ctx context.Context, l *lab) ([]figure, error) {
	p, err := l.startProduct(ctx, nil)
	if err != nil {
		return nil, err
	}
	if err := p.stop(); err != nil {
		return nil, err
	}
	var took, floorTook, rss []float64
	for range pick(l, 7, 2) {
		c, err := l.startServer(ctx, p.dir)
		if err != nil {
			return nil, err
		}
		took = append(took, milliseconds(c.started))
		rss = append(rss, c.memory("VmRSS"))
		if err := c.stop(); err != nil {
			return nil, err
		}
		began := time.Now()
		f, err := l.startFloor(ctx, "ring")
		if err != nil {
			return nil, err
		}
		floorTook = append(floorTook, milliseconds(time.Since(began)))
		if err := f.stop(); err != nil {
			return nil, err
		}
	}
	return []figure{
		{what: "start on an existing database", unit: "ms", measured: median(took), floor: median(floorTook), absolute: true, must: 150, aim: 80},
		{what: "resident memory at start", unit: "MB", measured: median(rss) / 1e6, must: 45, aim: 30},
	}, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
