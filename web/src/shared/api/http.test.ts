import { beforeEach, describe, expect, it, vi } from "vitest";
import { cookie, onLoginLost, request } from "./http";
import { asProblem, Problem, problemFrom } from "./problem";

const refused = () => new Response(null, { status: 401, headers: { "WWW-Authenticate": "session" } });

/** Answers by path, in turn; the last answer of a path stays. */
function serve(answers: Record<string, (() => Response)[]>) {
  const fetched = vi.fn(async (input: RequestInfo | URL) => {
    const sent = input as Request;
    const queue = answers[new URL(sent.url).pathname] ?? [];
    const next = queue.length > 1 ? queue.shift() : queue[0];
    return next ? next() : new Response(null, { status: 204 });
  });
  vi.stubGlobal("fetch", fetched);
  return { sent: () => fetched.mock.calls.map(([input]) => input as Request) };
}

const paths = (sent: Request[]) => sent.map((r) => `${r.method} ${new URL(r.url).pathname}`);

beforeEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie is what is tested
  document.cookie = "CSRF-TOKEN=first";
});

describe("request", () => {
  it("sends the newest CSRF token with changes only", async () => {
    const { sent } = serve({});
    await request("/api/a");
    await request("/api/a", { method: "POST" });
    // biome-ignore lint/suspicious/noDocumentCookie: the server rotated it
    document.cookie = "CSRF-TOKEN=second";
    await request("/api/a", { method: "DELETE" });
    expect(sent().map((r) => r.headers.get("X-CSRF-TOKEN"))).toEqual([null, "first", "second"]);
  });

  it("refreshes a refused login once and repeats, body included", async () => {
    const { sent } = serve({ "/api/a": [refused, () => new Response("ok")] });
    const response = await request("/api/a", { method: "POST", body: "text" });
    expect(await response.text()).toBe("ok");
    expect(paths(sent())).toEqual(["POST /api/a", "POST /api/auth/refresh", "POST /api/a"]);
    expect(await sent()[2]?.text()).toBe("text");
  });

  it("refreshes once for several refused requests", async () => {
    const { sent } = serve({
      "/api/a": [refused, () => new Response()],
      "/api/b": [refused, () => new Response()],
    });
    await Promise.all([request("/api/a"), request("/api/b")]);
    expect(paths(sent()).filter((p) => p.includes("refresh"))).toHaveLength(1);
  });

  it("tells when the login is gone, but not about a wrong password", async () => {
    const lost = vi.fn();
    const forget = onLoginLost(lost);
    serve({ "/api/a": [refused], "/api/auth/refresh": [refused], "/api/v1/auth/login": [refused] });
    await request("/api/v1/auth/login", { method: "POST" });
    expect(lost).not.toHaveBeenCalled();
    expect((await request("/api/a")).status).toBe(401);
    expect(lost).toHaveBeenCalledExactlyOnceWith("ended");
    forget();
  });

  it.each([
    ["expired", 401, "session_expired"],
    ["ended", 401, "RGP.AUTH.INVALID_SESSION"],
    ["disabled", 423, "RGP.AUTH.DISABLED"],
  ])("tells why: %s", async (loss, status, code) => {
    const lost = vi.fn();
    const forget = onLoginLost(lost);
    const refusal = () => new Response(JSON.stringify({ code }), { status });
    serve({ "/api/a": [refused], "/api/auth/refresh": [refusal] });
    await request("/api/a");
    expect(lost).toHaveBeenCalledExactlyOnceWith(loss);
    forget();
  });

  it("does not take a fault on the way for a lost login", async () => {
    const lost = vi.fn();
    const forget = onLoginLost(lost);
    const unreachable = () => {
      throw new TypeError("Failed to fetch");
    };
    serve({
      "/api/a": [refused],
      "/api/auth/refresh": [() => new Response("{}", { status: 503 }), unreachable],
    });
    expect((await request("/api/a")).status).toBe(503);
    await expect(request("/api/a")).rejects.toThrow(TypeError);
    expect(lost).not.toHaveBeenCalled();
    forget();
  });
});

describe("cookie", () => {
  it("finds a name exactly", () => {
    expect(cookie("b", "ab=1; b=2%203; c=")).toBe("2 3");
    expect(cookie("c", "ab=1; c=")).toBe("");
    expect(cookie("d", "ab=1")).toBeNull();
  });
});

describe("problems", () => {
  it("carry the text, the fields and the time to wait", async () => {
    const response = new Response(null, { status: 429, headers: { "Retry-After": "7" } });
    const body = {
      code: "rate_limited",
      message: "Slow down",
      details: { fields: [{ field: "name", message: "is taken" }] },
    };
    expect(await problemFrom(response, body)).toMatchObject({
      status: 429,
      code: "rate_limited",
      message: "Slow down",
      fields: { name: "is taken" },
      retryAfter: 7,
    });
  });

  it("without a body name the status", async () => {
    expect((await problemFrom(new Response(null, { status: 502 }), "<html>")).message).toContain("502");
  });

  it("of the network are told apart", () => {
    expect(asProblem(new TypeError("Failed to fetch")).offline).toBe(true);
    const known = new Problem(404, "not_found", "x");
    expect(asProblem(known)).toBe(known);
  });
});
