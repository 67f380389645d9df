/**
 * The tools every thread rule here rests on: running one task at a time, an injectable clock with
 * alarms, and threads for code that may block.
 */
@NullMarked
package io.sockeye.concurrent;

import org.jspecify.annotations.NullMarked;
