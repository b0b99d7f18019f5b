CREATE UNIQUE INDEX providers_name ON rustygpt.providers (rustygpt.fold(name));
CREATE UNIQUE INDEX models_default ON rustygpt.models (is_default) WHERE is_default;
