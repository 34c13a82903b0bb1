import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.functions.source.legacy.RichParallelSourceFunction;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** The records, read from the file that the harness wrote, and the source that replays them out of memory. */
final class Events {
  abstract static class Event {
    public long time;
    /** The same as SQL has it, made before anything is measured. */
    public transient GenericRowData row;
  }

  public static final class Person extends Event {
    public long id;
    public String name, email, card, city, state;
  }

  public static final class Auction extends Event {
    public long id, initialBid, reserve, expires, seller, category;
    public String item, description;
  }

  public static final class Bid extends Event {
    public long auction, bidder, price;
    public String channel, url, extra;
  }

  static Event[] all;
  static long begin;
  static int seconds;

  static void load(String file, long begin, int seconds) throws IOException {
    Events.begin = begin;
    Events.seconds = seconds;
    List<Event> events = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(Path.of(file), StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) events.add(parse(line.split("\t")));
    }
    all = events.toArray(new Event[0]);
  }

  private static Event parse(String[] f) {
    return switch (f[0]) {
      case "person" -> person(f);
      case "auction" -> auction(f);
      default -> bid(f);
    };
  }

  private static Person person(String[] f) {
    Person p = new Person();
    p.time = Long.parseLong(f[1]);
    p.id = Long.parseLong(f[2]);
    p.name = f[3];
    p.email = f[4];
    p.card = f[5];
    p.city = f[6];
    p.state = f[7];
    p.row = GenericRowData.of(at(p.time), p.id, text(p.name), text(p.email), text(p.card), text(p.city), text(p.state));
    return p;
  }

  private static Auction auction(String[] f) {
    Auction a = new Auction();
    a.time = Long.parseLong(f[1]);
    a.id = Long.parseLong(f[2]);
    a.item = f[3];
    a.description = f[4];
    a.initialBid = Long.parseLong(f[5]);
    a.reserve = Long.parseLong(f[6]);
    a.expires = Long.parseLong(f[7]);
    a.seller = Long.parseLong(f[8]);
    a.category = Long.parseLong(f[9]);
    a.row =
        GenericRowData.of(
            at(a.time), a.id, text(a.item), text(a.description), a.initialBid, a.reserve, at(a.expires), a.seller,
            a.category);
    return a;
  }

  private static Bid bid(String[] f) {
    Bid b = new Bid();
    b.time = Long.parseLong(f[1]);
    b.auction = Long.parseLong(f[2]);
    b.bidder = Long.parseLong(f[3]);
    b.price = Long.parseLong(f[4]);
    b.channel = f[5];
    b.url = f[6];
    b.extra = f[7];
    b.row = GenericRowData.of(at(b.time), b.auction, b.bidder, b.price, text(b.channel), text(b.url), text(b.extra));
    return b;
  }

  private static TimestampData at(long time) {
    return TimestampData.fromEpochMillis(time);
  }

  private static StringData text(String text) {
    return StringData.fromString(text);
  }

  /** Half of the events for each of two tasks, in order of time. */
  static final class Replay extends RichParallelSourceFunction<Event> {
    private static final int BATCH = 500;
    private final int end;
    private volatile boolean running = true;

    /** The first `end` events. */
    Replay(int end) {
      this.end = end;
    }

    @Override
    public void run(SourceContext<Event> out) {
      int tasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
      int i = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
      while (running && i < end) {
        synchronized (out.getCheckpointLock()) {
          long time = 0;
          for (int n = 0; n < BATCH && i < end; n++, i += tasks) {
            time = all[i].time;
            out.collectWithTimestamp(all[i], time);
          }
          out.emitWatermark(new Watermark(time - 1));
        }
      }
    }

    @Override
    public void cancel() {
      running = false;
    }
  }
}
