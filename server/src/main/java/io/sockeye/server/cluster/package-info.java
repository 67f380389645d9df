/** Many servers as one: the messages between them, and the adapter that sends and obeys them. */
@NullMarked
package io.sockeye.server.cluster;

import org.jspecify.annotations.NullMarked;
