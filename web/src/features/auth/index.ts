export { ForcedChangePage } from "./forced-change-page";
export { LoginPage } from "./login-page";
