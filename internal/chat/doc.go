// Package chat holds the nouns of the product: accounts, conversations,
// messages, generations, events, their ids and the kinds of failure.
//
// It is the ground floor. It imports nothing of ours, does no input or output
// and keeps no state, so every other package can agree on these types. Types
// with JSON tags are also what the native API (prefix /api) puts on the wire:
// one definition serves the REST answers, the event payloads and the clients.
package chat
