/** Runs the load tool against several servers in turn, and tells the figures side by side. */
@NullMarked
package io.sockeye.benchmarks.run;

import org.jspecify.annotations.NullMarked;
