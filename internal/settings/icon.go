package settings

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// An icon file is a directory of pictures, each a PNG or a bitmap without its
// file header (Microsoft, "Icons", 1995, and [MS-WMF] 2.2.2.3).
const (
	iconHeaderBytes   = 6
	iconEntryBytes    = 16
	bitmapHeaderBytes = 40
	mostIcons         = 64 // pictures of one file; usual ones have under ten
)

var pngSignature = []byte("\x89PNG\r\n\x1a\n")

var errNoIcon = errors.New("not an icon")

// decodeIcon checks the directory and every picture in it.
func decodeIcon(content []byte, side int) error {
	if len(content) < iconHeaderBytes || !bytes.HasPrefix(content, []byte{0, 0, 1, 0}) {
		return errNoIcon
	}
	count := int(binary.LittleEndian.Uint16(content[4:]))
	if count == 0 || count > mostIcons || len(content) < iconHeaderBytes+count*iconEntryBytes {
		return errNoIcon
	}
	for i := range count {
		entry := content[iconHeaderBytes+i*iconEntryBytes:]
		picture, err := iconPicture(content, entry, iconHeaderBytes+count*iconEntryBytes)
		if err != nil {
			return fmt.Errorf("picture %d: %w", i, err)
		}
		if err := decodeIconPicture(picture, side); err != nil {
			return fmt.Errorf("picture %d: %w", i, err)
		}
	}
	return nil
}

// iconPicture cuts out what an entry of the directory points to.
func iconPicture(content, entry []byte, least int) ([]byte, error) {
	size, offset := uint64(binary.LittleEndian.Uint32(entry[8:])), uint64(binary.LittleEndian.Uint32(entry[12:]))
	if size == 0 || offset < uint64(least) || offset+size > uint64(len(content)) {
		return nil, errNoIcon
	}
	return content[offset : offset+size], nil
}

func decodeIconPicture(picture []byte, side int) error {
	if bytes.HasPrefix(picture, pngSignature) {
		return pngFormat.decode(picture, side)
	}
	if len(picture) < bitmapHeaderBytes || binary.LittleEndian.Uint32(picture) != bitmapHeaderBytes {
		return errNoIcon
	}
	// The height counts the colours and the mask below them.
	width, height := int64(int32(binary.LittleEndian.Uint32(picture[4:]))), int64(int32(binary.LittleEndian.Uint32(picture[8:])))/2
	if err := checkSize(int(width), int(height), side); err != nil {
		return err
	}
	return checkBitmap(picture, width, height)
}

// checkBitmap finds out whether all of the pixels are there: palette, colours
// and mask, whose rows are multiples of four bytes.
func checkBitmap(picture []byte, width, height int64) error {
	depth, packed := int64(binary.LittleEndian.Uint16(picture[14:])), binary.LittleEndian.Uint32(picture[16:])
	var palette int64
	switch depth {
	case 1, 4, 8:
		palette = 4 << depth
		if used := int64(binary.LittleEndian.Uint32(picture[32:])); used > 0 {
			palette = min(palette, 4*used)
		}
	case 16, 24, 32:
	default:
		return errNoIcon
	}
	row := func(bits int64) int64 { return (width*bits + 31) / 32 * 4 }
	if packed != 0 || bitmapHeaderBytes+palette+height*(row(depth)+row(1)) > int64(len(picture)) {
		return errNoIcon
	}
	return nil
}
