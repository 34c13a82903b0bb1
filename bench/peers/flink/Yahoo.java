import java.time.Duration;
import java.util.HashMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * Views by campaign and window of 10 s, told each second of the events' time: seconds are counted, and the store adds
 * them up. Arguments: port, interval in ms, table of advertisements.
 */
public final class Yahoo {
  public static void main(String[] args) throws Exception {
    HashMap<String, String> table = Events.table(args[2]);
    var env = Out.environment();
    // The source has one thread; what follows goes with it into that thread, which saves the copy to another. Every event
    // moves the watermark, so that the click behind the last view closes its second.
    env.socketTextStream("localhost", Integer.parseInt(args[0]), "\n")
        .map(Events::parse)
        .returns(Events.Event.class)
        .setParallelism(1)
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<Events.Event>forMonotonousTimestamps()
                .withTimestampAssigner((event, time) -> event.time))
        .setParallelism(1)
        .filter(event -> event.type.equals("view"))
        .setParallelism(1)
        .map(event -> table.get(event.ad))
        .returns(Types.STRING)
        .setParallelism(1)
        .keyBy(campaign -> campaign)
        .window(TumblingEventTimeWindows.of(Duration.ofMillis(Long.parseLong(args[1]))))
        .aggregate(new Count(), new Named())
        .windowAll(TumblingEventTimeWindows.of(Duration.ofMillis(Long.parseLong(args[1]))))
        .process(new Print(args[2]))
        .sinkTo(new DiscardingSink<>());
    env.execute("yahoo");
  }

  static final class Count implements AggregateFunction<String, Long, Long> {
    public Long createAccumulator() {
      return 0L;
    }

    public Long add(String campaign, Long count) {
      return count + 1;
    }

    public Long getResult(Long count) {
      return count;
    }

    public Long merge(Long a, Long b) {
      return a + b;
    }
  }

  static final class Named extends ProcessWindowFunction<Long, Tuple2<String, Long>, String, TimeWindow> {
    public void process(String campaign, Context context, Iterable<Long> counts, Collector<Tuple2<String, Long>> out) {
      out.collect(Tuple2.of(campaign, counts.iterator().next()));
    }
  }

  static final class Print extends ProcessAllWindowFunction<Tuple2<String, Long>, Long, TimeWindow> {
    private final String file;
    private transient Events.Store store;

    Print(String file) {
      this.file = file;
    }

    public void process(Context context, Iterable<Tuple2<String, Long>> counts, Collector<Long> out) {
      if (store == null) store = new Events.Store(file);
      for (Tuple2<String, Long> count : counts) store.add(count.f0, context.window().getStart() / Events.WINDOW, count.f1);
      store.print();
    }
  }
}
