/** Every generation of clients that speaks Engine.IO 4, each over every transport. */
import { battery } from "./support/battery.mjs";
import { forEachClient, MODERN } from "./support/clients.mjs";

forEachClient({ generations: MODERN, flags: ["--ping", 500, 2000] }, (client) => battery(client, { heartbeat: true }));
