import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.functions.ReduceFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * Words of the last 30 s, each second: counted by the second first, so that only a second's counts, and not each word,
 * go into 30 windows. Lines get the time at which they are read, so that windows end at the same line for all words.
 * Argument: port.
 */
public final class WordCount {
  public static void main(String[] args) throws Exception {
    var env = Out.environment();
    ReduceFunction<Tuple2<String, Integer>> sum = (a, b) -> Tuple2.of(a.f0, a.f1 + b.f1);
    FlatMapFunction<String, Tuple2<String, Integer>> words =
        (line, out) -> {
          for (String word : line.split(" ")) out.collect(Tuple2.of(word, 1));
        };
    env.socketTextStream("localhost", Integer.parseInt(args[0]), "\n")
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<String>forGenerator(context -> new Now())
                .withTimestampAssigner((line, time) -> System.currentTimeMillis()))
        .setParallelism(1)
        .flatMap(words)
        .returns(Types.TUPLE(Types.STRING, Types.INT))
        .setParallelism(1)
        .keyBy(count -> count.f0)
        .window(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))
        .reduce(sum)
        .keyBy(count -> count.f0)
        .window(SlidingEventTimeWindows.of(Duration.ofSeconds(30), Duration.ofSeconds(1)))
        .reduce(sum)
        .windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))
        .aggregate(new Out.Figures(), new Print())
        .sinkTo(new DiscardingSink<>());
    env.execute("wordcount");
  }

  /** The watermark goes with the clock, also while no line comes. */
  static final class Now implements WatermarkGenerator<String> {
    public void onEvent(String line, long time, WatermarkOutput output) {}

    public void onPeriodicEmit(WatermarkOutput output) {
      output.emitWatermark(new Watermark(System.currentTimeMillis() - 1));
    }
  }

  static final class Print extends ProcessAllWindowFunction<long[], long[], TimeWindow> {
    public void process(Context context, Iterable<long[]> sums, Collector<long[]> out) {
      long[] sum = sums.iterator().next();
      Out.print(context.window().getEnd(), sum[0], sum[1], sum[2], sum[3]);
    }
  }
}
