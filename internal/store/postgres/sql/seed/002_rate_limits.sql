INSERT INTO rustygpt.rate_limit_profiles (name, algorithm, params, description)
VALUES ('conversation.post', 'gcra', '{"requests_per_second": 5, "burst": 10}', 'How fast one person posts in one conversation')
ON CONFLICT DO NOTHING;
