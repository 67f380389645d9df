// Role "bench" on Bun with its own engine: bun server.mjs PORT
import { Server as Engine } from "@socket.io/bun-engine";
import { Server } from "socket.io";
import { bench } from "../bench.mjs";

const io = new Server();
const engine = new Engine({ path: "/socket.io/" });
io.bind(engine);
bench(io);
const server = Bun.serve({ ...engine.handler(), hostname: "127.0.0.1", port: Number(process.argv[2]) });
console.log(`READY bun at 127.0.0.1:${server.port}`);
