/** The servers under test, one for each role that clients and suites of others are run against. */
@NullMarked
package io.sockeye.interop;

import org.jspecify.annotations.NullMarked;
