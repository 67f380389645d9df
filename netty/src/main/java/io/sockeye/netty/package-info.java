/** The Netty binding: a stand-alone server, and handlers for one's own pipeline. */
@NullMarked
package io.sockeye.netty;

import org.jspecify.annotations.NullMarked;
