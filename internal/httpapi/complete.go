package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// relayBuffer holds what a provider sends at a time, in bytes.
const relayBuffer = 16 << 10

// complete passes a request on to a provider, and its answer back as it comes:
// the client speaks the provider's protocol itself. Nothing is stored.
func (s *Server) complete(w http.ResponseWriter, r *http.Request, in *payload[api.AgentCompletionRequest]) error {
	answer, err := s.catalog.Relay(r.Context(), catalog.Completion{
		ModelID:     in.Body.ModelID,
		Messages:    in.Body.Messages,
		Tools:       present(in.Body.Tools),
		Temperature: in.Body.Temperature,
	})
	if err != nil {
		return err
	}
	defer answer.Close()
	h := w.Header()
	h.Set("Content-Type", eventStreamMediaType)
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Accel-Buffering", "no") // nginx would collect the pieces
	w.WriteHeader(http.StatusOK)
	if err := relay(w, answer); err != nil {
		s.breakOff(r.Context(), err)
	}
	return nil
}

// present is a value of any form, nil when it is null.
func present(value json.RawMessage) json.RawMessage {
	if bytes.Equal(value, []byte("null")) {
		return nil
	}
	return value
}

// relayedFrames describes an answer that is another service's.
func relayedFrames(huma.Registry) content {
	return content{eventStreamMediaType: {
		Type:        huma.TypeString,
		Description: "Chunks in the form of OpenAI's chat completions, as the provider sends them.",
	}}
}

// errReaderLeft says that the client takes no more.
var errReaderLeft = errors.New("the client left")

// relay copies each piece when it arrives.
func relay(w http.ResponseWriter, answer io.Reader) error {
	rc := http.NewResponseController(w)
	piece := make([]byte, relayBuffer)
	err := rc.Flush() // the header: a model may think for long
	for err == nil {
		var n int
		n, err = answer.Read(piece)
		if n == 0 {
			continue
		}
		// Writers without deadlines notice a dead reader by themselves.
		_ = rc.SetWriteDeadline(time.Now().Add(writeTimeout))
		if _, failed := w.Write(piece[:n]); failed != nil {
			return errReaderLeft
		}
		if rc.Flush() != nil {
			return errReaderLeft
		}
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// breakOff ends an answer whose header is out, so that the client does not take
// it for whole.
func (s *Server) breakOff(ctx context.Context, err error) {
	if !errors.Is(err, errReaderLeft) && chat.KindOf(err) != chat.Canceled {
		exchangeOf(ctx).fault = err
	}
	panic(http.ErrAbortHandler)
}
