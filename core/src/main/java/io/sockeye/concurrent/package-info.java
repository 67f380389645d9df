/**
 * The two tools every thread rule here rests on: running one task at a time, and an injectable
 * clock with alarms.
 */
@NullMarked
package io.sockeye.concurrent;

import org.jspecify.annotations.NullMarked;
