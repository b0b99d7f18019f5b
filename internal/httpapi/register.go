package httpapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// adapter mounts huma's handlers on a mux, each behind its guard.
type adapter struct {
	mux      *http.ServeMux
	guard    func(*route, http.Handler) http.Handler
	compress func(http.Handler) http.HandlerFunc
	routes   map[string]*route // by operation id
}

func newAdapter(mux *http.ServeMux, guard func(*route, http.Handler) http.Handler, compress func(http.Handler) http.HandlerFunc) *adapter {
	return &adapter{mux: mux, guard: guard, compress: compress, routes: map[string]*route{}}
}

// Handle mounts one operation. Event streams are left alone by the compression:
// a compressor holds back what it is given, and a megabyte of memory.
func (a *adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	route := a.routes[op.OperationID]
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := exchangeOf(r.Context())
		x.writer, x.request = w, r
		handler(humago.NewContext(op, r, w))
	})
	if !route.stream && !route.file {
		h = a.compress(h)
	}
	a.mux.Handle(op.Method+" "+op.Path, a.guard(route, h))
}

// ServeHTTP is part of huma's idea of an adapter; requests go to the mux.
func (a *adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// register mounts routes and describes them.
func (s *Server) register(a *adapter, routes []route) huma.API {
	h := huma.NewAPI(humaConfig(), a)
	for i := range routes {
		r := &routes[i]
		a.routes[r.id] = r
		r.handler(h, r.operation(h.OpenAPI().Components.Schemas))
		if r.form != nil { // described late: huma would read a body that it knows of
			h.OpenAPI().Paths[r.path].Post.RequestBody = formBody(r.form)
		}
	}
	return h
}

// enabledRoutes are the rows of the table that are switched on.
func (s *Server) enabledRoutes() []route {
	return slices.DeleteFunc(s.routes(), func(r route) bool { return !s.config.Features.enabled(r.feature) })
}

// methodsByPath lists what each path of the table answers to.
func methodsByPath(routes []route) map[string][]string {
	methods := map[string][]string{}
	for _, r := range routes {
		methods[r.path] = append(methods[r.path], r.method)
		if r.method == http.MethodGet {
			methods[r.path] = append(methods[r.path], http.MethodHead)
		}
	}
	for path := range methods {
		slices.Sort(methods[path])
	}
	return methods
}

// closedPath finds a route of the chats API at a path that needs a login; nil when
// there is none.
func closedPath(routes []route, path string) *route {
	i := slices.IndexFunc(routes, func(r route) bool { return r.path == path && r.surface == chatsSurface && r.needsLogin() })
	if i < 0 {
		return nil
	}
	return &routes[i]
}

// otherMethod answers for a path that exists, asked in a way it does not know. At a
// closed path only who is signed in is told so.
func (s *Server) otherMethod(methods []string, closed *route) http.Handler {
	allow := strings.Join(append(methods, http.MethodOptions), ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions {
			w.Header().Set("Allow", allow)
			w.WriteHeader(preflightStatus(surfaceOf(r.URL.Path)))
			return
		}
		x := exchangeOf(r.Context())
		if x.route = closed; closed != nil {
			if err := s.authenticate(x, r); err != nil {
				x.fail(err)
				return
			}
		}
		x.fail(&requestError{kindAnswer: wrongMethod, message: chat.Fill("This address does not answer to %s.", methodLabel(r.Method)), allow: allow})
	})
}

func (s *Server) notFound(_ http.ResponseWriter, r *http.Request) {
	exchangeOf(r.Context()).fail(chat.Errorf(chat.NotFound, "There is nothing at this address."))
}
