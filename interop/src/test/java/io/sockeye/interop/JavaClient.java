package io.sockeye.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The official Java clients: the last for each version of Engine.IO, side by side in one JVM. */
final class JavaClient {
  private static final String CALLER = "io.sockeye.interop.OfficialJavaSocket";

  /** Speaks Engine.IO 3. Its jars are copied here by the build. */
  static final JavaClient V1_0 = new JavaClient(3, loaderOf(Path.of("target/java-client-1")));

  /** Speaks Engine.IO 4. On the class path. */
  static final JavaClient V2_1 = new JavaClient(4, JavaClient.class.getClassLoader());

  private final int engineVersion;
  private final ClassLoader loader;

  private JavaClient(int engineVersion, ClassLoader loader) {
    this.engineVersion = engineVersion;
    this.loader = loader;
  }

  int engineVersion() {
    return engineVersion;
  }

  /** A socket on a connection of its own, not connected yet. */
  JavaSocket open(URI uri, List<String> transports, boolean reconnection, String query) {
    return call("open", uri, transports, reconnection, query);
  }

  /** The same with credentials. */
  JavaSocket openWithAuth(URI uri, List<String> transports, Map<String, String> auth) {
    return call("openWithAuth", uri, transports, auth);
  }

  private JavaSocket call(String name, Object... arguments) {
    try {
      for (Method method : Class.forName(CALLER, true, loader).getDeclaredMethods()) {
        if (method.getName().equals(name)) {
          method.setAccessible(true); // of another run-time package where the loader is another
          return (JavaSocket) method.invoke(null, arguments);
        }
      }
      throw new AssertionError("no method " + name);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "Java client for Engine.IO " + engineVersion;
  }

  private static ClassLoader loaderOf(Path folder) {
    List<URL> places = new ArrayList<>();
    places.add(JavaClient.class.getProtectionDomain().getCodeSource().getLocation());
    try (Stream<Path> jars = Files.list(folder)) {
      for (Path jar : jars.toList()) {
        places.add(jar.toUri().toURL());
      }
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException("the build copies the jars of the older client there", e);
    }
    return new ClientFirst(places.toArray(new URL[0]));
  }

  /** Takes the client, and what calls it, from its own places; all else from where we have it. */
  private static final class ClientFirst extends URLClassLoader {
    ClientFirst(URL[] places) {
      super(places, JavaClient.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("io.socket.") && !name.startsWith(CALLER)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : findClass(name);
      }
    }
  }
}
