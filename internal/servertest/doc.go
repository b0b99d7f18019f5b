// Package servertest runs the whole server for tests: the real program on a
// free port of the loopback interface, in a process of its own so that a test
// can kill it, and a client that behaves like a person's browser.
package servertest
