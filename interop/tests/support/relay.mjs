/** A TCP relay in front of a server: the network that tests can cut, refuse and freeze. */
import { createServer, connect } from "node:net";
import { once } from "node:events";

/** How a browser asks for a WebSocket; its request comes in one piece on the loopback. */
const UPGRADE = /^upgrade: *websocket\r$/im;

/**
 * Starts a relay on a free port.
 *
 * @param webSockets whether they get through; some networks have proxies that know HTTP only
 */
export async function startRelay(targetPort, { webSockets = true } = {}) {
  const pairs = new Set();
  let refusing = false;
  let frozen = false;

  const listener = createServer({ noDelay: true }, (inner) => {
    if (refusing) {
      inner.destroy();
      return;
    }
    const outer = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    const pair = { inner, outer };
    pairs.add(pair);
    if (frozen) {
      freeze(pair);
    }
    const end = () => {
      pairs.delete(pair);
      inner.destroy();
      outer.destroy();
    };
    for (const side of [inner, outer]) {
      side.on("error", end);
      side.on("close", end);
    }
    inner.on("data", (bytes) => {
      if (!webSockets && UPGRADE.test(bytes.toString("latin1"))) {
        end();
      } else {
        outer.write(bytes);
      }
    });
    outer.on("data", (bytes) => inner.write(bytes));
  });
  const freeze = ({ inner, outer }) => {
    inner.pause();
    outer.pause();
  };
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");

  return {
    url: `http://127.0.0.1:${listener.address().port}`,
    /** Cuts every connection without a goodbye. */
    cut() {
      for (const { inner, outer } of pairs) {
        inner.destroy();
        outer.destroy();
      }
    },
    /** From now on new connections are cut at once, or not. */
    refuse(on) {
      refusing = on;
    },
    /** From now on nothing comes through, and nobody is told. */
    freeze() {
      frozen = true;
      pairs.forEach(freeze);
    },
    async stop() {
      this.cut();
      listener.close();
      await once(listener, "close");
    },
  };
}
