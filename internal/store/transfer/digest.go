package transfer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Digest is what two copies of a table have in common: the number of rows and
// the sum of their SHA-256 values. A sum does not depend on the order, so each
// database reads its rows in the order that is cheapest for it.
type Digest struct {
	Rows   int64
	sum    [4]uint64 // modulo 2^256, the lowest word first
	buffer []byte
}

// Equal reports whether two tables have the same rows.
func (d *Digest) Equal(other *Digest) bool { return d.Rows == other.Rows && d.sum == other.sum }

// String is the checksum in hexadecimal.
func (d *Digest) String() string {
	var b []byte
	for _, word := range d.sum {
		b = binary.BigEndian.AppendUint64(b, word)
	}
	return hex.EncodeToString(b)
}

// Add counts a row in.
func (d *Digest) Add(t Table, r Row) error {
	d.buffer = d.buffer[:0]
	for i, c := range t.Columns {
		if err := d.append(c.Kind, r[i]); err != nil {
			return fmt.Errorf("%s.%s: %w", t.Name, c.Name, err)
		}
	}
	hash := sha256.Sum256(d.buffer)
	var carry uint64
	for i := range d.sum {
		d.sum[i], carry = bits.Add64(d.sum[i], binary.LittleEndian.Uint64(hash[8*i:]), carry)
	}
	d.Rows++
	return nil
}

// append writes a value in a form that no other value has: whether there is
// one, its length where that varies, its bytes.
func (d *Digest) append(k Kind, value any) error {
	if value == nil {
		d.buffer = append(d.buffer, 0)
		return nil
	}
	d.buffer = append(d.buffer, 1)
	switch v := value.(type) {
	case [16]byte:
		d.buffer = append(d.buffer, v[:]...)
	case int64:
		d.buffer = binary.BigEndian.AppendUint64(d.buffer, uint64(v))
	case bool:
		d.buffer = append(d.buffer, map[bool]byte{true: 1}[v])
	case time.Time:
		d.buffer = binary.BigEndian.AppendUint64(d.buffer, uint64(v.UnixMicro()))
	case []byte:
		d.buffer = append(binary.BigEndian.AppendUint64(d.buffer, uint64(len(v))), v...)
	case string:
		return d.appendText(k, v)
	default:
		return fmt.Errorf("a value of type %T cannot be moved", value)
	}
	return nil
}

// appendText writes JSON in its canonical form (RFC 8785): one engine keeps the
// spelling, the other only the meaning.
func (d *Digest) appendText(k Kind, text string) error {
	if k == JSON {
		canonical := jsontext.Value(text)
		if err := canonical.Canonicalize(); err != nil {
			return fmt.Errorf("not JSON: %w", withoutText(err))
		}
		text = string(canonical)
	}
	d.buffer = append(binary.BigEndian.AppendUint64(d.buffer, uint64(len(text))), text...)
	return nil
}

// withoutText keeps what people wrote out of an error.
func withoutText(err error) error {
	return fmt.Errorf("%T", err)
}
