// Package store is the seam between the rules and the databases: the units of
// work, as parameter and result types. The rules packages declare interfaces
// over the methods they need; sqlite implements them, storetest states how
// they behave.
//
// One method is one unit of work. It is atomic; the conditions that must hold
// at commit (is still a participant, is still the last administrator) are
// checked inside it; the events it causes take their conversation's next
// positions and are written in the same transaction. A returned event is
// committed: publish it, in any order, the positions tell the true one.
//
// Failures are chat.Error values: NotFound also for what the viewer may not
// see, Forbidden for what a participant's role does not allow, Conflict,
// Gone, Invalid, and Unavailable when the database cannot be reached or is
// shut. Times are UTC with microsecond precision.
package store
