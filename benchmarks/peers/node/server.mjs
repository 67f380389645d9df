// Role "bench" on Node's socket.io: node server.mjs PORT
import { createServer } from "node:http";
import { Server } from "socket.io";
import { bench } from "../bench.mjs";

const http = createServer();
bench(new Server(http));
http.listen(Number(process.argv[2]), "127.0.0.1", () => {
  console.log(`READY node at 127.0.0.1:${http.address().port}`);
});
