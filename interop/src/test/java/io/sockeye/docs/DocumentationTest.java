package io.sockeye.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.Manager;
import io.sockeye.client.SocketOptions;
import io.sockeye.client.engine.JdkNetwork;
import io.sockeye.client.engine.SessionOptions;
import io.sockeye.netty.NettyOptions;
import io.sockeye.protocol.Limits;
import io.sockeye.redis.RedisAdapter;
import io.sockeye.redis.RedisStreamsAdapter;
import io.sockeye.redis.ShardedRedisAdapter;
import io.sockeye.server.ConnectionStateRecovery;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.cluster.ClusterOptions;
import io.sockeye.server.engine.AdmissionLimits;
import io.sockeye.server.engine.EngineOptions;
import io.sockeye.server.engine.OutboundLimits;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents keep their word: their Java compiles, and their links lead somewhere. */
class DocumentationTest {
  private static final Path ROOT = Path.of(System.getProperty("user.dir")).getParent();
  private static final Pattern JAVA_BLOCK =
      Pattern.compile("^```java( \\w+)?\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(#[^)\\s]*)?\\)");

  /** What all snippets take for granted; one that is a whole class brings its own, too. */
  private static final String IMPORTS =
      """
      import io.sockeye.protocol.*;
      import io.sockeye.protocol.engineio.*;
      import io.sockeye.protocol.json.*;
      import io.sockeye.protocol.msgpack.*;
      import io.sockeye.protocol.socketio.*;
      import java.net.URI;
      import java.time.Duration;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.concurrent.atomic.*;
      import java.util.function.*;
      """;

  private static final String SURROUNDINGS =
      """
      record Say(String text) {}
      record Said(String from, String text) {}
      record Query(String text) {}
      record Token(String value) {}
      record User(String name) {}
      interface Store { List<Said> find(Query query); boolean knows(Token token); Optional<User> userOf(Token token); void tag(List<String> tags); }
      interface Board { void move(int x, int y); }
      interface Tokens { String current(); CompletionStage<Token> fresh(); }
      class Snippet {
        Store store;
        Board board;
        Tokens tokens;
      """;

  /** Where a snippet stands: what it sees, named behind the word {@code java}. */
  private enum Setting {
    SERVER(
        "",
        """
        import io.sockeye.*;
        import io.sockeye.netty.*;
        import io.sockeye.redis.*;
        import io.sockeye.server.*;
        import io.sockeye.server.annotation.*;
        import io.sockeye.server.engine.*;
        import io.sockeye.server.traffic.*;
        """,
        """
        SocketIoServer io;
        Socket socket;
        """),
    CLIENT(
        " client",
        """
        import io.sockeye.*;
        import io.sockeye.client.*;
        import io.sockeye.client.engine.*;
        """,
        """
        Manager manager;
        Socket socket;
        javax.net.ssl.SSLContext sslContext;
        """),
    COMPAT(
        " compat",
        """
        import io.sockeye.client.compat.*;
        import io.sockeye.client.compat.IO; // From Java 25 on there is another one in java.lang.
        """,
        """
        Socket socket;
        """);

    private final String mark;
    private final String imports;
    private final String fields;

    Setting(String mark, String imports, String fields) {
      this.mark = mark;
      this.imports = imports;
      this.fields = fields;
    }

    /** The setting with a mark; empty for code of other libraries, marked {@code before}. */
    static Optional<Setting> of(@Nullable String mark) {
      String given = mark == null ? "" : mark;
      Optional<Setting> setting =
          Stream.of(values()).filter(each -> each.mark.equals(given)).findAny();
      assertThat(setting.isPresent() || given.equals(" before")).as("mark:%s", given).isTrue();
      return setting;
    }

