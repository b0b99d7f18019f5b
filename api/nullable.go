package api

import (
	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Nullable is a request field for which null and absent differ: Set tells
// whether the field was there at all, Value is zero for null. T travels as a
// string.
type Nullable[T any] struct {
	Set   bool
	Value T
}

// UnmarshalJSONFrom reads null or a T.
func (n *Nullable[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var v *T
	if err := json.UnmarshalDecode(dec, &v); err != nil {
		return err
	}
	*n = Nullable[T]{Set: true}
	if v != nil {
		n.Value = *v
	}
	return nil
}

// MarshalJSONTo writes the value, also a zero one; omitzero leaves unset
// fields out.
func (n Nullable[T]) MarshalJSONTo(enc *jsontext.Encoder) error {
	return json.MarshalEncode(enc, n.Value)
}

// Schema describes the field as a string or null.
func (Nullable[T]) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Nullable: true}
}
