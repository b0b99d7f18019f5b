export { LmStudioPage } from "./lmstudio-page";
