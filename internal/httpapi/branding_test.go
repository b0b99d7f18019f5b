package httpapi_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/api"
)

func picture(t testing.TB, side int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// form makes the request of a page with one file to send; an empty type is left out.
func (w *world) form(url, mediaType string, content []byte) *http.Request {
	w.t.Helper()
	var body bytes.Buffer
	f := multipart.NewWriter(&body)
	header := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="anything"; filename="f"`}}
	if mediaType != "" {
		header.Set("Content-Type", mediaType)
	}
	part, err := f.CreatePart(header)
	w.must(err)
	_, err = part.Write(content)
	w.must(err)
	w.must(f.Close())
	r := httptest.NewRequestWithContext(w.t.Context(), http.MethodPost, url, &body)
	r.Header.Set("Content-Type", f.FormDataContentType())
	return r
}

func (b *browser) upload(url, mediaType string, content []byte) reply {
	b.world.t.Helper()
	return b.world.send(b.sign(b.world.form(url, mediaType, content)))
}

// branding is what anybody is told before logging in.
func (w *world) branding() api.Branding {
	w.t.Helper()
	var server api.ServerHandshake
	w.send(w.request("GET", "/api/v1/server", nil)).status(http.StatusOK).into(&server)
	return server.Branding
}

func TestBranding(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	var changed api.Branding
	b.send("PUT", "/api/v1/admin/branding", `{"server_name":"Kitchen","accent_color":"#AABBCC","custom_css":"a{}"}`).
		status(http.StatusOK).into(&changed)
	if got := w.branding(); got.ServerName != "Kitchen" || got.AccentColor != "#aabbcc" || got.CustomCSSURL == nil || *got.CustomCSSURL != *changed.CustomCSSURL {
		t.Errorf("got %+v after %+v", got, changed)
	}
	before := *changed.CustomCSSURL
	css := w.send(w.request("GET", before, nil)).status(http.StatusOK)
	if css.Body.String() != "a{}" || css.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("style sheet %q %v", css.Body, css.Header())
	}

	b.send("PUT", "/api/v1/admin/branding", `{"server_name":null,"custom_css":"b{}"}`).status(http.StatusOK).into(&changed)
	if changed.ServerName != "Kitchen" || *changed.CustomCSSURL == before {
		t.Errorf("got %+v", changed)
	}
	b.send("PUT", "/api/v1/admin/branding", `{"custom_css":""}`).status(http.StatusOK).into(&changed)
	if changed.CustomCSSURL != nil {
		t.Errorf("removed, but at %s", *changed.CustomCSSURL)
	}
	w.send(w.request("GET", "/api/v1/branding/custom.css", nil)).status(http.StatusNotFound)

	for _, body := range []string{
		`{"server_name":" "}`, `{"accent_color":"red"}`, `{"custom_css":"` + strings.Repeat("x", 64<<10+1) + `"}`, `{"custom_css":"\u0000"}`,
	} {
		b.send("PUT", "/api/v1/admin/branding", body).status(http.StatusBadRequest)
	}
	b.send("PUT", "/api/v1/admin/branding", `{"custom_css":1}`).status(http.StatusUnprocessableEntity)
}

func TestBrandImages(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"logo", "favicon"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w, b := newSetUpWorld(t)
			public, admin := "/api/v1/branding/"+kind, "/api/v1/admin/branding/"+kind
			w.send(w.request("GET", public, nil)).status(http.StatusNotFound)
			b.send("DELETE", admin, nil).status(http.StatusNoContent)
			if got := w.imageURL(kind); got != nil {
				t.Errorf("nothing set, but at %s", *got)
			}

			b.upload(admin, "image/png", picture(t, 16)).status(http.StatusNoContent)
			first := *w.imageURL(kind)
			shown := w.send(w.request("GET", first, nil)).status(http.StatusOK)
			h := shown.Header()
			if !bytes.Equal(shown.Body.Bytes(), picture(t, 16)) || h.Get("Content-Type") != "image/png" ||
				h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Cache-Control"), "immutable") {
				t.Errorf("%d bytes, %v", shown.Body.Len(), h)
			}
			if got := w.send(w.request("GET", public, nil)).status(http.StatusOK).Header().Get("Cache-Control"); got != "no-cache" {
				t.Errorf("without a version: %s", got)
			}
			if got := w.send(w.request("GET", public+"?v=0", nil)).status(http.StatusOK).Header().Get("Cache-Control"); got != "no-cache" {
				t.Errorf("of another version: %s", got)
			}
			known := w.request("GET", public, nil)
			known.Header.Set("If-None-Match", h.Get("ETag"))
			w.send(known).status(http.StatusNotModified)

			b.upload(admin, "image/png", picture(t, 17)).status(http.StatusNoContent)
			if *w.imageURL(kind) == first {
				t.Error("another picture at the same address")
			}
			b.send("DELETE", admin, nil).status(http.StatusNoContent)
			if got := w.imageURL(kind); got != nil {
				t.Errorf("removed, but at %s", *got)
			}
			w.send(w.request("GET", public, nil)).status(http.StatusNotFound)
		})
	}
}

func (w *world) imageURL(kind string) *string {
	w.t.Helper()
	if kind == "logo" {
		return w.branding().LogoURL
	}
	return w.branding().FaviconURL
}

func TestBrandImagesAreRefused(t *testing.T) {
	t.Parallel()
	w, b := newSetUpWorld(t)
	const logo = "/api/v1/admin/branding/logo"
	good := picture(t, 4)
	b.upload("/api/v1/admin/branding/banner", "image/png", good).status(http.StatusNotFound)
	b.send("DELETE", "/api/v1/admin/branding/banner", nil).status(http.StatusNotFound)
	for what, r := range map[string]*http.Request{
		"no type":      w.form(logo, "", good),
		"another type": w.form(logo, "image/jpeg", good),
		"no picture":   w.form(logo, "image/png", []byte("<script>")),
		"no bytes":     w.form(logo, "image/png", nil),
		"too large":    w.form(logo, "image/png", append(good, make([]byte, 1<<20)...)),
		"JSON":         w.request("POST", logo, "{}"),
		"nothing":      w.request("POST", logo, nil),
	} {
		if got := w.send(b.sign(r)); got.Code != http.StatusBadRequest || got.code() != "bad_request" {
			t.Errorf("%s: %d %s", what, got.Code, got.Body)
		}
	}
	half := w.form(logo, "image/png", good)
	half.Body = http.MaxBytesReader(nil, half.Body, 200)
	half.ContentLength = -1
	w.send(b.sign(half)).status(http.StatusRequestEntityTooLarge)

	empty := w.request("POST", logo, "--b--\r\n")
	empty.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	w.send(b.sign(empty)).status(http.StatusBadRequest)
	ended := w.request("POST", logo, "--b\r\nContent-Type: image/png\r\n\r\nabc")
	ended.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	w.send(b.sign(ended)).status(http.StatusBadRequest)
	b.upload(logo, "image/png", append(good, make([]byte, 2<<20)...)).status(http.StatusRequestEntityTooLarge)

	mia := w.member("mia")
	if got := mia.upload(logo, "image/png", good); got.Code != http.StatusForbidden {
		t.Errorf("a member: %d", got.Code)
	}
	if got := fmt.Sprint(w.imageURL("logo")); got != "<nil>" {
		t.Errorf("a refused picture is at %s", got)
	}
}
