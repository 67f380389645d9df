/**
 * The Engine.IO client: one session over polling or WebSocket, its heartbeat and its upgrade. It
 * knows nothing of Socket.IO.
 */
@NullMarked
package io.sockeye.client.engine;

import org.jspecify.annotations.NullMarked;
