package httpapi

import (
	"context"
	"net/http"
	"net/netip"

	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// exchange is one request and its answer: what the middleware learns about it,
// and a response writer that remembers what was sent.
type exchange struct {
	http.ResponseWriter

	id     string     // request id
	client netip.Addr // who asks, seen through trusted proxies
	https  bool       // whether the client's own connection is encrypted
	route  *route     // nil = no row of the table

	login  login
	record *audit.Record // of the administrative action; forgets what is noted where there is none
	fault  error         // cause of a 5xx answer, for the log
	status int           // sent; 0 = nothing yet, or the connection was taken over

	// What the handler sees: request with the actor's context, writer with
	// compression around it.
	request *http.Request
	writer  http.ResponseWriter

	server *Server
}

// login is how the caller proved who they are.
type login struct {
	actor chat.Actor // zero = nobody
	token string
	kind  chat.SessionKind
	csrf  string // cookie sessions: what the CSRF header has to say
}

type exchangeKey struct{}

// exchangeOf finds the exchange that a request's context belongs to.
func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// actorOf is the signed-in caller. The guard lets no one else pass to a handler
// of a route that needs a login.
func actorOf(ctx context.Context) chat.Actor { return exchangeOf(ctx).login.actor }

// recordOf is where a handler notes what is worth telling of an administrative
// action.
func recordOf(ctx context.Context) *audit.Record { return exchangeOf(ctx).record }

func (x *exchange) WriteHeader(status int) {
	// 1xx answers come before the one that counts.
	if x.status == 0 && status >= http.StatusOK {
		x.status = status
	}
	x.ResponseWriter.WriteHeader(status)
}

func (x *exchange) Write(b []byte) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	return x.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// surface is the family whose manners the answer follows.
func (x *exchange) surface() surface {
	if x.route != nil {
		return x.route.surface
	}
	return surfaceOf(x.request.URL.Path)
}
