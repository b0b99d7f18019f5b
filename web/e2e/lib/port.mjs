// Ports for servers that are started again at the same place. One that the system
// hands out could be handed out again meanwhile, so these lie below such ports,
// and the UDP port of the same number keeps other walks and tests away.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

const first = 20_000;
const count = 10_000;
const host = "127.0.0.1";

/** A port that nobody listens on, and that nobody else gets until it is freed. */
export async function takePort() {
  for (;;) {
    const port = first + Math.floor(Math.random() * count);
    const lock = createSocket("udp4");
    if (!(await succeeds(lock, () => lock.bind({ port, address: host, exclusive: true })))) continue;
    const probe = createServer();
    if (await succeeds(probe, () => probe.listen(port, host))) {
      await new Promise((resolve) => probe.close(resolve));
      lock.unref();
      return { port, free: () => lock.close() };
    }
    lock.close();
  }
}

/** Whether something comes to listen. */
function succeeds(socket, listen) {
  return new Promise((resolve) => {
    socket.once("listening", () => resolve(true));
    socket.once("error", () => resolve(false));
    listen();
  });
}
