package storetest

import (
	"bytes"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testBranding(w *world) {
	ctx := w.Context()
	_, err := w.BrandImage(ctx, store.LogoImage)
	w.refuses(chat.NotFound, err)
	w.must(w.RemoveBrandImage(ctx, store.LogoImage))

	logo := store.BrandImage{Kind: store.LogoImage, MediaType: "image/png", Version: "1", Content: bytes.Repeat([]byte{0, 255}, 1<<19), UpdatedAt: w.now()}
	icon := store.BrandImage{Kind: store.FaviconImage, MediaType: "image/x-icon", Version: "a", Content: []byte("icon"), UpdatedAt: w.now()}
	w.must(w.PutBrandImage(ctx, logo))
	w.must(w.PutBrandImage(ctx, icon))
	w.brandVersions("1", "a")

	logo.MediaType, logo.Version, logo.Content, logo.UpdatedAt = "image/webp", "2", []byte("logo"), w.now()
	w.must(w.PutBrandImage(ctx, logo))
	for _, want := range []store.BrandImage{logo, icon} {
		got, err := w.BrandImage(ctx, want.Kind)
		w.must(err)
		equal(w, "picture", got, want)
	}
	w.brandVersions("2", "a")

	w.must(w.RemoveBrandImage(ctx, store.FaviconImage))
	_, err = w.BrandImage(ctx, store.FaviconImage)
	w.refuses(chat.NotFound, err)
	w.brandVersions("2", "")
}

// brandVersions checks what the settings say of the pictures, also in the answer
// to a change.
func (w *world) brandVersions(logo, favicon string) {
	w.Helper()
	read, err := w.Settings(w.Context())
	w.must(err)
	changed, err := w.UpdateSettings(w.Context(), store.SettingsPatch{At: w.now()})
	w.must(err)
	for _, v := range []store.Settings{read, changed.Before, changed.After} {
		equal(w, "version of the logo", v.LogoVersion, logo)
		equal(w, "version of the icon", v.FaviconVersion, favicon)
	}
}
