package floor

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
)

// Relay passes a model's answer on: it reads the request whole, asks the
// upstream, parses each chunk, keeps the text and sends events of its own. It
// stores nothing.
type Relay struct {
	Upstream string // address of a chat completions endpoint
	client   *http.Client
}

// NewRelay makes a relay that may have any number of upstream connections.
func NewRelay(upstream string) *Relay {
	return &Relay{Upstream: upstream, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2000}}}
}

type upstreamChunk struct {
	Choices []struct {
		Delta struct {
			Content string `json:"content"`
		} `json:"delta"`
	} `json:"choices"`
}

func (y *Relay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, y.Upstream, bytes.NewReader(body))
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := y.client.Do(req)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer func() { _ = res.Body.Close() }()
	w.Header().Set("Content-Type", "text/event-stream")
	relay(w, res.Body)
}

func relay(w http.ResponseWriter, body io.Reader) {
	rc := http.NewResponseController(w)
	lines := bufio.NewReader(body)
	var text, frame []byte
	for n := 0; ; n++ {
		content, err := nextContent(lines)
		if err != nil {
			return
		}
		text = append(text, content...)
		frame = append(strconv.AppendInt(append(frame[:0], "id: evt_"...), int64(n), 10), "\nevent: message.delta\ndata: "...)
		encoded, err := json.Marshal(map[string]any{"content": content, "length": len(text)})
		if err != nil {
			return
		}
		frame = append(append(frame, encoded...), "\n\n"...)
		if _, err := w.Write(frame); err != nil || rc.Flush() != nil {
			return
		}
	}
}

// nextContent finds the next chunk with text. It answers io.EOF at the end.
func nextContent(lines *bufio.Reader) (string, error) {
	for {
		line, err := lines.ReadSlice('\n')
		if err != nil {
			return "", err
		}
		data, ok := bytes.CutPrefix(line, []byte("data: "))
		if !ok {
			continue
		}
		if bytes.HasPrefix(data, []byte("[DONE]")) {
			return "", io.EOF
		}
		var c upstreamChunk
		if err := json.Unmarshal(data, &c); err != nil {
			return "", err
		}
		if len(c.Choices) > 0 && c.Choices[0].Delta.Content != "" {
			return c.Choices[0].Delta.Content, nil
		}
	}
}
