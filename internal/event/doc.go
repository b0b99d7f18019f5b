// Package event fans the committed events of conversations out to whoever
// follows them: browsers over server-sent events, and readers inside the
// process.
//
// A conversation that is being followed has a topic. The topic puts its events
// in the order of their positions, encodes each of them once and keeps the
// newest in a ring. A subscription is a cursor into that ring, so queueing,
// replay from memory and noticing that a reader is too slow are one and the
// same comparison, and a reader that stands still costs nobody anything.
//
// A subscription is either parked with its topic or attended by exactly one
// goroutine. Streams that wait for something to happen therefore hold a socket
// and a few hundred bytes, but no goroutine and no buffer.
//
// A person has a stream of their own besides, with a ring like a topic's: what
// concerns somebody in any of their conversations. An index leads from each
// conversation to those who are to be told; see Hub.SubscribePerson.
//
// What the ring does not hold comes from the Log, which is the truth: events
// are only ever announced here after they were committed there.
package event
