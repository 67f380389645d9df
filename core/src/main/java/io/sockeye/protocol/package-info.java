/** What the wire protocols have in common: their limits and how a breach of them is told. */
@NullMarked
package io.sockeye.protocol;

import org.jspecify.annotations.NullMarked;
