// Package conversation holds the rules for conversations, participants,
// invitations, threads, messages and read marks: who may do what, what a text
// may look like, and when the assistant answers.
//
// Each operation takes the caller and either fails or is done, its events
// published. Who has no place in a conversation is told NotFound, so that
// nobody learns what exists; who may only look is told Forbidden. Conditions
// that must hold at the very moment of a change are part of the store's unit of
// work; here is what can be known before it.
//
// Writing an answer is left to a Responder.
package conversation