    /** A snippet as a file that can be compiled. */
    String source(String code) {
      return code.contains("public class ")
          ? IMPORTS + imports + code.replace("public class ", "class ")
          : IMPORTS
              + imports
              + SURROUNDINGS
              + fields
              + "void run() throws Exception {\n"
              + code
              + "}}";
    }
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      Stream.concat(top, docs)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .forEach(documents::add);
    }
    return documents;
  }

  /** Which block of which document. */
  private record Block(String name, String source) {}

  private static List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Path document : documents()) {
      Matcher block = JAVA_BLOCK.matcher(Files.readString(document));
      for (int number = 1; block.find(); number++) {
        String name = ROOT.relativize(document) + " block " + number;
        String code = block.group(2);
        Setting.of(block.group(1))
            .ifPresent(setting -> blocks.add(new Block(name, setting.source(code))));
      }
    }
    return blocks;
  }

  @Test
  void javaInTheDocumentsCompiles(@TempDir Path out) throws IOException {
    List<Block> blocks = blocks();
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      sources.add(new Source("block" + i, blocks.get(i)));
    }
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    ToolProvider.getSystemJavaCompiler()
        .getTask(
            null,
            null,
            diagnostics,
            List.of(
                "-proc:none", "-d", out.toString(), "-cp", System.getProperty("java.class.path")),
            null,
            sources)
        .call();

    assertThat(sources).isNotEmpty();
    assertThat(
            diagnostics.getDiagnostics().stream()
                .filter(fault -> fault.getKind() == Diagnostic.Kind.ERROR)
                .map(fault -> fault.getSource() + ": " + fault.getMessage(null)))
        .isEmpty();
  }

  @Test
  void everyOptionStandsInTheConfigurationPage() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/configuration.md"));
    List<String> missing =
        Stream.of(
                optionsOf(SocketIoServer.Builder.class),
                optionsOf(EngineOptions.Builder.class),
                optionsOf(AdmissionLimits.Builder.class),
                optionsOf(OutboundLimits.Builder.class),
                optionsOf(NettyOptions.Builder.class),
                optionsOf(RedisAdapter.Builder.class),
                optionsOf(ShardedRedisAdapter.Builder.class),
                optionsOf(RedisStreamsAdapter.Builder.class),
                componentsOf(Limits.class),
                componentsOf(ConnectionStateRecovery.class),
                componentsOf(ClusterOptions.class))
            .flatMap(names -> names)
            .filter(name -> !name.equals("connect")) // It takes no option, but makes the adapter.
            .filter(name -> !page.contains("| `" + name + "` |"))
            .toList();

    assertThat(missing).isEmpty();
  }

  @Test
  void everyOptionOfTheClientStandsInItsPage() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/client-api.md"));
    List<String> missing =
        Stream.of(
                optionsOf(Manager.Builder.class),
                optionsOf(SessionOptions.Builder.class),
                optionsOf(SocketOptions.Builder.class),
                optionsOf(JdkNetwork.Builder.class))
            .flatMap(names -> names)
            .distinct()
            .filter(name -> !page.contains("| `" + name + "` |"))
            .toList();

    assertThat(missing).isEmpty();
  }

  private static Stream<String> componentsOf(Class<? extends Record> options) {
    return Stream.of(options.getRecordComponents()).map(RecordComponent::getName);
  }

  private static Stream<String> optionsOf(Class<?> builder) {
    return Stream.of(builder.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
        .filter(method -> method.getParameterCount() > 0 || method.getName().startsWith("inline"))
        .map(Method::getName);
  }

  @Test
  void linksBetweenTheDocumentsLeadSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        if (!Files.exists(document.resolveSibling(link.group(1)).normalize())) {
          dead.add(ROOT.relativize(document) + " -> " + link.group(1));
        }
      }
    }

    assertThat(dead).isEmpty();
  }

  /** A block as a file of its own package. */
  private static final class Source extends SimpleJavaFileObject {
    private final String name;
    private final String code;

    Source(String packageName, Block block) {
      super(URI.create("string:///" + packageName + "/Snippet.java"), Kind.SOURCE);
      name = block.name();
      code = "package " + packageName + ";" + block.source();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
