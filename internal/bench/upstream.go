package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"
)

const (
	scriptModel = "scripted"
	// tokenMark begins a token; nothing else in a stream has this character.
	tokenMark = '~'
	// tokenBytes is the length of a token: the mark, the time in Unix
	// nanoseconds and padding.
	tokenBytes = 48
	timeDigits = 19
)

// upstream is a service of the OpenAI kind that says what the last message
// tells it to, each token with the time at which it was sent.
type upstream struct {
	url    string
	server *http.Server
}

// script is a message's content, as JSON.
type script struct {
	Tokens int           `json:"tokens"`
	First  time.Duration `json:"first"` // before the first token
	Every  time.Duration `json:"every"` // between tokens
}

func (s script) String() string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // three numbers
	}
	return string(b)
}

func startUpstream(ctx context.Context) (*upstream, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/models", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"object":"list","data":[{"id":%q,"object":"model"}]}`, scriptModel)
	})
	mux.HandleFunc("POST /v1/chat/completions", complete)
	u := &upstream{url: "http://" + listener.Addr().String(), server: &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}}
	go func() { _ = u.server.Serve(listener) }() // ends with stop
	return u, nil
}

func (u *upstream) stop() { _ = u.server.Close() }

func complete(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Messages []struct {
			Content string `json:"content"`
		} `json:"messages"`
	}
	var s script
	if json.NewDecoder(r.Body).Decode(&request) != nil || len(request.Messages) == 0 ||
		json.Unmarshal([]byte(request.Messages[len(request.Messages)-1].Content), &s) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	rc := http.NewResponseController(w)
	if rc.Flush() != nil {
		return
	}
	due := time.Now().Add(s.First)
	chunk := make([]byte, 0, 256)
	for range s.Tokens {
		select {
		case <-time.After(time.Until(due)):
		case <-r.Context().Done():
			return
		}
		due = due.Add(s.Every)
		chunk = append(chunk[:0], `data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"`...)
		chunk = appendToken(chunk, time.Now())
		chunk = append(chunk, `"}}]}`+"\n\n"...)
		if _, err := w.Write(chunk); err != nil || rc.Flush() != nil {
			return
		}
	}
	const end = `data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` +
		"\n\ndata: [DONE]\n\n"
	_, _ = w.Write([]byte(end)) // the reader counts the tokens
}

func appendToken(b []byte, now time.Time) []byte {
	start := len(b)
	b = append(b, tokenMark)
	b = strconv.AppendInt(b, now.UnixNano(), 10)
	for len(b) < start+tokenBytes {
		b = append(b, ' ')
	}
	return b
}
