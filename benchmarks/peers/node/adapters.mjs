// The official adapters for Redis by the names that the role "cluster" has for them, with their defaults.
import { createClient } from "@redis/client";
import { createAdapter as createClassic, createShardedAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreams } from "@socket.io/redis-streams-adapter";

export const adapters = {
  redis: async (url) => createClassic(await connect(url), await connect(url)),
  "redis-sharded": async (url) => createShardedAdapter(await connect(url), await connect(url)),
  "redis-streams": async (url) => createStreams(await connect(url)),
};

function connect(url) {
  return createClient({ url }).connect();
}
