// A network line between a browser and the server that can be cut. Turning a
// browser offline alone refuses new requests, but streams that are open go on.
import { connect, createServer } from "node:net";

export async function startLine(target) {
  const { hostname, port } = new URL(target);
  const sockets = new Set();
  let cut = false;
  const line = createServer((near) => {
    if (cut) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise((resolve) => line.listen(0, "127.0.0.1", resolve));
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${line.address().port}`,
    cut() {
      cut = true;
      hangUp();
    },
    mend() {
      cut = false;
    },
    stop() {
      line.close();
      hangUp();
    },
  };
}
