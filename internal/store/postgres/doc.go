// Package postgres keeps everything in a PostgreSQL database, version 15 or
// newer, which several instances of the server can share.
//
// A unit of work is one statement, mostly the call of one procedure of schema
// rustygpt: one round trip, one transaction, with the conditions that must hold
// at commit and the events that follow inside it. A procedure refuses with an
// exception whose text is "RGP.<HTTP status>: <reason>"; see translate.
//
// # Scripts
//
// The database is made by the scripts in the folders schema, procedures,
// indexes and seed, in this order and by name within each, from the program or
// from a directory that replaces them. Every start compares them with the
// ledger rustygpt.bootstrap_applied, holding a lock that lets one instance at a
// time do this. A script runs in a transaction of its own, together with its
// entry in the ledger.
//
//   - schema, indexes and seed only grow: each script runs once. One that has
//     changed since is refused.
//   - procedures are made again when one of them has changed, that one and all
//     behind it. They consist of statements that can be repeated.
//
// # Rolling upgrades
//
// Instances of two versions work on one database while an upgrade goes on: the
// first new instance brings the scripts up to date, the old ones carry on until
// they are replaced. An old one that is started again is refused, because the
// ledger names a newer version of the scripts. This asks of every release that
// changes a script:
//
//   - It raises scriptsVersion.
//   - A new schema script leaves the procedures of the release before it
//     working: it adds tables, and columns with a default or that may be null.
//     What is not used any more goes a release later.
//   - It does not hold a lock on a large table for long: constraints are added
//     NOT VALID first, an index on an existing large table is made by hand,
//     concurrently, before the upgrade, and IF NOT EXISTS in the script.
//   - A procedure keeps its arguments and results, so that the statements of the
//     old instances go on to mean what they meant. It may get more arguments
//     behind the last, with defaults: the former one is dropped in the same
//     transaction, for a name that two procedures share would be ambiguous. More
//     columns in its result need a DROP FUNCTION IF EXISTS before it. Anything
//     else is a procedure with another name; the former goes a release later.
//
// testdata/releases holds the procedures and statements of earlier releases.
// The tests bring a database of each of them up to date and try its statements
// there. "go test -run Upgrade -record" adds the present ones, which a release
// that changed a script does.
package postgres
