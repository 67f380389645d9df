/** Many servers as one over Redis, in the wire formats of the JavaScript servers. */
@NullMarked
package io.sockeye.redis;

import org.jspecify.annotations.NullMarked;
