package store

import "time"

// ImageKind is the place of a picture that the server shows itself with.
type ImageKind string

// The kinds of pictures.
const (
	LogoImage    ImageKind = "logo"
	FaviconImage ImageKind = "favicon"
)

// BrandImage is a picture of the server's own.
type BrandImage struct {
	Kind      ImageKind
	MediaType string
	Content   []byte
	Version   string // another one for other content
	UpdatedAt time.Time
}
