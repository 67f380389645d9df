/** Who a client is on the network, and how much of something it may do in a time. */
@NullMarked
package io.sockeye.server.traffic;

import org.jspecify.annotations.NullMarked;
