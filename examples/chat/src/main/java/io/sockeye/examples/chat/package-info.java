/** A chat in the browser. */
@NullMarked
package io.sockeye.examples.chat;

import org.jspecify.annotations.NullMarked;
