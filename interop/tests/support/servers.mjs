/** The servers under test, each a process of its own, ended with the test. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { within } from "./waiting.mjs";

const top = fileURLToPath(new URL("../../../", import.meta.url));

/** Another implementation of `serve` can be put to the same tests. */
const SERVE = process.env.INTEROP_SERVE ?? `${top}interop/serve`;

/** Time for a build, should one be needed. */
const START_DEADLINE_MS = 300_000;

/** A server that stops waits for its clients for up to ten seconds. */
const END_DEADLINE_MS = 20_000;

/** As in all our tests: assertions hold, and every buffer is watched. */
const WATCHFUL = ["-ea", "-Dio.netty.leakDetection.level=paranoid"];

/** These servers live for seconds, and there are hundreds: what pays in minutes only costs here. */
const SHORT_LIVED = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

const JAVA_OPTIONS = [...WATCHFUL, ...SHORT_LIVED];

/** What no server may say, whatever its clients do. */
const ALARMS = /^.*(LEAK:|AssertionError|OutOfMemoryError|Exception in thread).*$/m;

/** Starts `serve ROLE 0 FLAGS`. */
export function startServer(role, { flags = [] } = {}) {
  return start(`serve ${role}`, SERVE, [role, "0", ...flags], flags.includes("--tls") ? "https" : "http");
}

/** Starts the chat of the examples, as it was built last. */
export function startChat() {
  const target = `${top}examples/chat/target/`;
  const classPath = `${target}classes${delimiter}${readFileSync(`${target}run.classpath`, "utf8")}`;
  const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : "java";
  return start("the chat", java, [...JAVA_OPTIONS, "-cp", classPath, "io.sockeye.examples.chat.ChatServer", "0"]);
}

/** Starts a server that prints its address when it is ready, and waits for that. */
async function start(what, command, args, scheme = "http") {
  const child = spawn(command, args.map(String), {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, JAVA_OPTS: [process.env.JAVA_OPTS, ...JAVA_OPTIONS].filter(Boolean).join(" ") },
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    log += text;
  });
  const exited = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const ready = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const address = line.match(/127\.0\.0\.1:(\d+)/);
      if (address) {
        resolve(Number(address[1]));
      }
    });
  });
  const early = exited.then(({ code, signal }) => {
    throw new Error(`${what} ended before it was ready: ${signal ?? `exit status ${code}`}\n${log}`);
  });
  early.catch(() => {}); // of no interest once it is ready
  const port = await within(Promise.race([ready, early]), `the address of ${what}`, START_DEADLINE_MS);
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    /** Ends the process as an operator would, waits for its end, and looks at what it logged. */
    async stop() {
      child.kill("SIGTERM");
      await within(exited, `the end of ${what}`, END_DEADLINE_MS);
      const alarm = log.match(ALARMS);
      if (alarm) {
        throw new Error(`${what} logged: ${alarm[0]}`);
      }
    },
  };
}
