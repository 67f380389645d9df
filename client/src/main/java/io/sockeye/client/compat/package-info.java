/**
 * The shape of the official Java client's common calls over ours, so that a program comes over by
 * changing its imports. What differs stands in {@code docs/migrating-from-java-client.md}.
 */
@NullMarked
package io.sockeye.client.compat;

import org.jspecify.annotations.NullMarked;
