// Package backup writes everything that a server knows into one file, and puts
// a server back to what such a file holds.
//
// The file is a ZIP archive with the database, the key that opens its secrets
// and a manifest with their sizes and checksums; on both engines the database
// in it is a SQLite file. A file comes from anywhere: it is unpacked, counted
// and checked in a directory of its own before anything of it is used.
//
// A restore is staged first and applied when no server has the database open,
// in steps that can be taken again. Whenever the process ends, in whatever way,
// the next start finds either the old data or the new.
package backup
