package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/bench/floor"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// callers is how many connections ask at the same time, each again as soon as
// it has its answer.
const callers = 16

// call is a request that is repeated.
type call struct {
	method, url, body string
	header            http.Header
}

// measureRequests asks for what a client of the server asks for all the time.
func measureRequests(ctx context.Context, l *lab) ([]figure, error) {
	p, mine, err := l.prepareRequests(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := l.directory()
	if err != nil {
		return nil, err
	}
	f, err := l.startFloor(ctx, "json", dir)
	if err != nil {
		return nil, err
	}
	var figures []figure
	for _, ask := range []struct {
		what      string
		mine      call
		path      string // of the floor
		must, aim float64
	}{
		{"list of 30 conversations", mine.list, "/list", 0.75, 0.9},
		{"thread of 50 messages", mine.thread, "/thread", 0.75, 0.9},
		{"post a message", mine.post, "/post", 0.6, 0.75},
	} {
		theirs := call{
			method: ask.mine.method, url: f.url + ask.path, body: ask.mine.body,
			header: http.Header{"Cookie": {"SESSION_ID=" + floor.JSONToken}},
		}
		var rates, floors []float64
		for range l.repeats() {
			rate, err := l.repeat(ctx, ask.mine)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", ask.what, err)
			}
			rates = append(rates, rate)
			if rate, err = l.repeat(ctx, theirs); err != nil {
				return nil, fmt.Errorf("%s, floor: %w", ask.what, err)
			}
			floors = append(floors, rate)
		}
		figures = append(figures, figure{what: ask.what, unit: "requests/s", measured: median(rates), floor: median(floors), must: ask.must, aim: ask.aim, higher: true})
	}
	return figures, errors.Join(p.stop(), f.stop())
}

type usual struct{ list, thread, post call }

// prepareRequests fills a server: 30 conversations, in one of them a thread of
// 50 messages. Nobody answers.
func (l *lab) prepareRequests(ctx context.Context) (*product, usual, error) {
	p, err := l.startProduct(ctx, nil)
	if err != nil {
		return nil, usual{}, err
	}
	ids, err := p.converse(ctx, 30, chat.AssistantOff)
	if err != nil {
		return nil, usual{}, err
	}
	root, err := p.post(ctx, ids[0], floor.MessageText)
	if err != nil {
		return nil, usual{}, err
	}
	body := `{"content":"` + floor.MessageText + `"}`
	for range 49 {
		err := p.Do(ctx, http.MethodPost, "/api/messages/"+root.MessageID.String()+"/reply", map[string]string{"content": floor.MessageText}, nil)
		if err != nil {
			return nil, usual{}, fmt.Errorf("reply: %w", err)
		}
	}
	token := p.Cookie("CSRF-TOKEN")
	header := http.Header{"Cookie": {p.cookie + "; CSRF-TOKEN=" + token}, "X-Csrf-Token": {token}, "Content-Type": {"application/json"}}
	return p, usual{
		list:   call{http.MethodGet, p.url + "/api/conversations?limit=30", "", header},
		thread: call{http.MethodGet, p.url + "/api/threads/" + root.RootID.String() + "/tree?limit=50", "", header},
		post:   call{http.MethodPost, p.url + "/api/threads/" + ids[1].String() + "/root", body, header},
	}, nil
}

// repeat asks for a few seconds and returns the answers per second.
func (l *lab) repeat(ctx context.Context, c call) (float64, error) {
	// The floor does not compress, so nobody is asked to.
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: callers, DisableCompression: true}}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	until := time.Now().Add(pick(l, 2*time.Second, time.Second))
	began := time.Now()
	var mu sync.Mutex
	var total int
	var failure error
	var calling sync.WaitGroup
	for range callers {
		calling.Go(func() {
			n := 0
			var err error
			for ; err == nil && time.Now().Before(until); n++ {
				err = c.once(ctx, client)
			}
			mu.Lock()
			defer mu.Unlock()
			total += n
			failure = errors.Join(failure, err)
		})
	}
	calling.Wait()
	return float64(total) / time.Since(began).Seconds(), failure
}

func (c call) once(ctx context.Context, client *http.Client) error {
	req, err := http.NewRequestWithContext(ctx, c.method, c.url, strings.NewReader(c.body))
	if err != nil {
		return err
	}
	req.Header = c.header
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	var problem bytes.Buffer
	if res.StatusCode >= http.StatusBadRequest {
		_, _ = problem.ReadFrom(res.Body)
		return fmt.Errorf("status %d: %s", res.StatusCode, problem.String())
	}
	_, err = io.Copy(io.Discard, res.Body)
	return err
}

// postNothing sends an empty POST.
func postNothing(ctx context.Context, url string) error {
	return call{method: http.MethodPost, url: url}.once(ctx, http.DefaultClient)
}
