package io.sockeye.client.engine;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The empty body of a GET that is to be sent once.
 *
 * <p>The JDK's client sends a GET again, without a word, when a connection that was used before
 * ends with no byte of the answer. A poll must not be asked again: the server may have answered the
 * first, and what was in that answer would be missing, with nobody any the wiser. There is no
 * setting for it, but it asks for the length of the body each time that it writes the request.
 */
final class OneAttempt implements BodyPublisher {
  private final BodyPublisher nothing = BodyPublishers.noBody();
  private final AtomicBoolean sent = new AtomicBoolean();

  @Override
  public long contentLength() {
    if (sent.getAndSet(true)) {
      throw new UncheckedIOException(
          new EOFException("the connection ended without an answer, and a poll is asked once"));
    }
    return 0;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    nothing.subscribe(subscriber);
  }
}
