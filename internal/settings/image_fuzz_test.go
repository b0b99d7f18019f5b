package settings

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/store"
)

// Nothing that is uploaded stops the server.
func FuzzCheckImage(f *testing.F) {
	for _, seed := range []string{"\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "RIFF\x1a\x00\x00\x00WEBPVP8L", "\x00\x00\x01\x00\x01\x00", "<svg/>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(_ *testing.T, content []byte) {
		for kind, p := range places {
			for _, format := range p.formats {
				_ = checkImage(kind, format.types[0], content)
			}
		}
		_ = checkImage(store.LogoImage, "", content)
	})
}
