/**
 * A load generator that speaks Socket.IO, checks every answer and measures the server's process.
 */
@NullMarked
package io.sockeye.benchmarks.load;

import org.jspecify.annotations.NullMarked;
