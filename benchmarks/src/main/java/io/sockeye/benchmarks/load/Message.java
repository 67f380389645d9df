package io.sockeye.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/** What a client sends, and the frames that the answer consists of. */
final class Message {
  private final byte[] request;
  private final List<Expected> answer;

  /**
   * Pairs them.
   *
   * @param request the bytes for the socket
   * @param answer the frames that must come, in order
   */
  Message(byte[] request, List<Expected> answer) {
    this.request = request;
    this.answer = answer;
  }

  byte[] request() {
    return request;
  }

  List<Expected> answer() {
    return answer;
  }

  /** How many bytes it takes to keep it. */
  long size() {
    long size = request.length;
    for (Expected frame : answer) {
      for (byte[] form : frame.forms()) {
        size += form.length;
      }
    }
    return size;
  }

  static Message text(Framing framing, String request, String answer) {
    return new Message(framing.text(request), List.of(Expected.text(answer)));
  }

  /** An event with one binary argument, sent back. */
  static Message binary(Framing framing, String event, byte[] argument, byte[] returned) {
    // Servers differ in the order of the two keys.
    String head = "451-[\"" + event + "\",{\"_placeholder\":true,\"num\":0}]";
    String other = "451-[\"" + event + "\",{\"num\":0,\"_placeholder\":true}]";
    byte[] request =
        ClientFrames.join(framing.text(head), framing.frame(ClientFrames.BINARY, argument));
    Expected text =
        new Expected(ClientFrames.TEXT, List.of(head.getBytes(UTF_8), other.getBytes(UTF_8)));
    return new Message(
        request, List.of(text, new Expected(ClientFrames.BINARY, List.of(returned))));
  }

  /**
   * A frame that must come.
   *
   * @param opcode text or binary
   * @param forms the contents that are right
   */
  record Expected(int opcode, List<byte[]> forms) {
    private static final int SHOWN = 120;

    static Expected text(String content) {
      return new Expected(ClientFrames.TEXT, List.of(content.getBytes(UTF_8)));
    }

    /** Whether it is this that came. */
    boolean matches(int opcode, byte[] bytes, int from, int to) {
      if (opcode == this.opcode) {
        for (int i = 0; i < forms.size(); i++) {
          byte[] form = forms.get(i);
          if (Arrays.equals(form, 0, form.length, bytes, from, to)) {
            return true;
          }
        }
      }
      return false;
    }

    /** Throws if what came is something else. */
    void check(Client client, int opcode, byte[] bytes, int from, int to) {
      if (matches(opcode, bytes, from, to)) {
        return;
      }
      byte[] form = forms.get(0);
      throw new LoadFailure(
          "client %d: expected %s, got %s"
              .formatted(
                  client.index(),
                  show(this.opcode, form, 0, form.length),
                  show(opcode, bytes, from, to)));
    }

    static String show(int opcode, byte[] bytes, int from, int to) {
      String kind = opcode == ClientFrames.BINARY ? "binary " : "text ";
      int length = to - from;
      String shown = new String(bytes, from, Math.min(length, SHOWN), ISO_8859_1);
      return kind + (length > SHOWN ? shown + "… (" + length + " bytes)" : shown);
    }
  }
}
