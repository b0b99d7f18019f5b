// Package server builds the whole server from its configuration and runs it
// until it is told to stop. It is the only place where the parts meet.
package server
