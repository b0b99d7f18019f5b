// Package transcript shows what people and models say as text: a thread that is
// there already, and a conversation as it goes on, either in plain lines for
// other programs or in a terminal for people.
//
// Everything that somebody else wrote passes through Text or Name on its way
// out, so that no message can take control of its reader's terminal.
package transcript
