package httpapi

import (
	"context"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// surface is a family of routes with error manners of its own.
type surface uint8

const (
	conversationsSurface surface = iota // problems with the conversations API's codes
	chatsSurface                        // problems with the chats API's codes
	setupSurface                        // plain api.ErrorResponse bodies
	probeSurface                        // for machines: no login, no rate limit
)

// access says who may call a route.
type access uint8

const (
	public     access = iota
	session           // anybody signed in
	admin             // administrators
	setupToken        // whoever holds the setup token, while setup is open
	// localSetup is setupToken, but callers on the same machine need none.
	localSetup
)

// bucket names a rate limit.
type bucket string

const (
	noBucket      bucket = ""           // not counted
	defaultBucket bucket = "default"    // one for each route and client
	loginBucket   bucket = "auth_login" // one for each client, all login routes together
	setupBucket   bucket = "setup"      // one for each client, all setup routes together
	importBucket  bucket = "import"     // one for each client: an upload may try a passphrase
	probeBucket   bucket = "probe"      // one for each client, for the probe of the stream
)

// feature is a switch of the configuration that a route depends on.
type feature uint8

const (
	always feature = iota
	authFeature
	streamFeature
	wellKnownFeature
)

// Sizes of request bodies, in bytes.
const (
	smallBody = 16 << 10 // names, passwords, settings
	textBody  = 2 << 20  // messages
)

// route is one row of the table.
type route struct {
	method  string
	path    string // pattern of http.ServeMux
	id      string // operation id
	summary string
	status  int // of success; 0 = 200, or 204 when the answer has no body

	access  access
	audit   chat.AuditAction // administrative actions: their name in the audit log
	pending bool             // may be called while a password change is pending
	grows   bool             // takes in what needs room on the disk
	maxBody int64            // bytes; 0 = takes no body
	file    bool             // answers with a file, compressed already
	stream  bool             // answers with an event stream or takes the connection over
	fails   []int            // statuses of failures that the rest does not tell of

	form *huma.Schema // of the multipart form that it takes instead of JSON; nil = takes none

	handler binding

	// The rest is the same for a whole section.
	tag     string
	surface surface
	bucket  bucket
	feature feature
}

// mutates reports whether the route can change something.
func (r *route) mutates() bool { return r.method != http.MethodGet }

// needsLogin reports whether the caller has to be signed in.
func (r *route) needsLogin() bool { return r.access == session || r.access == admin }

// checksCSRF reports whether cookie callers have to send the CSRF header. Setup,
// login and refresh come before a client can have one.
func (r *route) checksCSRF() bool { return r.mutates() && r.needsLogin() }

// section gives routes what they have in common.
func section(common route, routes ...route) []route {
	for i := range routes {
		routes[i].tag = common.tag
		routes[i].surface = common.surface
		routes[i].feature = common.feature
		if routes[i].bucket == noBucket {
			routes[i].bucket = common.bucket
		}
		if common.access != public {
			routes[i].access = max(routes[i].access, common.access)
		}
	}
	return routes
}

// binding is a handler before its route is known: it registers itself under an
// operation.
type binding func(a huma.API, op huma.Operation)

// handle binds a handler that takes and gives JSON.
func handle[I, O any](h func(context.Context, *I) (*O, error)) binding {
	return func(a huma.API, op huma.Operation) {
		huma.Register(a, op, func(ctx context.Context, in *I) (*O, error) {
			x := exchangeOf(ctx)
			var out *O
			err := x.perform(ctx, func() (err error) {
				out, err = h(ctx, in)
				return err
			})
			if err != nil {
				return nil, x.problem(err)
			}
			return out, nil
		})
	}
}

// content describes an answer that is not JSON: media type to schema.
type content map[string]*huma.Schema

// handleRaw binds a handler that writes its answer itself. It returns an error
// only before the first byte.
func handleRaw[I any](describe func(huma.Registry) content, h func(w http.ResponseWriter, r *http.Request, in *I) error) binding {
	return func(a huma.API, op huma.Operation) {
		media := map[string]*huma.MediaType{}
		for name, schema := range describe(a.OpenAPI().Components.Schemas) {
			media[name] = &huma.MediaType{Schema: schema}
		}
		op.Responses["200"] = &huma.Response{Description: http.StatusText(http.StatusOK), Content: media}
		huma.Register(a, op, func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
			x := exchangeOf(ctx)
			err := x.perform(ctx, func() error { return h(x.writer, x.request.WithContext(ctx), in) })
			if err != nil {
				return nil, x.problem(err)
			}
			return &huma.StreamResponse{Body: func(huma.Context) {}}, nil
		})
	}
}

// text describes a plain answer of a media type.
func text(mediaType string) func(huma.Registry) content {
	return func(huma.Registry) content {
		return content{mediaType: {Type: huma.TypeString}}
	}
}

// operation describes a route to huma.
func (r *route) operation(reg huma.Registry) huma.Operation {
	op := huma.Operation{
		OperationID:     r.id,
		Method:          r.method,
		Path:            r.path,
		Summary:         r.summary,
		Tags:            []string{r.tag},
		DefaultStatus:   r.status,
		Responses:       map[string]*huma.Response{},
		Security:        r.security(),
		BodyReadTimeout: 30 * time.Second,
		MaxBodyBytes:    -1, // the guard limits bodies before they are read
	}
	media, body := problemMediaType, reflect.TypeFor[api.Problem]()
	if r.surface == setupSurface {
		media, body = jsonMediaType, reflect.TypeFor[api.ErrorResponse]()
	}
	for _, status := range r.failures() {
		op.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: http.StatusText(status),
			Content:     map[string]*huma.MediaType{media: {Schema: reg.Schema(body, true, "")}},
		}
	}
	return op
}

// formBody describes an upload.
func formBody(form *huma.Schema) *huma.RequestBody {
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{formMediaType: {Schema: form}}}
}

// failures lists the statuses that the guard and the decoder can give, and the
// usual ones of the rules.
func (r *route) failures() []int {
	if r.surface == probeSurface {
		return nil
	}
	list := []int{http.StatusInternalServerError, http.StatusServiceUnavailable}
	if r.bucket != noBucket {
		list = append(list, http.StatusTooManyRequests)
	}
	if r.access != public {
		list = append(list, http.StatusUnauthorized, http.StatusForbidden)
	}
	if r.needsLogin() && r.surface == conversationsSurface {
		list = append(list, http.StatusLocked)
	}
	if strings.Contains(r.path, "{") {
		list = append(list, http.StatusBadRequest, http.StatusNotFound)
	}
	if r.mutates() && r.access != public {
		list = append(list, http.StatusConflict)
	}
	if r.maxBody > 0 || r.form != nil {
		list = append(list, http.StatusBadRequest, http.StatusRequestEntityTooLarge,
			http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity)
	}
	return append(list, r.fails...)
}

func (r *route) security() []map[string][]string {
	switch r.access {
	case session, admin:
		return []map[string][]string{{cookieScheme: {}}, {bearerScheme: {}}}
	case setupToken:
		return []map[string][]string{{setupTokenScheme: {}}}
	case localSetup:
		return []map[string][]string{{setupTokenScheme: {}}, {}}
	default:
		return nil
	}
}
