/** Waiting for what must come, with a deadline and a name instead of a sleep. */

const DEADLINE_MS = 10_000;
const ATTEMPTS = 5;

/** The promise's outcome, or a failure that names what did not come in time. */
export async function within(promise, what, deadline = DEADLINE_MS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${deadline} ms`)), deadline);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The arguments of the next event of this name. */
export function next(emitter, event, deadline) {
  return within(
    new Promise((resolve) => emitter.once(event, (...args) => resolve(args))),
    `event "${event}"`,
    deadline,
  );
}

/** The argument lists of the events of this name, from now until there are `count` of them. */
export async function gather(emitter, event, count, deadline) {
  const lists = [];
  const all = new Promise((resolve) => {
    emitter.on(event, function collect(...args) {
      lists.push(args);
      if (lists.length === count) {
        emitter.off(event, collect);
        resolve(lists);
      }
    });
  });
  return within(all, `${count} events "${event}"`, deadline);
}

/** Everything that arrives under this name, in a list that grows. */
export function record(emitter, event) {
  const lists = [];
  emitter.on(event, (...args) => lists.push(args));
  return lists;
}

/** The arguments with which the server acknowledges this event. */
export function ask(socket, event, ...args) {
  return within(
    new Promise((resolve) => socket.emit(event, ...args, (...answer) => resolve(answer))),
    `the acknowledgement of "${event}"`,
  );
}

/**
 * The outcome and the answers, sorted, when this socket asks a room of which so many members answer. The server
 * waits for a second only, which a machine with much to do may miss, but not every time.
 */
export async function askRoom(socket, room, count) {
  let outcome;
  let answers = [];
  for (let attempts = 0; answers.length < count && attempts < ATTEMPTS; attempts++) {
    [outcome, answers] = await ask(socket, "to-room-ack", room);
  }
  return [outcome, answers.sort()];
}

/**
 * Returns once the server has dealt with all that these sockets sent before, and they have what it
 * sent them then. What has not come by then does not come.
 */
export async function settle(...sockets) {
  // What the last of them sent may concern the first: so it is asked again when all were heard.
  for (const socket of [...sockets, ...sockets]) {
    await ask(socket, "echo-ack", "settled");
  }
}
