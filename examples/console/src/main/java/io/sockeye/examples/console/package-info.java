/** The chat of {@code examples/chat} in a terminal. */
@NullMarked
package io.sockeye.examples.console;

import org.jspecify.annotations.NullMarked;
