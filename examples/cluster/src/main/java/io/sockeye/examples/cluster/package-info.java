/** Several nodes that are one to their clients. */
@NullMarked
package io.sockeye.examples.cluster;

import org.jspecify.annotations.NullMarked;
