import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What the programs share: the environment with its settings, and the form of a result. */
final class Out {
  static StreamExecutionEnvironment environment() {
    Configuration conf = new Configuration();
    conf.set(PipelineOptions.OBJECT_REUSE, true);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, conf);
    env.getConfig().setAutoWatermarkInterval(20);
    return env;
  }

  static void print(long... numbers) {
    double now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) / 1000.0;
    StringBuilder line = new StringBuilder(String.format("OUT %.3f", now));
    for (long number : numbers) line.append(' ').append(number);
    System.out.println(line);
    System.out.flush();
  }

  /** Words, distinct words, letters, and the count of the most frequent word. */
  static final class Figures implements AggregateFunction<Tuple2<String, Integer>, long[], long[]> {
    public long[] createAccumulator() {
      return new long[4];
    }

    public long[] add(Tuple2<String, Integer> count, long[] sum) {
      sum[0] += count.f1;
      sum[1]++;
      sum[2] += (long) count.f1 * count.f0.length();
      sum[3] = Math.max(sum[3], count.f1);
      return sum;
    }

    public long[] getResult(long[] sum) {
      return sum;
    }

    public long[] merge(long[] a, long[] b) {
      return new long[] {a[0] + b[0], a[1] + b[1], a[2] + b[2], Math.max(a[3], b[3])};
    }
  }
}
