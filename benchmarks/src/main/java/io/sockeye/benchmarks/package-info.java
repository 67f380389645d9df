/** JMH measurements. */
@NullMarked
package io.sockeye.benchmarks;

import org.jspecify.annotations.NullMarked;
