// Command upstream runs a model service that answers well or badly, as the name
// of the model says, for trying the server and the web app by hand. It listens
// on the local machine and ends by itself.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "address to listen on; port 0 for a free one")
	lifetime := flag.Duration("for", 10*time.Minute, "when to end")
	key := flag.String("key", "", "API key to ask for; empty = none")
	flag.Parse()

	if err := run(*addr, *lifetime, *key); err != nil {
		fmt.Fprintln(os.Stderr, "upstream:", err)
		os.Exit(1)
	}
}

func run(addr string, lifetime time.Duration, key string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, lifetime)
	defer cancel()
	upstream, err := providertest.Listen(addr)
	if err != nil {
		return err
	}
	defer upstream.Close()
	upstream.RequireKey(key)
	fmt.Println(upstream.BaseURL())
	for _, model := range providertest.ModelNames() {
		fmt.Printf("  %-20s %s\n", model, providertest.About(model))
	}
	<-ctx.Done()
	return nil
}
