/** Hostile input of every kind against a running server, beside clients that must not notice. */
@NullMarked
package io.sockeye.netty.hostile;

import org.jspecify.annotations.NullMarked;
