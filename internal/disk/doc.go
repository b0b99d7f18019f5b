// Package disk watches the room that is left on the file systems where the
// server keeps its data.
package disk
