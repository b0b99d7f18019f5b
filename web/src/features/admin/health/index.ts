export { HealthBanner as default } from "./health-banner";
