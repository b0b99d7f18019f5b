package settings

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"

	"golang.org/x/image/webp"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// format is a way to encode pictures.
type format struct {
	name   string
	types  []string // media types that stand for it
	decode func([]byte, int) error
}

var (
	pngFormat  = format{"PNG", []string{"image/png"}, decoding(png.DecodeConfig, png.Decode)}
	jpegFormat = format{"JPEG", []string{"image/jpeg"}, decoding(jpeg.DecodeConfig, jpeg.Decode)}
	webpFormat = format{"WebP", []string{"image/webp"}, decoding(webp.DecodeConfig, webp.Decode)}
	icoFormat  = format{"icon", []string{"image/x-icon", "image/vnd.microsoft.icon"}, decodeIcon}
)

// place is what a kind of picture may be.
type place struct {
	formats []format
	side    int // longest, in pixels: a small file can be a huge picture
	wrong   chat.Sentence
}

var places = map[store.ImageKind]place{
	store.LogoImage:    {[]format{pngFormat, jpegFormat, webpFormat}, 2048, "must be a PNG, JPEG or WebP picture"},
	store.FaviconImage: {[]format{pngFormat, icoFormat}, 512, "must be a PNG picture or an icon"},
}

// checkImage decodes a picture: what a browser is later told to be one has to be
// one, whatever the upload says.
func checkImage(kind store.ImageKind, mediaType string, content []byte) error {
	p, ok := places[kind]
	if !ok {
		return chat.Errorf(chat.NotFound, "there is no such picture")
	}
	if len(content) == 0 || len(content) > MaxImageBytes {
		return chat.InvalidField("file", chat.Fill("must have 1 to %d bytes", MaxImageBytes))
	}
	i := slices.IndexFunc(p.formats, func(f format) bool { return slices.Contains(f.types, mediaType) })
	if i < 0 {
		return chat.InvalidField("file", p.wrong)
	}
	if err := p.formats[i].decode(content, p.side); err != nil {
		return chat.InvalidField("file", chat.Fill("is not a sound %s of at most %d × %d pixels", p.formats[i].name, p.side, p.side))
	}
	return nil
}

// decoding reads the size before it takes the memory for the pixels.
func decoding(config func(io.Reader) (image.Config, error), whole func(io.Reader) (image.Image, error)) func([]byte, int) error {
	return func(content []byte, side int) error {
		c, err := config(bytes.NewReader(content))
		if err != nil {
			return err
		}
		if err := checkSize(c.Width, c.Height, side); err != nil {
			return err
		}
		_, err = whole(bytes.NewReader(content))
		return err
	}
}

func checkSize(width, height, side int) error {
	if width < 1 || height < 1 || width > side || height > side {
		return fmt.Errorf("%d × %d pixels", width, height)
	}
	return nil
}
