/**
 * Telling logs and observers what happens, so that no stranger fills a log, and no observer stops
 * the work.
 */
@NullMarked
package io.sockeye.log;

import org.jspecify.annotations.NullMarked;
