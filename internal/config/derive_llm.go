package config

import (
	"maps"
	"reflect"
	"slices"
)

// defaultOpenAIURL is where a provider of type openai is without a base_url.
const defaultOpenAIURL = "https://api.openai.com/v1"

// deriveLLM completes providers and models from each other.
func (d *decoder) deriveLLM(c *LLM, in Input) {
	for _, name := range slices.Sorted(maps.Keys(c.Providers)) {
		c.Providers[name] = d.deriveProvider(c, in, name)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Models)) {
		c.Models[name] = d.deriveModel(c, name)
	}
}

func (d *decoder) deriveProvider(c *LLM, in Input, name string) LLMProvider {
	p := c.Providers[name]
	path := "llm.providers." + name
	if p.Type == "" {
		p.Type = ProviderLlama
		if p.BaseURL != "" || p.APIKey != "" {
			p.Type = ProviderOpenAI
		}
		d.origins[path+".provider_type"] = Origin{Layer: Derived}
	}
	if p.Type == ProviderOpenAI && p.BaseURL == "" {
		p.BaseURL = defaultOpenAIURL
		d.origins[path+".base_url"] = Origin{Layer: Derived}
	}
	if p.Type == ProviderLlama && p.ModelsDirectory == "" {
		p.ModelsDirectory = c.ModelsDirectory
		d.origins[path+".models_directory"] = Origin{Layer: Derived}
	}
	if _, taken := c.Models[name]; p.ModelPath != "" && !taken {
		d.modelOfProvider(c, name, in.at(p.ModelPath))
	}
	return p
}

// modelOfProvider adds the model that model_path stands for. The path is
// relative to the working directory, unlike that of a model in llm.models.
func (d *decoder) modelOfProvider(c *LLM, name, path string) {
	var m LLMModel
	d.defaults(schema().resolve([]string{"llm", "models", name}), reflect.ValueOf(&m).Elem())
	m.Provider, m.Path = name, path
	if c.Models == nil {
		c.Models = map[string]LLMModel{}
	}
	c.Models[name] = m
	d.origins["llm.models."+name] = Origin{Layer: Derived}
	d.origins["llm.models."+name+".path"] = d.origin("llm.providers." + name + ".model_path")
}

func (d *decoder) deriveModel(c *LLM, name string) LLMModel {
	m := c.Models[name]
	path := "llm.models." + name
	if m.Provider == "" {
		m.Provider = c.soleProvider()
		d.origins[path+".provider"] = Origin{Layer: Derived}
	}
	if m.UpstreamID == "" {
		m.UpstreamID = name
		d.origins[path+".upstream_id"] = Origin{Layer: Derived}
	}
	if m.DisplayName == "" {
		m.DisplayName = name
		d.origins[path+".display_name"] = Origin{Layer: Derived}
	}
	return m
}

// soleProvider is the provider of models that name none.
func (c *LLM) soleProvider() string {
	if c.DefaultProvider != "" || len(c.Providers) != 1 {
		return c.DefaultProvider
	}
	for name := range c.Providers {
		return name
	}
	return ""
}
