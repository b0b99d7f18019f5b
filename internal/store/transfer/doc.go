// Package transfer moves everything from one database to another of a
// different engine.
//
// What moves is written down once, in Tables, with columns of neutral kinds.
// An engine says for each table how its rows are read and written; where it
// keeps something in another shape, that is the place of the translation. The
// source is read once, at one instant. What the target returns afterwards is
// compared with it, table by table, by number of rows and checksum.
//
// A target carries a mark from before its first row until after the last
// comparison. Servers refuse a database with this mark, and the next move
// starts such a database over. So a move can end at any moment and in any way
// without harm.
package transfer
