package main

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/doctor"
	"github.com/rustygpt/rustygpt/internal/server"
)

func examine(ctx context.Context, p doctor.Patient) doctor.Report {
	if p.Settings != nil {
		p.Try = server.ProviderProbe(p.Settings.Config.LLM.Global)
	}
	return doctor.Examine(ctx, p)
}
