/** Contract tests: a binding, an adapter or a bus is proven by a short subclass. */
@NullMarked
package io.sockeye.testkit;

import org.jspecify.annotations.NullMarked;
