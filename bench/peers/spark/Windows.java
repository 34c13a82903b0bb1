import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Durations;
import org.apache.spark.util.ManualClock;
import scala.Tuple2;

/**
 * The greatest value of each key over 300 batches, again at each batch, which Spark computes anew each time: there is no
 * inverse of max. The clock is moved on when a batch is done, so that batches come as fast as they are done.
 */
public final class Windows {
  static final int KEYS = 4000, DIFFERENT = 64, WINDOW = 300, BATCHES = 20_000;
  static volatile long sum;

  public static void main(String[] args) throws Exception {
    System.setProperty("spark.streaming.clock", "org.apache.spark.util.ManualClock");
    var context = Out.context("windows", 1000);
    List<JavaRDD<Tuple2<String, Integer>>> batches = new ArrayList<>();
    for (int n = 0; n < DIFFERENT; n++) {
      var batch = context.sparkContext().parallelize(pairs(n), 1).persist(StorageLevel.MEMORY_ONLY());
      batch.count();
      batches.add(batch);
    }
    // Spark takes a copy of the queue, so all that will be taken is in it from the start.
    Queue<JavaRDD<Tuple2<String, Integer>>> queue = new LinkedList<>();
    for (int n = 0; n < BATCHES; n++) queue.add(batches.get(n % DIFFERENT));
    var done = new Semaphore(0);
    context
        .queueStream(queue, true)
        .mapToPair(pair -> pair)
        .reduceByKeyAndWindow((a, b) -> Math.max(a, b), Durations.seconds(WINDOW), Durations.seconds(1), 2)
        .foreachRDD(
            rdd -> {
              sum = (long) rdd.values().mapToDouble(value -> value).sum().doubleValue();
              done.release();
            });
    context.start();
    var clock = (ManualClock) context.ssc().scheduler().clock();
    for (int n = 0; n < BATCHES; n++) {
      long start = System.nanoTime();
      clock.advance(1000);
      done.acquire();
      if (n >= WINDOW) Out.print((System.nanoTime() - start) / 1e6, sum);
    }
  }

  static List<Tuple2<String, Integer>> pairs(int batch) {
    List<Tuple2<String, Integer>> pairs = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      int key = (i * 7 + batch * 131) % KEYS;
      pairs.add(new Tuple2<>("key-" + key, 1 + (int) ((key * 7919L + batch * 104729L) % 9973)));
    }
    return pairs;
  }
}
