package httpapi

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/rs/cors"

	"github.com/rustygpt/rustygpt/internal/audit"
)

// open makes the exchange of a request: its id, and where it comes from.
func (s *Server) open(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{ResponseWriter: w, server: s, id: s.requestID(r), record: &audit.Record{}}
		x.client, x.https = s.locate(r)
		x.request = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
		x.writer = x
		x.Header().Set(s.config.RequestIDHeader, x.id)
		next.ServeHTTP(x, x.request)
	})
}

// requestID takes over an id that the client or a proxy chose, if it is fit to
// be logged.
func (s *Server) requestID(r *http.Request) string {
	id := strings.TrimSpace(r.Header.Get(s.config.RequestIDHeader))
	if id == "" || len(id) > 128 || strings.ContainsFunc(id, notInRequestID) {
		return uuid.NewString()
	}
	return id
}

func notInRequestID(c rune) bool {
	alphanumeric := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	return !alphanumeric && !strings.ContainsRune("-_.:/+=@", c)
}

// observe logs and counts every request once it is answered. A server failure
// is logged here with its cause, and nowhere else.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x, started := exchangeOf(r.Context()), s.now()
		defer func() {
			took := s.now().Sub(started)
			status := x.status
			if status == 0 { // taken over, or an answer without a body
				status = http.StatusOK
			}
			s.metrics.answered(methodLabel(r.Method), x.label(), status, took)
			s.logRequest(r, x, status, took)
		}()
		next.ServeHTTP(w, r)
	})
}

func (s *Server) logRequest(r *http.Request, x *exchange, status int, took time.Duration) {
	level := slog.LevelInfo
	switch {
	case status >= http.StatusInternalServerError:
		level = slog.LevelError
	case x.route == nil || x.route.surface == probeSurface:
		level = slog.LevelDebug
	}
	if !s.log.Enabled(r.Context(), level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", r.Method),
		slog.String("path", x.label()),
		slog.Int("status", status),
		slog.Duration("duration", took),
		slog.String("request_id", x.id),
	}
	if id := x.login.actor.Account.ID; !id.IsZero() {
		attrs = append(attrs, slog.String("account_id", id.String()))
	}
	if x.fault != nil {
		attrs = append(attrs, slog.String("error", x.fault.Error()))
	}
	s.log.LogAttrs(r.Context(), level, "request", attrs...)
}

// label names a request in metrics and the log by its row of the table. The
// address itself may hold a secret and there is no end of addresses.
func (x *exchange) label() string {
	switch {
	case x.route != nil:
		return x.route.path
	case surfaceOf(x.request.URL.Path) == probeSurface:
		return "static"
	default:
		return "unmatched"
	}
}

// methodLabel keeps invented methods out of the metrics.
func methodLabel(method string) string {
	if slices.Contains(knownMethods, method) {
		return method
	}
	return "OTHER"
}

var knownMethods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut,
	http.MethodPatch, http.MethodDelete, http.MethodOptions,
}

// rescue answers a request whose handler panicked.
func (s *Server) rescue(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			x := exchangeOf(r.Context())
			err := fmt.Errorf("panic: %v\n%s", v, debug.Stack())
			if x.status == 0 {
				x.fail(err)
				return
			}
			// The answer is half sent: break it off, so that nobody takes it
			// for whole.
			x.fault = err
			s.log.ErrorContext(r.Context(), "handler panicked after its answer began", "request_id", x.id, "error", err)
			panic(http.ErrAbortHandler)
		}()
		next.ServeHTTP(w, r)
	})
}

// HSTSConfig tells browsers to come back over https only.
type HSTSConfig struct {
	Enabled           bool
	MaxAgeSeconds     int64
	IncludeSubdomains bool
	Preload           bool
}

func (c HSTSConfig) header() string {
	value := "max-age=" + strconv.FormatInt(c.MaxAgeSeconds, 10)
	if c.IncludeSubdomains {
		value += "; includeSubDomains"
	}
	if c.Preload {
		value += "; preload"
	}
	return value
}

// harden sets the headers that every answer carries. Pages bring a content
// security policy of their own.
func (s *Server) harden(next http.Handler) http.Handler {
	hsts := s.config.HSTS.header()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		if s.config.HSTS.Enabled {
			h.Set("Strict-Transport-Security", hsts)
		}
		next.ServeHTTP(w, r)
	})
}

// CORSConfig lets pages of other origins call the API.
type CORSConfig struct {
	Origins       []string // empty = none
	Credentials   bool     // whether they may use the visitor's cookies
	MaxAgeSeconds int
}

// desktopOrigins are the pages inside desktop clients of the chats API. They
// send bearer tokens and never get to use cookies.
var desktopOrigins = []string{"tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"}

// share answers cross-origin requests. Origins that are not listed get no
// permission, which is what makes browsers refuse them.
func (s *Server) share(next http.Handler) http.Handler {
	options := cors.Options{
		AllowedMethods: []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
		AllowedHeaders: []string{"*"},
		ExposedHeaders: []string{
			s.config.RequestIDHeader, "X-Session-Rotated", "Retry-After",
			"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
		},
		MaxAge: s.config.CORS.MaxAgeSeconds,
	}
	desktop := options
	desktop.AllowedOrigins, desktop.OptionsSuccessStatus = desktopOrigins, preflightStatus(chatsSurface)
	options.AllowedOrigins, options.AllowCredentials = s.config.CORS.Origins, s.config.CORS.Credentials
	if len(options.AllowedOrigins) == 0 {
		// The library takes an empty list for "everybody".
		options.AllowOriginFunc = func(string) bool { return false }
	}
	chats := options
	chats.OptionsSuccessStatus = preflightStatus(chatsSurface)
	forListed, forChats, forDesktop := cors.New(options).Handler(next), cors.New(chats).Handler(next), cors.New(desktop).Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch surfaceOf(r.URL.Path) {
		case chatsSurface:
			if slices.Contains(desktopOrigins, r.Header.Get("Origin")) {
				forDesktop.ServeHTTP(w, r)
				return
			}
			forChats.ServeHTTP(w, r)
		case probeSurface:
			next.ServeHTTP(w, r)
		default:
			forListed.ServeHTTP(w, r)
		}
	})
}

// preflightStatus is the status with which a surface answers OPTIONS. Browsers take
// any success (Fetch §4.8); the chats API has promised 200 to its clients.
func preflightStatus(s surface) int {
	if s == chatsSurface {
		return http.StatusOK
	}
	return http.StatusNoContent
}

// surfaceOf guesses the family of an address that no route has.
func surfaceOf(path string) surface {
	switch {
	case strings.HasPrefix(path, "/api/v1/"):
		return chatsSurface
	case path == "/api/setup":
		return setupSurface
	case strings.HasPrefix(path, "/api/"), strings.HasPrefix(path, "/v1/"):
		return conversationsSurface
	default:
		return probeSurface
	}
}
