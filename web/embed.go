// Package web carries the built web application inside the binary.
//
// The files are made by "npm run build" and are not in version control; a
// binary built without them holds an empty folder, and the server then says
// how to build them.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Dist is the built application, rooted at dist. Files that compress have
// siblings ending in .br and .gz, index.html excepted: the server puts a fresh
// nonce into it each time.
func Dist() fs.FS {
	dist, err := fs.Sub(files, "dist")
	if err != nil {
		panic(err) // the folder's name is a valid path
	}
	return dist
}
