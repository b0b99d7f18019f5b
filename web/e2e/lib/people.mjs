// People who use the API rather than a browser, for what others do meanwhile.
import { password } from "./steps.mjs";

/** Makes the first account of a fresh server, an administrator. */
export async function firstPerson(server, name) {
  await call(server, "POST", "/api/setup", null, { username: name, email: `${name}@example.org`, password });
  return signedIn(server, name, password);
}

/** Makes an account and sees to it that it can be used at once. */
export async function newPerson(server, admin, name) {
  const first = `${password} first`;
  await admin.post("/api/v1/admin/users", { username: name, password: first, role: "user" });
  const person = await signedIn(server, name, first);
  await person.put("/api/v1/auth/password", { current_password: first, new_password: password });
  return person;
}

/** Somebody who has an account already. */
export async function signedIn(server, name, secret = password) {
  const session = await call(server, "POST", "/api/v1/auth/login", null, {
    login: name,
    password: secret,
    portal: true,
  });
  const as = (method) => (path, body) => call(server, method, path, session.bearer_token, body);
  return {
    name,
    id: session.user.id,
    get: as("GET"),
    post: as("POST"),
    put: as("PUT"),
    patch: as("PATCH"),
    remove: as("DELETE"),
  };
}

async function call(server, method, path, token, body) {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return text === "" ? null : JSON.parse(text);
}
