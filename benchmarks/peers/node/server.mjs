// Role "bench" on Node's socket.io: node server.mjs PORT [--cluster ADAPTER REDIS-URL]
import { createServer } from "node:http";
import { Server } from "socket.io";
import { bench } from "../bench.mjs";

const [port, ...words] = process.argv.slice(2);
const http = createServer();
bench(new Server(http, words[0] === "--cluster" ? { adapter: await adapterOf(words[1], words[2]) } : {}));
http.listen(Number(port), "127.0.0.1", () => {
  console.log(`READY node at 127.0.0.1:${http.address().port}`);
});

async function adapterOf(name, redisUrl) {
  const { adapters } = await import("./adapters.mjs");
  return adapters[name](redisUrl);
}
