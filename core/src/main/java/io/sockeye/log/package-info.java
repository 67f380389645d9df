/** What must be minded where strangers have a say in what is written to a log. */
@NullMarked
package io.sockeye.log;

import org.jspecify.annotations.NullMarked;
