package io.sockeye.server.engine;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** An answer to an HTTP request. The binding adds {@code Content-Length}. */
public final class HttpResponse {
  private static final byte[] NO_BODY = {};

  private final int status;
  private final ResponseHeaders headers;
  private final byte[] body;

  /**
   * An answer.
   *
   * @param body the whole body; nobody writes to it any more
   */
  public HttpResponse(int status, ResponseHeaders headers, byte[] body) {
    this.status = status;
    this.headers = Objects.requireNonNull(headers, "headers");
    this.body = Objects.requireNonNull(body, "body");
  }

  /** An answer with no body and no header fields of its own. */
  public static HttpResponse of(int status) {
    return new HttpResponse(status, new ResponseHeaders(), NO_BODY);
  }

  /** An answer with text, in UTF-8. */
  public static HttpResponse text(int status, String contentType, String body) {
    return new HttpResponse(
        status,
        new ResponseHeaders().add("Content-Type", contentType),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a header field. */
  public HttpResponse header(String name, String value) {
    headers.add(name, value);
    return this;
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /** The header fields. */
  public ResponseHeaders headers() {
    return headers;
  }

  /** The whole body; nobody writes to it. */
  public byte[] body() {
    return body;
  }
}
