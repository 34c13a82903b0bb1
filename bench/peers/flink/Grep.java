import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.TumblingProcessingTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Lines of each interval that hold a pattern. Arguments: port, interval in ms, pattern. */
public final class Grep {
  public static void main(String[] args) throws Exception {
    String pattern = args[2];
    var env = Out.environment();
    // The source has one thread; the filter goes with it into that thread, which saves the copy to another.
    env.socketTextStream("localhost", Integer.parseInt(args[0]), "\n")
        .filter(line -> line.contains(pattern))
        .setParallelism(1)
        .map(line -> 1L)
        .returns(Types.LONG)
        .setParallelism(1)
        .windowAll(TumblingProcessingTimeWindows.of(Duration.ofMillis(Long.parseLong(args[1]))))
        .reduce(Long::sum, new Print())
        .sinkTo(new DiscardingSink<>());
    env.execute("grep");
  }

  static final class Print extends ProcessAllWindowFunction<Long, Long, TimeWindow> {
    public void process(Context context, Iterable<Long> counts, Collector<Long> out) {
      Out.print(counts.iterator().next());
    }
  }
}
