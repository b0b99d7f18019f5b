// Package api holds the request and response types of the HTTP API, and beside
// them openapi.yaml, the document that is made from them.
//
// Types that the native API shares with event payloads live in package chat.
// Here are the ones that only travel over HTTP. Two conventions meet in this
// package: the conversations API (prefix /api) leaves an unset field out, the
// chats API (prefix /api/v1) always sends every field and writes an explicit
// null. In requests of both, a missing optional field and null mean the same
// unless a comment says otherwise.
package api

//go:generate go run ../cmd/rustygpt spec openapi.yaml
