/** What every test of this build runs under. */
@NullMarked
package io.sockeye.testsupport;

import org.jspecify.annotations.NullMarked;
