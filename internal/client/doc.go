// Package client speaks the conversations API from Go, as a signed-in person:
// calls with their failures as chat.Error, a login that is kept in a file and
// shared by several processes, and a conversation's events without loss or
// repetition across lost connections.
//
// It prints nothing and asks nobody; that is left to whoever uses it.
package client
