// Package providertest holds what tests of providers share: Run, the suite that
// every provider.Provider passes, and Upstream, a real HTTP server that speaks
// the protocol of OpenAI's chat completions well or badly, on request.
//
// The name of the model that is asked for chooses what Upstream does, so that
// one server offers everything at once, also to a browser:
//
//	tokens-500          500 tokens as fast as they are read
//	tokens-500-at-25    500 tokens, 25 each second
//	endless-at-25       tokens until the client leaves
//	status-503          that status with an error body
//	status-429-retry-7  with Retry-After: 7
//
// Every mode is listed with its meaning in the table in script.go. A number
// after the mode is a count, of tokens unless the table says otherwise, and
// -at-N sets the tokens sent each second. The text is always Text(n), so that a
// reader can check that nothing was lost or repeated.
package providertest
