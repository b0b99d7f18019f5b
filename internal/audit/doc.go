// Package audit keeps the log of administrative actions: who did what to whom,
// when, from where, and what came of it. It also has who signed in, and what was
// refused to whom.
//
// An entry is written before its action begins, and what came of it when it has
// ended. While the database works there is no action without an entry; one whose
// end was never written belongs to an action in whose middle the server ended.
package audit
