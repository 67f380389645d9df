/**
 * What the two ends of a socket do alike with events: keep listeners and call them, await answers
 * and give them. For the server and the client, not for programs.
 */
@NullMarked
package io.sockeye.events;

import org.jspecify.annotations.NullMarked;
