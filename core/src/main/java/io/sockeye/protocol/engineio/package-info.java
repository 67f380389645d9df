/** The Engine.IO codec: packets to and from frames and polling payloads. No threads, no clock. */
@NullMarked
package io.sockeye.protocol.engineio;

import org.jspecify.annotations.NullMarked;
