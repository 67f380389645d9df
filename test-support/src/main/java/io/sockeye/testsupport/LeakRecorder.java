package io.sockeye.testsupport;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Makes Netty's leak detectors write their reports where a test can read them, not to the log. */
final class LeakRecorder extends ResourceLeakDetectorFactory {

  private static final int COLLECTIONS_AT_MOST = 20;
  private static final long WAIT_PER_COLLECTION_MILLIS = 100;

  private static final AtomicBoolean INSTALLED = new AtomicBoolean();
  private static final List<Detector<?>> DETECTORS = new CopyOnWriteArrayList<>();
  private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();

  private LeakRecorder() {}

  /** Takes effect for the classes of Netty that are initialised from now on. */
  static void install() {
    if (INSTALLED.compareAndSet(false, true)) {
      ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new LeakRecorder());
    }
  }

  /** Collects garbage, then returns what was reported since the last call. */
  static List<String> drain() {
    if (!DETECTORS.isEmpty()) {
      collectGarbage();
      DETECTORS.forEach(Detector::reportNow);
    }
    var reports = new ArrayList<String>();
    for (String next = REPORTS.poll(); next != null; next = REPORTS.poll()) {
      reports.add(next);
    }
    return reports;
  }

  /** Returns when a collection has met an object that was garbage when it began. */
  private static void collectGarbage() {
    var queue = new ReferenceQueue<Object>();
    var canary = new WeakReference<>(new Object(), queue);
    try {
      for (int i = 0; i < COLLECTIONS_AT_MOST; i++) {
        System.gc();
        if (queue.remove(WAIT_PER_COLLECTION_MILLIS) != null) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Reference.reachabilityFence(canary);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // Abstract, so it must be here.
  public <T> ResourceLeakDetector<T> newResourceLeakDetector(
      Class<T> resource, int samplingInterval, long maxActive) {
    return newResourceLeakDetector(resource, samplingInterval);
  }

  @Override
  public <T> ResourceLeakDetector<T> newResourceLeakDetector(
      Class<T> resource, int samplingInterval) {
    var detector = new Detector<T>(resource, samplingInterval);
    DETECTORS.add(detector);
    return detector;
  }

  private static final class Detector<T> extends ResourceLeakDetector<T> {

    Detector(Class<?> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    /** A detector looks for lost buffers whenever it is given a new one to watch. */
    @SuppressWarnings("unchecked") // It only keeps a weak reference and the identity hash.
    void reportNow() {
      var bait = (T) new Object();
      @Nullable ResourceLeakTracker<T> tracker = track(bait);
      if (tracker != null) {
        tracker.close(bait);
      }
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      REPORTS.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      REPORTS.add(resourceType + " (no records: run with leak detection at level paranoid)");
    }
  }
}
