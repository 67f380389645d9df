/**
 * What is promised, tried with many connections and messages; by system properties, as {@code
 * ./long-run} sets them, with very many.
 */
@NullMarked
package io.sockeye.interop.reliability;

import org.jspecify.annotations.NullMarked;
