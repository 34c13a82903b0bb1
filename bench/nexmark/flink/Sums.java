import java.io.Serializable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/** The sum that stands for a result: a number for each row, as bench/nexmark/rows.ts makes it. */
final class Sums {
  interface Digest<T> extends Serializable {
    long of(T row);
  }

  static final AtomicLong TOTAL = new AtomicLong();

  static long text(String s) {
    return s.length() * 131L + s.charAt(0) + s.charAt(s.length() - 1);
  }

  /** What a row of the window that ends at `end` counts: none when the events end before. */
  static long seconds(long end) {
    long seconds = (end - Events.begin) / 1000;
    return seconds > Events.seconds ? 0 : seconds;
  }

  /** Add up the rows where they are made. */
  static <T> void sum(DataStream<T> rows, Digest<T> digest) {
    rows.flatMap(new Adding<>(digest)).returns(Types.LONG).sinkTo(new DiscardingSink<>());
  }

  private static final class Adding<T> extends RichFlatMapFunction<T, Long> {
    private final Digest<T> digest;
    private long sum = 0;

    Adding(Digest<T> digest) {
      this.digest = digest;
    }

    @Override
    public void flatMap(T row, Collector<Long> out) {
      sum += digest.of(row);
    }

    @Override
    public void close() {
      TOTAL.addAndGet(sum);
      sum = 0;
    }
  }
}
