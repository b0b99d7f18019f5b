// Package sweep removes what has outlived its use: in the background, now and
// then, and a little at a time, so that whoever wants to write meanwhile waits
// for one small step at most. What is removed, and what is too old, the owners of
// the data know; this package knows when.
//
// Several instances may sweep one database at the same time. Steps are such that
// this is harmless: what one removes the other does not find any more.
package sweep
