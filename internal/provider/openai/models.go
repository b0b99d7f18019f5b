package openai

import (
	"cmp"
	"io"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rustygpt/rustygpt/internal/provider"
)

// listModels reads the list of models in any of its dialects.
func (c *Client) listModels(x *exchange) ([]provider.Offer, error) {
	first, err := x.events.first()
	if err == io.EOF || first == '<' {
		return nil, invalid("The provider sent something that is not a list of models. Check its base URL; many end in /v1.", nil)
	}
	data, err := x.events.rest(c.opts.MaxBodyBytes)
	if err != nil {
		return nil, x.brokenBy(err)
	}
	offers, ok := readOffers(data)
	if ok {
		return offers, nil
	}
	if words := c.says(data); first == '{' && words != "" {
		return nil, reported(provider.CodeRefused, words)
	}
	return nil, invalid("The provider sent something that is not a list of models. Check its base URL; many end in /v1.", nil)
}

// readOffers reads {"data":[{"id":…}]}, {"models":[…]} or a bare list. The
// models come back sorted by id, each once.
func readOffers(data jsontext.Value) (offers []provider.Offer, ok bool) {
	list := data
	if data.Kind() == '{' {
		var named struct {
			Data   jsontext.Value `json:"data"`
			Models jsontext.Value `json:"models"`
		}
		if json.Unmarshal(data, &named, lenient) != nil {
			return nil, false
		}
		list = named.Data
		if list.Kind() != '[' {
			list = named.Models
		}
	}
	var entries []jsontext.Value
	if list.Kind() != '[' || json.Unmarshal(list, &entries, lenient) != nil {
		return nil, false
	}
	offers = make([]provider.Offer, 0, len(entries))
	for _, entry := range entries {
		if id := modelID(entry); id != "" {
			offers = append(offers, provider.Offer{ID: id, Facts: readFacts(entry)})
		}
	}
	slices.SortStableFunc(offers, func(a, b provider.Offer) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(offers, func(a, b provider.Offer) bool { return a.ID == b.ID }), true
}

// modelID reads one entry of the list: an object with an id or a name, or a
// string. Empty when it is neither.
func modelID(entry jsontext.Value) string {
	if entry.Kind() == '"' {
		return errorText(entry)
	}
	var fields struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	if json.Unmarshal(entry, &fields, lenient) != nil {
		return ""
	}
	if fields.ID != "" {
		return fields.ID
	}
	return fields.Name
}
