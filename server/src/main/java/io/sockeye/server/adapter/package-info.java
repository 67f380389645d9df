/** Who is in which room, on this node and on the others. */
@NullMarked
package io.sockeye.server.adapter;

import org.jspecify.annotations.NullMarked;
