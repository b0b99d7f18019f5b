// Package presence knows who is there and who types.
//
// Both are passing signs: they live in memory, have no position in a
// conversation's log, and nothing is written to say them. A person is online
// while signs of life keep coming (heartbeats, posts, streams that are opened),
// away after 45 seconds of silence and offline after five minutes. Somebody
// types until they post, stop, or do not say so again in time.
//
// Instances that share a database tell each other what they hear first-hand
// and draw the conclusions of time themselves. An instance that may have missed
// something asks for the present state.
package presence
