package settings_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/settings"
	"github.com/rustygpt/rustygpt/internal/store"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func pngOf(t testing.TB, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))))
	return b.Bytes()
}

func jpegOf(t testing.TB, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil))
	return b.Bytes()
}

// webpPixel is one pixel; the library only reads the format.
func webpPixel(t testing.TB) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	must(t, err)
	return b
}

// icon makes an icon file of pictures.
func icon(pictures ...[]byte) []byte {
	b := binary.LittleEndian.AppendUint16([]byte{0, 0, 1, 0}, uint16(len(pictures)))
	offset := 6 + 16*len(pictures)
	for _, p := range pictures {
		b = append(b, 16, 16, 0, 0, 1, 0, 32, 0)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(p)))
		b = binary.LittleEndian.AppendUint32(b, uint32(offset))
		offset += len(p)
	}
	return append(b, bytes.Join(pictures, nil)...)
}

// bitmap is a picture of an icon without its own file header.
func bitmap(width, height, depth, pixels int) []byte {
	b := make([]byte, 40+pixels)
	binary.LittleEndian.PutUint32(b, 40)
	binary.LittleEndian.PutUint32(b[4:], uint32(width))
	binary.LittleEndian.PutUint32(b[8:], uint32(2*height))
	binary.LittleEndian.PutUint16(b[12:], 1)
	binary.LittleEndian.PutUint16(b[14:], uint16(depth))
	return b
}

func TestImagesAreDecoded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.setUp(t, store.Setup{ServerName: "Kitchen"})
	whole := pngOf(t, 16, 16)
	for _, tc := range []struct {
		name, mediaType string
		kind            store.ImageKind
		content         []byte
		good            bool
	}{
		{"a PNG", "image/png", store.LogoImage, whole, true},
		{"a JPEG", "image/jpeg", store.LogoImage, jpegOf(t, 20, 10), true},
		{"a WebP", "image/webp", store.LogoImage, webpPixel(t), true},
		{"the largest logo", "image/png", store.LogoImage, pngOf(t, 2048, 2048), true},
		{"a PNG as icon", "image/png", store.FaviconImage, whole, true},
		{"an icon of two pictures", "image/x-icon", store.FaviconImage, icon(whole, bitmap(16, 16, 32, 16*64+16*4)), true},
		{"an icon with a palette", "image/vnd.microsoft.icon", store.FaviconImage, icon(bitmap(16, 16, 8, 1024+16*16+16*4)), true},

		{"nothing", "image/png", store.LogoImage, nil, false},
		{"too many bytes", "image/png", store.LogoImage, append(bytes.Clone(whole), make([]byte, 1<<20)...), false},
		{"too wide", "image/png", store.LogoImage, pngOf(t, 2049, 1), false},
		{"too wide for an icon", "image/png", store.FaviconImage, pngOf(t, 513, 1), false},
		{"a page", "image/png", store.LogoImage, []byte("<script>alert(1)</script>"), false},
		{"a signature alone", "image/png", store.LogoImage, whole[:8], false},
		{"half a picture", "image/png", store.LogoImage, whole[:len(whole)/2], false},
		{"a PNG said to be a JPEG", "image/jpeg", store.LogoImage, whole, false},
		{"a PNG said to be an icon", "image/x-icon", store.FaviconImage, whole, false},
		{"a vector picture", "image/svg+xml", store.LogoImage, []byte("<svg/>"), false},
		{"a logo that is an icon", "image/x-icon", store.LogoImage, icon(whole), false},
		{"a type with parameters", "image/png; a=b", store.LogoImage, whole, false},
		{"an icon of nothing", "image/x-icon", store.FaviconImage, icon(), false},
		{"a picture outside of the file", "image/x-icon", store.FaviconImage, icon(whole)[:40], false},
		{"an icon of a page", "image/x-icon", store.FaviconImage, icon([]byte("<script>alert(1)</script>")), false},
		{"too few pixels", "image/x-icon", store.FaviconImage, icon(bitmap(16, 16, 32, 100)), false},
		{"a huge icon", "image/x-icon", store.FaviconImage, icon(bitmap(1<<30, 1<<29, 1, 100)), false},
		{"a negative icon", "image/x-icon", store.FaviconImage, icon(bitmap(-16, 16, 1, 1000)), false},
		{"colours of no depth", "image/x-icon", store.FaviconImage, icon(bitmap(16, 16, 7, 1000)), false},
	} {
		err := f.SetImage(t.Context(), root, tc.kind, tc.mediaType, tc.content)
		if !tc.good {
			if chat.KindOf(err) != chat.Invalid {
				t.Errorf("%s: %v", tc.name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		if v, err := f.Image(t.Context(), tc.kind); err != nil || v.MediaType != tc.mediaType || !bytes.Equal(v.Content, tc.content) {
			t.Errorf("%s: stored as %s of %d bytes, %v", tc.name, v.MediaType, len(v.Content), err)
		}
	}
}

// A change of a picture shows in the settings at once: that is how pages learn
// of it.
func TestImagesHaveVersions(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.setUp(t, store.Setup{ServerName: "Kitchen"})
	seen := map[string]bool{"": true}
	for _, side := range []int{1, 2} {
		must(t, f.SetImage(t.Context(), root, store.LogoImage, "image/png", pngOf(t, side, side)))
		v, err := f.Get(t.Context())
		if err != nil || seen[v.LogoVersion] {
			t.Errorf("version %q, %v", v.LogoVersion, err)
		}
		seen[v.LogoVersion] = true
	}
	must(t, f.RemoveImage(t.Context(), root, store.LogoImage))
	must(t, f.RemoveImage(t.Context(), root, store.LogoImage))
	if v, err := f.Get(t.Context()); err != nil || v.LogoVersion != "" {
		t.Errorf("version %q of what was removed, %v", v.LogoVersion, err)
	}
	if _, err := f.Image(t.Context(), store.LogoImage); chat.KindOf(err) != chat.NotFound {
		t.Errorf("removed: %v", err)
	}
}

func TestOnlyAdministratorsChangeImages(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	member := chat.Actor{Account: chat.Account{Roles: chat.RoleMember}}
	if err := f.SetImage(t.Context(), member, store.LogoImage, "image/png", pngOf(t, 1, 1)); chat.KindOf(err) != chat.Forbidden {
		t.Errorf("set: %v", err)
	}
	if err := f.RemoveImage(t.Context(), member, store.LogoImage); chat.KindOf(err) != chat.Forbidden {
		t.Errorf("remove: %v", err)
	}
	if err := f.SetImage(t.Context(), root, "banner", "image/png", pngOf(t, 1, 1)); chat.KindOf(err) != chat.NotFound {
		t.Errorf("another kind: %v", err)
	}
}

func TestCSSVersion(t *testing.T) {
	t.Parallel()
	if settings.CSSVersion("") != "" || settings.CSSVersion("a{}") == settings.CSSVersion("b{}") {
		t.Error("versions do not tell style sheets apart")
	}
}
