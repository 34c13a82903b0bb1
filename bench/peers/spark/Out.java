import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;

/** What all programs share: the context with its settings, and the form of a result. */
final class Out {
  static JavaStreamingContext context(String name, long interval) {
    SparkConf conf = new SparkConf().setAppName(name).setIfMissing("spark.master", "local[2]");
    JavaStreamingContext context = new JavaStreamingContext(conf, Durations.milliseconds(interval));
    context.sparkContext().setLogLevel("ERROR");
    return context;
  }

  static void print(Object... numbers) {
    double now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) / 1000.0;
    StringBuilder line = new StringBuilder(String.format("OUT %.3f", now));
    for (Object number : numbers) line.append(' ').append(number);
    System.out.println(line);
    System.out.flush();
  }

  /** Words, distinct words, letters, and the count of the most frequent word. */
  static final class Figures implements Serializable {
    long words, distinct, letters, top;

    Figures add(Tuple2<String, Integer> count) {
      words += count._2;
      distinct++;
      letters += (long) count._2 * count._1.length();
      top = Math.max(top, count._2);
      return this;
    }

    Figures join(Figures other) {
      words += other.words;
      distinct += other.distinct;
      letters += other.letters;
      top = Math.max(top, other.top);
      return this;
    }
  }
}
