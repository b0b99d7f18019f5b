import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";
import { loadTexts } from "@/shared/i18n";

await loadTexts("admin", "chat", "common", "invite", "settings", "setup");

afterEach(cleanup);
