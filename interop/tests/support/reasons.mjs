/** Why a socket ended, in the words of both sides. */
import { ask, next, settle } from "./waiting.mjs";

/** Ends a socket of `client` by `how`; needs a server with the namespace /extras, which knows why sockets left it. */
export async function reasons(client, how, options) {
  const watcher = await client.connect("/extras");
  const socket = await client.connect("/extras", options);
  await settle(socket);
  const told = next(socket, "disconnect");
  const known = ask(watcher, "reason-of", socket.id);

  how(socket);

  const [[byClient], [byServer]] = await Promise.all([told, known]);
  return { byClient, byServer };
}
