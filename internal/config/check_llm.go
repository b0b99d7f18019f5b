package config

import (
	"maps"
	"net/url"
	"path/filepath"
	"slices"
)

func (d *decoder) checkLLM(c *Config, in Input) {
	llm := &c.LLM
	names := slices.Sorted(maps.Keys(llm.Providers))
	for _, name := range names {
		d.checkProvider(llm, in, name)
	}
	if _, ok := llm.Providers[llm.DefaultProvider]; llm.DefaultProvider != "" && !ok {
		d.problem("llm.default_provider", quote(llm.DefaultProvider), "is not in llm.providers"+suggestion(llm.DefaultProvider, names),
			d.origin("llm.default_provider"))
	}
	for _, name := range slices.Sorted(maps.Keys(llm.Models)) {
		d.checkModel(llm, in, name)
	}
}

func (d *decoder) checkProvider(llm *LLM, in Input, name string) {
	p := llm.Providers[name]
	path := "llm.providers." + name
	switch p.Type {
	case ProviderOpenAI:
		d.checkEndpoint(path, p)
	case ProviderLlama:
		if p.ModelPath == "" {
			d.warnMissing(in, path+".models_directory", p.ModelsDirectory)
		}
	case ProviderDemo: // needs nothing
	}
	for header, value := range p.Headers {
		if !isToken(header) || !isHeaderValue(value.Reveal()) {
			d.problem(path+".headers."+header, redacted, "is not a header that HTTP allows", d.origin(path+".headers."+header))
		}
	}
}

func (d *decoder) checkEndpoint(path string, p LLMProvider) {
	u, err := url.Parse(p.BaseURL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil || u.Fragment != "" {
		d.problem(path+".base_url", quote(hidePassword(p.BaseURL)), "must be an http or https address; credentials belong in api_key or headers",
			d.origin(path+".base_url"))
	}
	if !isHeaderValue(p.APIKey.Reveal()) {
		d.problem(path+".api_key", redacted, "holds characters that no header can carry", d.origin(path+".api_key"))
	}
}

func (d *decoder) checkModel(llm *LLM, in Input, name string) {
	m := llm.Models[name]
	path := "llm.models." + name
	p, ok := llm.Providers[m.Provider]
	if !ok {
		rule := "is not in llm.providers" + suggestion(m.Provider, slices.Sorted(maps.Keys(llm.Providers)))
		if m.Provider == "" {
			rule = "must name one of llm.providers"
		}
		d.problem(path+".provider", quote(m.Provider), rule, d.origin(path+".provider"))
		return
	}
	if p.Type == ProviderLlama {
		d.checkModelFile(in, p, path, m)
	}
}

// checkModelFile only warns: a file that arrives later is found then.
func (d *decoder) checkModelFile(in Input, p LLMProvider, path string, m LLMModel) {
	if m.Path == "" {
		d.problem(path+".path", "", "must name a GGUF file", d.origin(path+".provider"))
		return
	}
	file := m.Path
	if !filepath.IsAbs(file) {
		file = filepath.Join(p.ModelsDirectory, file)
	}
	d.warnMissing(in, path+".path", file)
}

func suggestion(word string, words []string) string {
	if best := closest(word, words); best != "" {
		return "; did you mean " + best + "?"
	}
	return ""
}
