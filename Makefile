# Every command that people and CI use.
.PHONY: services clean-services

services: ## start the Postgres and Redis that tests run against
	@scripts/test-services.sh start

clean-services: ## stop them and remove their data
	@scripts/test-services.sh stop
