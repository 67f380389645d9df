/** Netty's own WebSocket codec behind the same sockets: what the wire costs without Socket.IO. */
@NullMarked
package io.sockeye.benchmarks.bare;

import org.jspecify.annotations.NullMarked;
