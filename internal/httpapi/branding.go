package httpapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/settings"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Where the server's looks are. A page gets them with their version, so that a
// change is seen at once and nothing is fetched twice.
const (
	logoPath    = "/api/v1/branding/logo"
	faviconPath = "/api/v1/branding/favicon"
	cssPath     = "/api/v1/branding/custom.css"
)

func brandingOf(v store.Settings) api.Branding {
	return api.Branding{
		ServerName:   v.ServerName,
		AccentColor:  v.AccentColor,
		LogoURL:      versioned(logoPath, v.LogoVersion),
		FaviconURL:   versioned(faviconPath, v.FaviconVersion),
		CustomCSSURL: versioned(cssPath, settings.CSSVersion(v.CustomCSS)),
	}
}

// versioned is nil for what has no version, because there is none.
func versioned(path, version string) *string {
	if version == "" {
		return nil
	}
	return new(path + "?v=" + version)
}

func (s *Server) updateBranding(ctx context.Context, in *payload[api.UpdateBrandingRequest]) (*payload[api.Branding], error) {
	changed, err := s.settings.Update(ctx, actorOf(ctx), settings.Input{
		ServerName:  in.Body.ServerName,
		AccentColor: in.Body.AccentColor,
		CustomCSS:   in.Body.CustomCSS,
	})
	if err != nil {
		return nil, err
	}
	record, before, after := recordOf(ctx), changed.Before, changed.After
	record.Change("server_name", before.ServerName, after.ServerName)
	record.Change("accent_color", before.AccentColor, after.AccentColor)
	if before.CustomCSS != after.CustomCSS {
		record.Hidden("custom_css")
	}
	return respond(brandingOf(after)), nil
}

func (s *Server) getLogo(w http.ResponseWriter, r *http.Request, _ *nothing) error {
	return s.serveImage(w, r, store.LogoImage)
}

func (s *Server) getFavicon(w http.ResponseWriter, r *http.Request, _ *nothing) error {
	return s.serveImage(w, r, store.FaviconImage)
}

func (s *Server) serveImage(w http.ResponseWriter, r *http.Request, kind store.ImageKind) error {
	v, err := s.settings.Image(r.Context(), kind)
	if err != nil {
		return err
	}
	serveVersion(w, r, v.MediaType, v.Version, v.Content)
	return nil
}

func (s *Server) getCustomCSS(w http.ResponseWriter, r *http.Request, _ *nothing) error {
	v, err := s.settings.Get(r.Context())
	if err != nil {
		return err
	}
	if v.CustomCSS == "" {
		return chat.Errorf(chat.NotFound, "there is no style sheet")
	}
	serveVersion(w, r, "text/css; charset=utf-8", settings.CSSVersion(v.CustomCSS), []byte(v.CustomCSS))
	return nil
}

// serveVersion lets the answer be kept for good under the address that names its
// version, and asked for again under any other.
func serveVersion(w http.ResponseWriter, r *http.Request, mediaType, version string, content []byte) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("ETag", `"`+version+`"`)
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

type imageInput struct {
	Kind string `path:"kind" doc:"logo or favicon"`
}

// find is what an address names.
func (in *imageInput) find() (store.ImageKind, error) {
	kind := store.ImageKind(in.Kind)
	if kind != store.LogoImage && kind != store.FaviconImage {
		return "", chat.Errorf(chat.NotFound, "There is nothing at this address.")
	}
	return kind, nil
}

func (s *Server) putImage(ctx context.Context, in *imageInput) (*nothing, error) {
	kind, err := in.find()
	if err != nil {
		return nil, err
	}
	mediaType, content, err := uploaded(exchangeOf(ctx).request)
	if err != nil {
		return nil, err
	}
	return &nothing{}, s.settings.SetImage(ctx, actorOf(ctx), kind, mediaType, content)
}

func (s *Server) removeImage(ctx context.Context, in *imageInput) (*nothing, error) {
	kind, err := in.find()
	if err != nil {
		return nil, err
	}
	return &nothing{}, s.settings.RemoveImage(ctx, actorOf(ctx), kind)
}

// imageForm describes an upload.
func imageForm() *huma.Schema {
	return &huma.Schema{
		Type:     huma.TypeObject,
		Required: []string{"file"},
		Properties: map[string]*huma.Schema{
			"file": {Type: huma.TypeString, Format: "binary", Description: "The picture. Its part may have any name."},
		},
	}
}

// uploaded reads the first part of a form, whatever its name is.
func uploaded(r *http.Request) (mediaType string, content []byte, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return "", nil, badForm("The request has to be a multipart form.")
	}
	part, err := parts.NextPart()
	if err != nil {
		return "", nil, formFault(err)
	}
	mediaType = part.Header.Get("Content-Type")
	if mediaType == "" {
		return "", nil, badForm("The file's part of the form has to name its type.")
	}
	content, err = io.ReadAll(io.LimitReader(part, settings.MaxImageBytes+1))
	if err != nil {
		return "", nil, formFault(err)
	}
	return mediaType, content, nil
}

func badForm(message chat.Sentence) error {
	return &requestError{kindAnswer: badBody, message: message}
}

func formFault(err error) error {
	switch _, large := errors.AsType[*http.MaxBytesError](err); {
	case large:
		return &requestError{kindAnswer: largeBody, message: "The request body is too large."}
	case err == io.EOF:
		return badForm("The form has no file in it.")
	default:
		return badForm("The form ended early.")
	}
}
