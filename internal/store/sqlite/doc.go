// Package sqlite keeps everything in one SQLite file.
//
// Writing goes through one connection. Units of work that arrive while a
// commit is in progress share the next transaction (see writer), which is what
// makes many small writes cheap. Reading goes through a pool of connections
// that cannot write; write-ahead logging lets both go on at once.
//
// Each statement is a constant named sql…, next to the operation that uses it. A
// test prepares every one of them and reads its query plan. Parts that several
// statements share have other names.
//
// Limits are written LIMIT +?. With a bare parameter SQLite 3.47 and newer look
// at the bound value while planning, and plan the statement anew for each
// other value; that took more time than many of the queries themselves.
package sqlite
