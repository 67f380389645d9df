/** Measurements of methods, by JMH. */
@NullMarked
package io.sockeye.benchmarks;

import org.jspecify.annotations.NullMarked;
